import asyncio
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import OptionList, Static

from index.errors import CorpusError
from index.types import Progress, Report
from qa.assistant import Assistant
from qa.settings import Settings
from qa.tui.statusline import StatusLine
from qa.types import Filters

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Gate, Start

HARBOUR = "When did the harbour of Lisbon open again?"
TRAINS = "Where will the railway run night trains again?"


async def test_an_answer_quotes_its_sources_in_order(start: "Start", corpus: Path, assistant: Assistant) -> None:
    expected = assistant.ask(HARBOUR)
    async with start(corpus) as chat:
        await chat.ready()
        shown = (await chat.ask(HARBOUR)).split("\n")
    quotes = [f"{' '.join(one.quote.split())} [{one.number}]" for one in expected.citations]
    assert shown[:-1] == quotes
    assert re.fullmatch(rf"{len(quotes)} exact quotes? from \d documents?", shown[-1])
    assert "The harbour of Lisbon opened again on Tuesday. [1]" in shown[0]


async def test_the_panel_lists_the_sources_and_previews_the_quote(
    start: "Start", corpus: Path, assistant: Assistant
) -> None:
    expected = assistant.ask(HARBOUR)
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        options = chat.panel.query_one(OptionList)
        listed = [str(option.prompt) for option in options.options]
        assert str(chat.panel.query_one(".quote", Static).content) == expected.citations[0].quote.strip()
    assert len(listed) == len(expected.citations)
    assert listed[0].startswith("[1] Reuters · 2024-03-05 (dateline)\n    Harbour reopens after the storm\n")
    assert listed[0].endswith("harbour.txt:3\n    short answer: Tuesday\n    “on Tuesday” [2024-03-05]")


async def test_without_an_answer_the_nearest_passages_can_be_opened(start: "Start", corpus: Path) -> None:
    async with start(corpus, threshold=2.0) as chat:
        await chat.ready()
        shown = (await chat.ask("What is the capital of Mongolia, Lisbon?")).split("\n")
        assert shown[0] == "The documents do not say. (no passage mentions “capital”, “Mongolia”)"
        assert shown[1] == "looked in: 3 passages of 3 documents"
        assert shown[2].startswith("nearest passages (may not answer): [1]")
        assert str(chat.panel.query_one(".label", Static).content) == "Nearest passages (may not answer)"
        assert chat.panel.query_one(OptionList).option_count >= 1


async def test_a_follow_up_shows_what_was_searched(start: "Start", corpus: Path, assistant: Assistant) -> None:
    first = assistant.ask(HARBOUR)
    expected = assistant.ask("And why?", [first.question])
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        second = await chat.ask("And why?")
    assert expected.searched != "And why?"
    assert second.split("\n")[0] == f"searched: {expected.searched}"


@pytest.mark.parametrize("size", [(140, 40), (64, 20)])
async def test_the_time_that_a_question_names_is_shown_with_its_answer(
    start: "Start", corpus: Path, size: tuple[int, int]
) -> None:
    async with start(corpus, size=size) as chat:
        await chat.ready()
        first = await chat.ask("When did the harbour of Lisbon open in March?")
        second = await chat.ask("And why in 2023?")
        assert "time: " not in await chat.ask(TRAINS)
        assert chat.status == "corpus · 3 documents · up to date"
    assert first.split("\n")[0] == "time: March (seen from 2024-03-05): 2024-03-01 to 2024-03-31, preferred"
    assert [line.split(": ")[0] for line in second.split("\n")[:2]] == ["searched", "time"]
    assert second.split("\n")[1] == "time: 2023: 2023-01-01 to 2023-12-31, preferred"


