from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from qa.assistant import Assistant
from qa.chats.write import cited
from qa.settings import Settings
from qa.tui.block import AnswerBlock
from qa.tui.reader import Reader
from qa.tui.reference import Reference

if TYPE_CHECKING:
    from tests.qa.tui.conftest import Chat, Start

QUESTION = "When did the harbour of Lisbon open again?"
LINE = "The clerk of the town wrote another line about the weather of that day.\n"
"""Filler for long documents."""


def marked(chat: "Chat") -> list[str]:
    """The stretches of the reader's text that are marked as the place."""
    content = chat.pilot.app.screen.query_one(".text", Static).content
    assert isinstance(content, Content)
    return [content.plain[span.start : span.end] for span in content.spans if "bold" in str(span.style)]


def reading(chat: "Chat") -> bool:
    return isinstance(chat.pilot.app.screen, Reader) and bool(chat.pilot.app.screen.query(".text"))


async def open_first(chat: "Chat", key: str = "1") -> None:
    chat.transcript.focus()
    await chat.pilot.press(key)
    await chat.until(lambda: reading(chat))
    await chat.until(lambda: marked(chat))


async def test_a_key_opens_the_document_at_the_quote(start: "Start", corpus: Path, assistant: Assistant) -> None:
    quote = assistant.ask(QUESTION).citations[0]
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(QUESTION)
        await open_first(chat)
        heading = str(chat.pilot.app.screen.query_one(".heading", Static).content)
        assert marked(chat) == [quote.quote]
        assert str(chat.pilot.app.screen.query_one(".text", Static).content) == quote.passage.document.text
    first, second = heading.split("\n")
    assert first == "Harbour reopens after the storm"
    assert second.startswith("Reuters · 2024-03-05 (dateline) · ")
    assert second.endswith("harbour.txt:3")


async def test_a_click_on_a_chip_opens_the_reader(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        shown = await chat.ask(QUESTION)
        column = shown.split("\n")[0].index("[1]") + 4
        await chat.pilot.click(AnswerBlock, offset=(column, 0))
        await chat.until(lambda: reading(chat))


async def test_back_restores_focus_and_scroll(start: "Start", corpus: Path) -> None:
    async with start(corpus, size=(80, 24)) as chat:
        await chat.ready()
        for _ in range(3):
            await chat.ask(QUESTION)
        chat.transcript.focus()
        await chat.pilot.press("home")
        await chat.until(lambda: chat.transcript.scroll_y == 0)
        await open_first(chat)
        await chat.pilot.press("q")
        await chat.until(lambda: not reading(chat))
        assert chat.pilot.app.focused is chat.transcript
        assert chat.transcript.scroll_y == 0


async def test_enter_in_the_list_of_sources_opens_the_highlighted_one(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(QUESTION)
        chat.panel.query_one(OptionList).focus()
        await chat.pilot.press("enter")
        await chat.until(lambda: reading(chat))
        await chat.pilot.press("escape")
        await chat.until(lambda: not reading(chat))
        assert chat.pilot.app.focused is chat.panel.query_one(OptionList)


async def test_a_nearest_passage_can_be_opened(start: "Start", corpus: Path) -> None:
    async with start(corpus, threshold=2.0) as chat:
        await chat.ready()
        await chat.ask("What is the capital of Mongolia, Lisbon?")
        await open_first(chat, "enter")
        assert len(marked(chat)) == 1


async def test_the_place_stands_in_the_upper_third(start: "Start", corpus: Path) -> None:
    fact = "The zeppelin landed in Murmansk with eleven sailors aboard."
    (corpus / "long.txt").write_text(f"The log\n\n{LINE * 200}\n{fact}\n\n{LINE * 200}", "utf-8")
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask("Where did the zeppelin land with eleven sailors?")
        await open_first(chat)
        await chat.until(lambda: chat.pilot.app.screen.query_one(VerticalScroll).scroll_y > 0)
        view = chat.pilot.app.screen.query_one(VerticalScroll)
        text = chat.pilot.app.screen.query_one(".text", Static)
        rows = ["".join(segment.text for segment in text.render_line(row)) for row in range(text.size.height)]
        place = next(row for row, line in enumerate(rows) if "zeppelin" in line) - view.scroll_y
        assert 0 <= place <= view.size.height / 3 + 1


async def test_a_long_document_is_shown_in_part_and_says_so(start: "Start", corpus: Path) -> None:
    fact = "The zeppelin landed in Murmansk with eleven sailors aboard."
    (corpus / "long.txt").write_text(f"The log\n\n{LINE * 1500}\n{fact}\n\n{LINE * 1500}", "utf-8")
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask("Where did the zeppelin land with eleven sailors?")
        await open_first(chat)
        assert marked(chat) == [fact]
        assert "a part of a long document" in str(chat.pilot.app.screen.query_one(".cut", Static).content)


async def test_n_and_p_go_through_the_cited_passages_of_the_document(
    start: "Start", corpus: Path, settings: Settings
) -> None:
    answer = Assistant.open(corpus, settings).ask(QUESTION)
    passage = answer.citations[0].passage
    places = tuple(Reference(n, passage, span.start, span.end, True) for n, span in enumerate(passage.sentences, 1))
    texts = [passage.document.text[one.start : one.end] for one in places]
    async with start(corpus) as chat:
        await chat.ready()
        await chat.pilot.app.push_screen(Reader(places, 1))
        seen = []
        for key in ("n", "p", "p"):
            await chat.pilot.press(key)
            seen += marked(chat)
    assert seen == [texts[1], texts[0], texts[-1]]


async def test_a_quote_is_copied_alone_or_with_where_it_stands(
    start: "Start", corpus: Path, assistant: Assistant
) -> None:
    quote = assistant.ask(QUESTION).citations[0]
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(QUESTION)
        await open_first(chat)
        await chat.pilot.press("y")
        assert chat.pilot.app.clipboard == quote.quote
        await chat.pilot.press("Y")
        assert chat.pilot.app.clipboard == cited(quote.passage, quote.start, quote.end)


async def test_words_are_found_in_the_document_one_place_after_the_other(start: "Start", corpus: Path) -> None:
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(QUESTION)
        await open_first(chat)
        screen = chat.pilot.app.screen
        assert isinstance(screen, Reader)
        await chat.pilot.press("slash", *"the")
        text = str(screen.query_one(".text", Static).content).lower()
        first = text.index("the")
        for place in (first, text.index("the", first + 3)):
            await chat.pilot.press("enter")
            assert screen._at().start == place
        await chat.pilot.press("escape")
        assert reading(chat)
        assert marked(chat)
        await chat.pilot.press("escape")
        assert not reading(chat)


async def test_the_documents_of_an_answer_are_read_one_after_the_other(start: "Start", corpus: Path) -> None:
    text = (corpus / "harbour.txt").read_text("utf-8")
    (corpus / "copy.txt").write_text(text.replace("three days", "three long days"), "utf-8")
    async with start(corpus) as chat:
        await chat.ready()
        await chat.ask(QUESTION)
        await open_first(chat)
        heading = chat.pilot.app.screen.query_one(".heading", Static)
        first = str(heading.content)
        await chat.pilot.press("N")
        second = str(heading.content)
        await chat.pilot.press("P")
    assert {name.rpartition("/")[2] for name in (first, second)} == {"harbour.txt:3", "copy.txt:3"}
    assert str(heading.content) == first
