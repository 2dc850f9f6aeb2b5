"""What a person sees when things are not as they should be, or not yet; and the whole way at four sizes."""

import shutil
import threading
from dataclasses import replace
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from index.errors import EngineFault
from index.types import Progress, Report
from qa.assistant import Assistant
from qa.chats.places import chats_file, kept
from qa.engine.local import Local
from qa.engine.types import Alive, Request
from qa.settings import Settings
from qa.tui.app import FOLDER, ChatApp, First, beginning, documents
from qa.tui.block import AnswerBlock, Examples
from qa.tui.commands import COMMANDS
from qa.tui.exporting import ExportScreen
from qa.tui.filtering import FilterScreen, preset
from qa.tui.history import HistoryScreen, matching
from qa.tui.page import Page
from qa.tui.reader import Reader
from qa.tui.setup import SetupScreen
from qa.tui.work import Documents
from qa.types import Answer

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Start

HARBOUR = "When did the harbour of Lisbon open again?"
TRAINS = "Where will the railway run night trains again?"
SIZES = [(120, 36), (80, 24), (64, 20), (40, 12)]


class Crashing(Local):
    """An engine whose process ends at the first question."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(lambda report: assistant)
        self.whole = False

    def ask(self, request: Request, alive: Alive) -> Answer:
        if self.whole:
            return super().ask(request, alive)
        self.whole = True
        raise EngineFault("the process that searches ended (exit code -9)")

    def log(self) -> str:
        return "12:00:00 Killed [/]"


@pytest.mark.parametrize("size", SIZES)
async def test_the_whole_way_from_a_question_to_the_page_works_at_any_size(
    start: "Start", corpus: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with start(corpus, size=size) as chat:
        app = chat.pilot.app
        await chat.ready()
        assert "[1]" in await chat.ask(HARBOUR)
        await chat.pilot.press("shift+tab")
        focused = chat.screen.focused
        await chat.pilot.press("1")
        await chat.until(lambda: isinstance(app.screen, Reader))
        assert "Harbour reopens after the storm" in str(app.screen.query_one(".heading", Static).content)
        await chat.pilot.press("n", "p", "N", "P", "q")
        await chat.until(lambda: app.screen is chat.screen)
        assert chat.screen.focused is focused
        await chat.pilot.press("escape", "f2", *"2024", "enter")
        await chat.until(lambda: chat.screen.session.filters.since == "2024")
        await chat.pilot.press("f3", "escape", "ctrl+r")
        await chat.until(lambda: isinstance(app.screen, HistoryScreen))
        await chat.pilot.press(*"lisbon", "enter")
        assert chat.prompt.text == HARBOUR
        await chat.pilot.press("ctrl+s")
        await chat.until(lambda: isinstance(app.screen, ExportScreen))
        app.screen.query_one(Input).value = str(tmp_path / "out.md")
        await chat.pilot.press("enter")
        await chat.until(lambda: (tmp_path / "out.md").exists())
        assert chat.prompt.has_focus


async def test_an_empty_chat_suggests_questions_that_the_documents_answer(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.until(lambda: chat.screen.query(Examples))
        examples = chat.transcript.examples
        assert examples[0] == "What is known about “Harbour reopens after the storm”?"
        await chat.pilot.press("shift+tab", "1")
        await chat.until(lambda: "exact quote" in chat.answers[0])
        assert f"❯ {examples[0]}" in chat.told
        assert not chat.screen.query(Examples)
        assert chat.prompt.has_focus
        await chat.pilot.press("f7")
        await chat.until(lambda: chat.screen.query(Examples))
        await chat.pilot.click(Examples, offset=(8, 2))
        await chat.until(lambda: f"❯ {examples[1]}" in chat.told)


async def test_the_index_before_answers_while_it_is_brought_up_to_date(
    start: "Start", corpus: Path, settings: Settings
) -> None:
    done = threading.Event()

    def slowly(report: Report) -> Assistant:
        while not done.wait(0.01):
            report(Progress("reading", 1, 3))
        return Assistant.open(corpus, settings)

    before = Assistant.open(corpus, settings)
    async with start(Documents("corpus", Local(slowly, kept=lambda: before))) as chat:
        await chat.until(lambda: "the index before answers while it is updated" in chat.told)
        assert "Lisbon" in await chat.ask(HARBOUR)
        assert "reading ▰▰▰▱▱▱▱▱▱▱ 1/3" in chat.status
        done.set()
        await chat.ready()


async def test_a_crash_of_the_engine_is_an_error_with_details_and_the_next_question_is_answered(
    start: "Start", assistant: Assistant
) -> None:
    async with start(Documents("corpus", Crashing(assistant))) as chat:
        await chat.ready()
        await chat.enter(HARBOUR)
        await chat.until(
            lambda: chat.answers[0].startswith("! the process that searches ended (exit code -9) (tab, then d,")
        )
        await chat.pilot.press("shift+tab", "d")
        page = chat.pilot.app.screen
        assert isinstance(page, Page)
        assert page.text.split("\n")[0].count("the process that searches ended (exit code -9)") == 1
        assert page.text.endswith("The engine's log:\n12:00:00 Killed [/]")
        await chat.pilot.press("y", "escape")
        assert chat.pilot.app.clipboard == page.text
        await chat.pilot.press("r")
        await chat.until(lambda: "Lisbon" in chat.answers[-1])
        assert chat.told.count(f"❯ {HARBOUR}") == 2


async def test_the_chat_over_a_process_of_its_own_survives_that_being_killed(
    start: "Start", corpus: Path, settings: Settings
) -> None:
    found = documents((str(corpus),), settings)
    async with start(found) as chat:
        await chat.ready()
        first = await chat.ask(HARBOUR)
        process = getattr(found.engine, "_process")  # noqa: B009 (only a test kills it)
        process.kill()
        process.wait(20)
        await chat.enter(HARBOUR)
        await chat.until(lambda: len(chat.answers) == 2 and "searching" not in chat.answers[1])
        assert await chat.ask(HARBOUR) == first


async def test_the_index_report_names_each_skipped_file_with_its_reason(start: "Start", corpus: Path) -> None:
    for name in ("a.png", "b.png"):
        (corpus / name).write_bytes(b"\x89PNG")
    (corpus / "empty.txt").write_bytes(b"")
    async with start(corpus) as chat:
        chat.screen.action_report()
        await chat.pilot.pause()
        assert "not open yet" in getattr(chat.pilot.app.screen, "text", "")
        await chat.pilot.press("escape")
        await chat.ready()
        chat.screen.action_report()
        await chat.pilot.pause()
        lines = getattr(chat.pilot.app.screen, "text", "").split("\n")
    assert lines[1] == "3 documents in 3 passages, of 1 sources"
    assert lines[3] == "newest document: 2024-03-05"
    assert lines[5:8] == [
        "Skipped, whole or in part: 1 empty, 2 no-reader",
        "",
        "a.png: no-reader: there is no reader for .png",
    ]
    assert [line.split(":")[0] for line in lines[7:]] == ["a.png", "b.png", "empty.txt"]


async def test_a_window_that_is_too_small_says_so_and_nothing_is_lost(start: "Start", corpus: Path) -> None:
    async with start(corpus, size=(80, 24)) as chat:
        await chat.ready()
        answer = await chat.ask(HARBOUR)
        chat.prompt.text = "half a question"
        said = chat.screen.query_one(".too-small")
        assert not said.display
        await chat.pilot.resize_terminal(30, 8)
        await chat.until(lambda: said.display)
        await chat.pilot.resize_terminal(80, 24)
        await chat.until(lambda: not said.display)
        assert (chat.answers, chat.prompt.text, chat.prompt.has_focus) == ([answer], "half a question", True)


async def test_a_damaged_database_of_chats_is_put_aside_and_said_so(
    start: "Start", corpus: Path, settings: Settings
) -> None:
    file = chats_file(settings)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database" * 1000)
    async with start(corpus) as chat:
        await chat.ready()
        assert "! the chats could not be read (file is not a database): they were put aside as" in chat.told
        assert "Lisbon" in await chat.ask(HARBOUR)
    assert [one.read_bytes()[:11] for one in file.parent.glob("*.damaged-*")] == [b"no database"]


async def test_compact_spacing_is_kept(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        block = chat.screen.query_one(AnswerBlock)
        roomy = block.region.y
        chat.screen.action_spacing()
        await chat.until(lambda: block.region.y < roomy)
    async with start(corpus) as chat:
        assert chat.screen.has_class("-compact")


async def test_the_first_run_asks_for_a_folder_and_keeps_the_choice(
    settings: Settings, corpus: Path, tmp_path: Path
) -> None:
    chats = kept(settings)
    docs, setup = beginning(("seeds",), settings, chats)
    assert (docs, setup is not None) == (("seeds",), True)
    (tmp_path / "empty").mkdir()
    app = ChatApp(documents((str(tmp_path / "empty"),), settings), chats, first=First(setup=setup))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        assert isinstance(screen, SetupScreen)
        typed = screen.query_one(Input)
        typed.value = ""
        await pilot.press(*f"{corpus}"[:-1], "tab")
        while typed.value != f"{corpus}/":
            await pilot.pause(0.01)
            await pilot.press("tab")
        await pilot.press("enter")
        while chats.chosen(FOLDER) != str(corpus):
            await pilot.pause(0.01)
    assert beginning(("seeds",), settings, chats) == ((str(corpus),), None)
    shutil.rmtree(corpus)
    assert beginning(("seeds",), settings, chats)[1] is not None
    named = replace(settings, docs=("nowhere",))
    assert beginning(("nowhere",), named, chats)[1] is not None
    chats.close()


async def test_presets_of_dates_count_from_the_newest_document(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.pilot.press("f2")
        screen = chat.pilot.app.screen
        assert isinstance(screen, FilterScreen)
        assert "counted from the newest document, 2024-03-05" in str(screen.query_one(".presets", Static).content)
        since = screen.query_one("#since", Input)
        seen = []
        for _ in range(4):
            await chat.pilot.press("ctrl+l")
            seen.append(since.value)
        assert seen == ["2024-02-28", "2024-02-05", "2024-01-01", "2024-02-28"]
        await chat.pilot.click(".presets", offset=(18, 0))
        assert since.value == "2024-02-05"


def test_the_last_seven_days_are_the_newest_and_the_six_before_it() -> None:
    assert [preset(number, "2024-03-01") for number in range(3)] == ["2024-02-24", "2024-02-01", "2024-01-01"]


def test_a_search_of_the_history_needs_the_letters_in_their_order() -> None:
    asked = ("Who leads the talks?", "What did the council decide?", "Who leads?")
    assert sorted(matching(asked, "whlds")) == ["Who leads the talks?", "Who leads?"]
    assert matching(asked, "Who leads?") == ["Who leads?", "Who leads the talks?"]
    assert matching(asked, "council") == ["What did the council decide?"]
    assert matching(asked, "xyz") == []
    assert matching(asked, "") == list(asked)


async def test_every_command_of_the_palette_can_be_run(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        app = chat.pilot.app
        assert isinstance(app, ChatApp)
        await chat.ready()
        await chat.ask(HARBOUR)
        commands = {command.title: command.callback for command in app.get_system_commands(chat.screen)}
        assert "Open source 1" in commands
        for title in (*(title for title, _, _ in COMMANDS if title != "New chat"), "Open source 1", "Keys"):
            before = app.screen
            if isawaitable(running := commands[title]()):
                await running
            await chat.pilot.pause()
            await chat.until(lambda: not chat.screen.session.talk.running)
            while app.screen is not before:
                await chat.pilot.press("escape")
        await chat.until(
            lambda: "index updated: 3 added, everything indexed anew" in chat.told or "up to date" in chat.status
        )
        assert chat.prompt.is_attached


@pytest.mark.parametrize(("keys", "first"), [((), "Prompt"), (("shift+tab",), "Transcript"), (("f2",), "Filters")])
async def test_help_begins_with_the_keys_of_where_one_is(
    start: "Start", corpus: Path, keys: tuple[str, ...], first: str
) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.pilot.press(*keys, "f1")
        await chat.until(lambda: isinstance(chat.pilot.app.screen, Page))
        assert getattr(chat.pilot.app.screen, "text", "").split("\n")[2] == f"{first} (you are here)"
