from dataclasses import replace
from datetime import date

from index.types import Document, Hit, Passage, Rules, Span
from qa.export import answer_json
from qa.plain import answer_text, remarks, scope_text
from qa.types import Answer, Citation, Dating, Filters, Scope, Speaker, Value
from qa.when import Window

TEXT = "On Monday\nAda Moss, the captain, said\x1b ten came."
DOCUMENT = Document("a.txt", "rel/a.txt", TEXT, "A title", "2024-01-05", "TASS", rules=Rules(date="dateline"))
PASSAGE = Passage(0, DOCUMENT, TEXT, 0, len(TEXT), 1, 1, (Span(0, len(TEXT)),))
TEN = TEXT.index("ten")
CITATION = Citation(
    1,
    PASSAGE,
    TEXT,
    0,
    len(TEXT),
    highlight=Span(TEN, TEN + 3),
    speaker=Speaker("Ada Moss", "the captain", False, 10, 18),
    dates=(Dating(0, 9, "2024-01-01", "2024-01-01"),),
)
REPEAT = Citation(2, PASSAGE, "ten came.", TEN, len(TEXT), repeats=1)
ANSWER = Answer(
    question="How many came?",
    searched="How many came?",
    text="On Monday Ada Moss, the captain, said\x1b ten came. [1] [2]",
    citations=(CITATION, REPEAT),
    hits=(),
    confidence=0.9,
    abstained=False,
    reason="",
    scope=Scope(3, 40, Filters(since="2023")),
)


def test_an_answer_tells_its_quotes_then_what_is_known_of_each_source() -> None:
    assert list(answer_text(ANSWER)) == [
        "On Monday Ada Moss, the captain, said\ufffd ten came. [1] [2]",
        "",
        "[1] rel/a.txt:1",
        "    A title · TASS · 2024-01-05 (dateline)",
        "    short answer: ten",
        "    said by Ada Moss, the captain",
        "    “On Monday” [2024-01-01]",
        "[2] rel/a.txt:1",
        "    A title · TASS · 2024-01-05 (dateline)",
        "    says the same as [1]",
    ]


def test_values_that_differ_and_a_newer_article_stand_below_the_quotes() -> None:
    differs = (Value("ten", (1,)), Value("twelve", (2,)))
    lines = list(answer_text(replace(ANSWER, differs=differs, newer=replace(DOCUMENT, date="2024-02-01"))))
    assert lines[1:4] == [
        "differs: ten [1]",
        "differs: twelve [2]",
        "newer, on the same subject: 2024-02-01 · A title",
    ]


def test_an_abstention_tells_why_where_it_looked_and_what_is_near() -> None:
    answer = replace(
        ANSWER, text="Not said.", citations=(), abstained=True, reason="why", hits=(Hit(PASSAGE, 0.5, ()),)
    )
    assert list(answer_text(answer)) == [
        "Not said. (why)",
        "looked in: 40 passages of 3 documents, only those from 2023",
        "",
        "The nearest passages, which may not answer:",
        "  1. rel/a.txt:1  0.500",
        "     A title · TASS · 2024-01-05 (dateline)",
        "     On Monday Ada Moss, the captain, said\ufffd ten came.",
    ]


def test_a_scope_names_its_filters() -> None:
    assert scope_text(Scope(1, 1)) == "looked in: 1 passage of 1 document"
    filters = Filters("2022-01", "2022-03", "tass")
    assert scope_text(Scope(2, 1200, filters)) == (
        "looked in: 1,200 passages of 2 documents, only those from 2022-01 until 2022-03 of “tass”"
    )


def test_a_stretch_of_days_is_told_from_its_first_to_its_last() -> None:
    citation = replace(CITATION, highlight=None, speaker=None, dates=(Dating(0, 9, "2024-01-01", "2024-01-31"),))
    assert list(remarks(citation)) == ["“On Monday” [2024-01-01 to 2024-01-31]"]


def test_json_holds_everything_that_is_told() -> None:
    window = Window(date(2024, 1, 1), None, "since 2024", 0, 10, "since 2024: 2024-01-01 to …")
    found = answer_json(replace(ANSWER, differs=(Value("ten", (1, 2)),), newer=DOCUMENT, missing=("x",), time=window))
    assert found["scope"] == {"documents": 3, "passages": 40, "since": "2023", "until": None, "source": None}
    assert found["differs"] == [{"value": "ten", "citations": [1, 2]}]
    assert (found["newer"]["document_id"], found["newer"]["date_rule"]) == ("a.txt", "dateline")
    assert (found["missing"], found["time"]["first"], found["time"]["last"]) == (["x"], "2024-01-01", None)
    first, second = found["citations"]
    assert first["highlight"] == {"start": TEN, "end": TEN + 3, "text": "ten"}
    assert first["speaker"] == {"name": "Ada Moss", "role": "the captain", "direct": False, "start": 10, "end": 18}
    assert first["dates"] == [
        {"phrase": "On Monday", "start": 0, "end": 9, "first": "2024-01-01", "last": "2024-01-01"}
    ]
    assert (first["repeats"], second["repeats"]) == (None, 1)
    assert (second["highlight"], second["speaker"], second["dates"]) == (None, None, [])