async def test_a_new_chat_forgets_the_earlier_questions(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        await chat.pilot.press("f7")
        await chat.until(lambda: not chat.answers)
        assert chat.panel.query_one(OptionList).option_count == 0
        assert "searched:" not in await chat.ask("And why?")


async def test_escape_drops_a_running_answer_and_gives_the_question_back(
    start: "Start", gated: Assistant, gate: "Gate"
) -> None:
    async with start(lambda report: gated) as chat:
        await chat.ready()
        await chat.enter(HARBOUR)
        await chat.until(lambda: chat.answers == ["searching… esc stops"])
        await chat.pilot.press("escape")
        assert chat.prompt.text == HARBOUR
        gate.opened.set()
        await chat.enter(TRAINS)
        await chat.until(lambda: "exact quote" in chat.answers[-1])
        assert chat.answers[0] == "stopped"
        assert len(chat.answers) == 2


async def test_what_is_being_typed_outlives_escape(start: "Start", gated: Assistant, gate: "Gate") -> None:
    async with start(lambda report: gated) as chat:
        await chat.ready()
        await chat.enter(HARBOUR)
        chat.prompt.text = "something else"
        await chat.pilot.press("escape")
        assert chat.prompt.text == "something else"
        gate.opened.set()


async def test_questions_wait_in_line_while_one_is_answered(start: "Start", gated: Assistant, gate: "Gate") -> None:
    async with start(lambda report: gated) as chat:
        await chat.ready()
        await chat.enter(HARBOUR)
        await chat.enter(TRAINS)
        await chat.until(lambda: chat.answers == ["searching… esc stops", "waits for the question before it"])
        gate.opened.set()
        await chat.until(lambda: all("exact quote" in answer for answer in chat.answers))
        assert "Lisbon" in chat.answers[0]
        assert "trains" in chat.answers[1]


async def test_a_question_asked_while_the_documents_open_is_answered_later(
    start: "Start", corpus: Path, settings: Settings
) -> None:
    opened = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(report: Report) -> Assistant:
        report(Progress("reading", 1, 3))
        asyncio.run_coroutine_threadsafe(opened.wait(), loop).result(20)
        return Assistant.open(corpus, settings, report)

    async with start(slowly) as chat:
        await chat.until(lambda: "reading ▰▰▰▱▱▱▱▱▱▱ 1/3" in chat.status)
        await chat.enter(HARBOUR)
        await chat.until(lambda: chat.answers == ["will be asked when the documents are open"])
        opened.set()
        await chat.until(lambda: "exact quote" in chat.answers[0])
        assert "index updated: 3 added" in chat.told
        assert chat.status == "corpus · 3 documents · up to date"


async def test_up_and_down_go_through_earlier_questions_and_keep_the_draft(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        await chat.ask(TRAINS)
        chat.prompt.text = "half a question"
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await chat.pilot.press(key)
            seen.append(chat.prompt.text)
    assert seen == [TRAINS, HARBOUR, HARBOUR, TRAINS, "half a question"]


async def test_several_lines_can_be_pasted_and_typed(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        chat.pilot.app.post_message(events.Paste("first line\nsecond line"))
        await chat.until(lambda: chat.prompt.text == "first line\nsecond line")
        await chat.pilot.press("ctrl+j", "x")
        assert chat.prompt.text == "first line\nsecond line\nx"
        assert chat.prompt.size.height == 3
        await chat.pilot.press("enter")
        await chat.until(lambda: "❯ first line\n  second line\n  x" in chat.told)


async def test_what_is_pasted_into_the_transcript_goes_to_the_prompt(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.pilot.press("x", "tab")
        await chat.until(lambda: not chat.prompt.has_focus)
        chat.pilot.app.post_message(events.Paste("yz"))
        await chat.until(lambda: chat.prompt.text == "xyz")
        assert chat.prompt.has_focus


async def test_letters_typed_before_enter_are_all_asked(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        for key in (*"hello", "enter", *"there"):
            chat.pilot.app.post_message(events.Key(key, key if len(key) == 1 else "\r"))
        await chat.until(lambda: chat.prompt.text == "there")
        assert "❯ hello" in chat.told


async def test_f8_takes_in_a_changed_file_and_says_so(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        (corpus / "orchard.txt").write_text(
            "Late frost\n\nGrowers counted seven thousand lost trees in May.\n", "utf-8"
        )
        await chat.pilot.press("f8")
        await chat.until(lambda: "index updated: 1 changed" in chat.told)
        assert "seven thousand lost trees" in await chat.ask("How many lost trees did growers count?")


async def test_f8_says_when_nothing_changed(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.pilot.press("f8")
        await chat.until(lambda: "nothing changed since the index was made" in chat.told)


async def test_a_folder_that_vanished_is_an_error_and_the_chat_lives_on(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        shutil.rmtree(corpus)
        await chat.pilot.press("f8")
        await chat.until(lambda: "! there is no file or folder" in chat.told)
        assert "answering from the index as it was" in chat.status
        assert "Lisbon" in await chat.ask(HARBOUR)


async def test_documents_that_cannot_be_opened_can_be_tried_again(start: "Start", corpus: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    corpus.rename(elsewhere)
    async with start(corpus) as chat:
        await chat.until(lambda: "not open: f8 tries again" in chat.status)
        await chat.enter(HARBOUR)
        assert "! there is no file or folder" in chat.told
        elsewhere.rename(corpus)
        await chat.pilot.press("f8")
        await chat.until(lambda: "Lisbon" in chat.answers[0])


async def test_an_unforeseen_failure_is_told_and_the_chat_lives_on(start: "Start", assistant: Assistant) -> None:
    openers = iter([ZeroDivisionError("[/] by zero"), None])

    def broken(report: Report) -> Assistant:
        if error := next(openers):
            raise error
        return assistant

    async with start(broken) as chat:
        await chat.until(lambda: "! unexpected ZeroDivisionError: [/] by zero" in chat.told)
        await chat.pilot.press("f8")
        await chat.ready()


async def test_a_question_that_cannot_be_asked_says_why(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.enter("???")
        await chat.until(lambda: chat.answers == ["! the question is empty: ask in words"])


async def test_skipped_files_are_told_once_and_only_the_first_are_named(start: "Start", corpus: Path) -> None:
    for number in range(7):
        (corpus / f"picture{number}.png").write_bytes(b"\x89PNG")
    async with start(corpus) as chat:
        await chat.until(lambda: "… and 2 more" in chat.told)
        assert "skipped picture0.png: no-reader: there is no reader for .png" in chat.told
        assert "picture5.png" not in chat.told
        await chat.pilot.press("f8")
        await chat.until(lambda: "nothing changed" in chat.told)
        assert chat.told.count("picture0.png") == 1


async def test_the_status_line_tells_when_files_change(start: "Start", corpus: Path, hour_later: None) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        (corpus / "new.txt").write_text("A new article about nothing much.\n", "utf-8")
        chat.screen.query_one(StatusLine).look()
        await chat.until(lambda: "stale: 1 new: f8 updates" in chat.status)


async def test_filters_are_shown_and_applied(start: "Start", corpus: Path) -> None:
    async with start(corpus, filters=Filters(since="2024")) as chat:
        await chat.ready()
        assert chat.status == "corpus · 3 documents · up to date · only since 2024"
        assert "trains" not in await chat.ask(TRAINS)


async def test_the_answer_is_copied_with_its_sources(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(HARBOUR)
        await chat.pilot.press("ctrl+y")
        lines = chat.pilot.app.clipboard.split("\n")
    assert "The harbour of Lisbon opened again on Tuesday. [1]" in lines[0]
    assert any(line.startswith("[1] ") and line.endswith("harbour.txt:3") for line in lines)


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (64, 20), (40, 12), (20, 5), (1, 1)])
async def test_the_chat_holds_at_any_size(start: "Start", corpus: Path, size: tuple[int, int]) -> None:
    async with start(corpus, size=size) as chat:
        await chat.ready()
        shown = await chat.ask(HARBOUR)
        assert ("harbour.txt:3" in shown) == (size != (140, 40))
        assert chat.panel.display == (size == (140, 40))
        for key in ("f1", "escape", "shift+tab", "1", "q"):
            await chat.pilot.press(key)
        assert chat.prompt.is_attached


async def test_sources_move_into_the_answer_when_the_window_gets_narrow(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        wide = await chat.ask(HARBOUR)
        await chat.pilot.resize_terminal(80, 24)
        await chat.until(lambda: "harbour.txt:3" in chat.answers[0])
        await chat.pilot.resize_terminal(140, 40)
        await chat.until(lambda: chat.answers == [wide])


async def test_an_error_of_the_folder_is_the_one_of_the_index(start: "Start") -> None:
    def gone(report: Report) -> Assistant:
        raise CorpusError("there is nothing to read: put documents there")

    async with start(gone) as chat:
        await chat.until(lambda: "! there is nothing to read: put documents there" in chat.told)


async def test_f4_hides_the_sources_and_puts_their_lines_into_the_answers(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        wide = await chat.ask(HARBOUR)
        await chat.pilot.press("f4")
        assert not chat.panel.display
        assert "harbour.txt:3" in chat.answers[0]
        await chat.pilot.press("f4")
        assert chat.panel.display
        assert chat.answers == [wide]


async def test_the_current_question_is_asked_again(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        first = await chat.ask(HARBOUR)
        chat.transcript.focus()
        await chat.pilot.press("r")
        await chat.until(lambda: chat.answers == [first, first])


async def test_indexing_can_be_cancelled_and_begun_again(start: "Start", corpus: Path, settings: Settings) -> None:
    patient = True

    def slowly(report: Report) -> Assistant:
        while patient:
            report(Progress("reading", 1, 2))
        return Assistant.open(corpus, settings, report)

    async with start(slowly) as chat:
        await chat.until(lambda: chat.status.endswith("reading ▰▰▰▰▰▱▱▱▱▱ 1/2"))
        chat.screen.action_cancel_index()
        assert chat.status.endswith("not open: f8 tries again")
        patient = False
        await chat.pilot.press("f8")
        await chat.ready()
