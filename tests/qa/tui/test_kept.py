"""Chats that outlive the program: resumed, found again, shown in parts, narrowed and written out."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, OptionList, Static

from qa.assistant import Assistant
from qa.chats.places import kept
from qa.settings import Settings
from qa.tui.block import AnswerBlock
from qa.tui.exporting import ExportScreen
from qa.tui.filtering import FilterScreen
from qa.tui.finding import ChatsScreen
from qa.tui.session import MOST
from qa.types import Filters

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Gate, Start

HARBOUR = "When did the harbour of Lisbon open again?"
TRAINS = "Where will the railway run night trains again?"


async def test_a_chat_is_resumed_with_its_answers_its_draft_and_what_was_said(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        first = await chat.ask(HARBOUR)
        chat.prompt.text = "half a ques"
        chat.screen.keep_draft()
    async with start(corpus, resume=True) as chat:
        await chat.ready()
        await chat.until(lambda: chat.answers == [first])
        assert chat.prompt.text == "half a ques"
        assert "searched: And why? (" in await chat.ask("And why?")
        assert [block.turn for block in chat.screen.query(AnswerBlock)] == [1, 2]


async def test_earlier_questions_come_back_after_a_restart(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
    async with start(corpus) as chat:
        await chat.pilot.press("up")
        assert chat.prompt.text == HARBOUR
        assert chat.answers == []


async def test_a_question_without_an_answer_says_so_when_it_is_resumed(
    start: "Start", gated: Assistant, gate: "Gate"
) -> None:
    async with start(lambda report: gated) as chat:
        await chat.ready()
        await chat.enter(HARBOUR)
        await chat.until(lambda: chat.answers == ["searching… esc stops"])
        chat.pilot.app.exit(0)
    gate.opened.set()
    async with start(lambda report: gated, resume=True) as chat:
        await chat.until(lambda: chat.answers == ["not answered: the chat was closed before"])


async def test_a_long_chat_is_shown_in_parts(start: "Start", corpus: Path, settings: Settings) -> None:
    chats, answer = kept(settings), Assistant.open(corpus, settings).ask(HARBOUR)
    chats.begin("long", "corpus", "question 1")
    for number in range(1, 101):
        chats.ask("long", f"question {number}", "")
        chats.settle("long", number, answer)
    chats.close()
    async with start(corpus, resume=True) as chat:
        await chat.ready()
        await chat.until(lambda: len(chat.answers) == MOST)
        assert [block.turn for block in chat.screen.query(AnswerBlock)] == list(range(71, 101))
        assert "▲ 70 earlier" in chat.told
        chat.transcript.choose(71)
        chat.transcript.focus()
        await chat.pilot.press("up")
        await chat.until(lambda: chat.transcript.current == 70)
        assert [block.turn for block in chat.screen.query(AnswerBlock)] == list(range(51, 81))
        assert "▲ 50 earlier" in chat.told
        assert "▼ 20 later" in chat.told
        await chat.enter(TRAINS)
        await chat.until(lambda: "trains to the north" in chat.answers[-1])
        assert [block.turn for block in chat.screen.query(AnswerBlock)] == list(range(72, 102))
        assert "▲ 71 earlier" in chat.told


async def test_chats_are_searched_opened_renamed_deleted_and_brought_back(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        await chat.pilot.press("f7")
        await chat.ask(TRAINS)
        await chat.pilot.press("f3")
        await chat.until(lambda: isinstance(chat.pilot.app.screen, ChatsScreen))
        shown = chat.pilot.app.screen.query_one(OptionList)

        def titles() -> list[str]:
            return [str(option.prompt).split("\n")[0] for option in shown.options]

        assert titles() == [TRAINS, HARBOUR]
        await chat.pilot.press(*"lisbon")
        assert titles() == [HARBOUR]
        await chat.pilot.press("ctrl+x")
        assert titles() == []
        await chat.pilot.press("ctrl+z", "ctrl+r")
        chat.pilot.app.screen.query_one(Input).value = "[b]Harbour"
        await chat.pilot.press("enter")
        assert titles() == [TRAINS, "[b]Harbour"]
        await chat.pilot.press("down", "enter")
        await chat.until(lambda: "harbour" in chat.told)
        assert len(chat.answers) == 1


async def test_an_answer_that_comes_after_its_chat_was_left_goes_nowhere(
    start: "Start", gated: Assistant, gate: "Gate"
) -> None:
    async with start(lambda report: gated) as chat:
        await chat.ready()
        await chat.enter(HARBOUR)
        await chat.until(lambda: chat.answers == ["searching… esc stops"])
        await chat.pilot.press("f7")
        await chat.enter(TRAINS)
        gate.opened.set()
        await chat.until(lambda: "exact quote" in chat.answers[0])
        assert "trains" in chat.answers[0]


async def test_filters_are_chosen_counted_applied_and_kept_with_the_chat(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.pilot.press("f2")
        await chat.until(lambda: isinstance(chat.pilot.app.screen, FilterScreen))
        screen = chat.pilot.app.screen
        said = screen.query_one(".matching", Static)
        await chat.pilot.press(*"2024-1")
        assert str(said.content) == "that is no date"
        await chat.pilot.press("enter")
        assert chat.pilot.app.screen is screen
        screen.query_one("#since", Input).value = "2024"
        await chat.until(lambda: str(said.content) == "1 of 3 documents fit")
        assert [str(one.prompt) for one in screen.query_one(OptionList).options] == ["      1  Reuters"]
        await chat.pilot.press("enter")
        await chat.until(lambda: chat.status.endswith("only since 2024"))
        assert "trains" not in await chat.ask(TRAINS)
    async with start(corpus, resume=True) as chat:
        await chat.until(lambda: chat.status.endswith("only since 2024"))
        assert chat.screen.session.filters == Filters(since="2024")


async def test_a_chat_is_exported_and_a_file_is_replaced_only_when_that_is_said_twice(
    start: "Start", corpus: Path, tmp_path: Path
) -> None:
    file = tmp_path / "out.json"
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        for _ in range(2):
            await chat.pilot.press("ctrl+s")
            await chat.until(lambda: isinstance(chat.pilot.app.screen, ExportScreen))
            said = chat.pilot.app.screen.query_one(".said", Static)
            chat.pilot.app.screen.query_one(Input).value = str(file)
            await chat.pilot.press("enter")
            if isinstance(chat.pilot.app.screen, ExportScreen):
                assert "Enter again replaces it." in str(said.content)
                file.write_text("mine", "utf-8")
                await chat.pilot.press("enter")
    found = json.loads(file.read_text("utf-8"))
    assert [turn["question"] for turn in found["turns"]] == [HARBOUR]
    assert found["turns"][0]["answer"]["citations"][0]["first_line"] == 3


@pytest.mark.parametrize(("path", "said"), [("x.doc", "says no form"), ("no/such/x.md", "cannot be written")])
async def test_an_export_that_cannot_be_written_says_why(
    start: "Start", corpus: Path, tmp_path: Path, path: str, said: str
) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        await chat.pilot.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.pilot.app.screen, ExportScreen))
        chat.pilot.app.screen.query_one(Input).value = str(tmp_path / path)
        await chat.pilot.press("enter")
        assert said in str(chat.pilot.app.screen.query_one(".said", Static).content)


async def test_what_was_searched_for_can_be_changed_and_is_asked_as_it_is(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        await chat.ask("And why?")
        chat.transcript.focus()
        await chat.pilot.press("e")
        assert chat.prompt.text.startswith("And why? (")
        assert "searched:" not in await chat.ask("And who?")
        assert "searched:" in await chat.ask("And why?")
        chat.screen.action_edit()
        chat.prompt.text = ""
        await chat.pilot.pause()
        assert "searched:" in await chat.ask("And why?")
        await chat.pilot.pause()
        chat.transcript.focus()
        await chat.pilot.press("x")
        assert chat.prompt.text == "x"


async def test_a_chat_about_other_documents_says_where_new_questions_go(
    start: "Start", corpus: Path, settings: Settings
) -> None:
    chats = kept(settings)
    chats.begin("other", "/elsewhere", "What grows?")
    chats.ask("other", "What grows?", "")
    chats.close()
    async with start(corpus) as chat:
        await chat.ready()
        await chat.pilot.press("f3", "enter")
        await chat.until(lambda: "this chat was about /elsewhere; new questions go to corpus" in chat.told)
