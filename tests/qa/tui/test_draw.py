from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from textual.content import Content
from textual.style import Style

from index.types import Document, Passage, Rules, Span
from qa.tui.draw import answer_content, chip, heading, preview_contents, question_content, shown, source_content
from qa.tui.reference import Reference
from qa.types import Answer, Citation, Scope
from qa.when import Window

TEXT = "One came. Two left.\r\nThree [/] stayed. Four slept. Five ate. Six ran."


@pytest.fixture
def passage() -> Passage:
    spans = [Span(TEXT.index(word), TEXT.index(word) + len(word)) for word in TEXT.replace("\r\n", " ").split(". ")]
    document = Document(
        "d", "/nowhere/d.txt", TEXT, "A [b]title", "2024-01-02", "TASS", rules=Rules(date="dateline"), lines=(0, 21)
    )
    return Passage(0, document, TEXT, 0, len(TEXT), 1, 2, tuple(Span(span.start, span.end + 1) for span in spans))


@pytest.fixture
def third(passage: Passage) -> Reference:
    start = TEXT.index("Three")
    return Reference(1, passage, start, start + len("Three [/] stayed."), True)


def actions(content: Content) -> list[Mapping[str, Any]]:
    return [span.style.meta for span in content.spans if isinstance(span.style, Style) and span.style.meta]


def test_shown_text_keeps_its_length_and_has_line_feeds_only() -> None:
    assert shown("a\r\nb\rc\x1bd") == "a \nb\nc\ufffdd"


def test_a_chip_opens_its_source_and_nothing_else() -> None:
    assert chip(2, 7).plain == "[2]"
    assert actions(chip(2, 7)) == [{"@click": "screen.open_source(7, 2)"}]


def test_an_answer_shows_quotes_with_chips(passage: Passage, third: Reference) -> None:
    quote = TEXT[third.start : third.end]
    answer = Answer(
        "Who?",
        "Who? (guests)",
        "",
        (Citation(1, passage, quote, third.start, third.end),),
        (),
        1.0,
        False,
        "",
        Scope(1, 1),
    )
    content = answer_content(answer, 4, inline=False)
    assert content.plain.split("\n") == [
        "searched: Who? (guests)",
        "Three [/] stayed. [1]",
        "1 exact quote from 1 document",
    ]
    assert actions(content) == [{"@click": "screen.open_source(4, 1)"}]


@pytest.mark.parametrize("inline", [False, True])
def test_an_answer_shows_which_time_was_preferred(passage: Passage, third: Reference, inline: bool) -> None:
    window = Window(date(2024, 1, 1), None, "since\x1b 2024", 4, 14, "since\x1b 2024: 2024-01-01 to …")
    cited = (Citation(1, passage, "Three", third.start, third.end),)
    answer = Answer("Who?", "Who? (guests)", "", cited, (), 1.0, False, "", Scope(1, 1), time=window)
    assert answer_content(answer, 4, inline).plain.split("\n")[:3] == [
        "searched: Who? (guests)",
        "time: since\ufffd 2024: 2024-01-01 to …, preferred",
        "Three [1]",
    ]


def test_the_short_answer_is_marked_and_repeats_have_chips_behind_the_quote(passage: Passage, third: Reference) -> None:
    shown_one = Citation(1, passage, TEXT[third.start : third.end], third.start, third.end)
    stayed = Span(TEXT.index("stayed"), TEXT.index("stayed") + 6)
    cited = replace(shown_one, highlight=stayed), replace(shown_one, number=2, repeats=1)
    answer = Answer("Who?", "Who?", "", cited, (), 1.0, False, "", Scope(1, 1))
    content = answer_content(answer, 4, inline=False)
    assert content.plain.split("\n") == ["Three [/] stayed. [1] [2]", "2 exact quotes from 1 document"]
    marked = [content.plain[span.start : span.end] for span in content.spans if span.style == "bold underline"]
    assert marked == ["stayed"]


def test_a_source_tells_what_is_known_of_its_quote(third: Reference) -> None:
    lines = source_content(replace(third, remarks=("said by Ada",), fault="the file is gone")).plain.split("\n")
    assert lines[-2:] == ["    said by Ada", "    the file is gone"]


def test_inline_sources_stand_below_the_quotes(passage: Passage, third: Reference) -> None:
    answer = Answer(
        "Who?", "Who?", "", (Citation(1, passage, "Three", third.start, third.end),), (), 1.0, False, "", Scope(1, 1)
    )
    lines = answer_content(answer, 4, inline=True).plain.split("\n")
    assert lines[1:3] == ["[1] TASS · 2024-01-02 (dateline) · A [b]title", "    /nowhere/d.txt:2"]


def test_markup_in_a_question_is_text() -> None:
    assert question_content("[@click=app.quit]x[/]\x1b").plain == "❯ [@click=app.quit]x[/]\ufffd"


def test_a_source_names_publisher_date_title_and_place(third: Reference) -> None:
    assert source_content(third).plain.split("\n") == [
        "[1] TASS · 2024-01-02 (dateline)",
        "    A [b]title",
        "    /nowhere/d.txt:2",
    ]


def test_the_preview_has_two_sentences_on_each_side(third: Reference) -> None:
    assert [content.plain for content in preview_contents(third)] == [
        "One came. Two left.",
        "Three [/] stayed.",
        "Four slept. Five ate.",
    ]


def test_a_heading_says_when_the_date_is_unknown(passage: Passage) -> None:
    document = Document("folder/d.txt", "/nowhere/d.txt", "Text.")
    bare = Passage(0, document, "Text.", 0, 5, 1, 1, (Span(0, 5),))
    assert heading(Reference(1, bare, 0, 5, True)).plain == "folder/d.txt\ndate unknown · /nowhere/d.txt:1"


def test_a_source_says_when_its_quote_is_no_longer_in_the_file(third: Reference) -> None:
    lines = source_content(replace(third, fault="the file is gone")).plain.split("\n")
    assert lines[-1] == "    the file is gone"
    assert "the file is gone" not in source_content(third).plain
