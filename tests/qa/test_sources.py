"""Which sources a question names, on which days, and how well a document fits them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from qa import Assistant, Retriever
from qa.explain import found_text
from qa.plain import answer_text
from qa.settings import Settings
from qa.sources import Named, named, share, without

SOURCES = (
    "Cnbc | World Business News Leader",
    "TASS",
    "The Age",
    "The Independent - Life and Style",
    "The Independent - Sports",
    "The New York Times",
    "cnn.com",
    "theweek.co.uk",
    "usatoday.com",
)
TODAY = date(2023, 12, 31)


def names(question: str) -> tuple[str, ...]:
    found = named(question, SOURCES, TODAY)
    return found.sources if found else ()


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("According to The Age, who won?", ("The Age",)),
        ("What does 'The Age' article suggest, and what TASS's report?", ("TASS", "The Age")),
        ("What did CNN say about the storm?", ("cnn.com",)),
        ("Which bridge did the Week article mention?", ("theweek.co.uk",)),
        ("What was reported by USA Today?", ("usatoday.com",)),
        ("Who wrote in the New York Times that it fell?", ("The New York Times",)),
        ("Who wrote in New York Times pieces that it fell?", ("The New York Times",)),
        ("Which story in The Independent is it?", ("The Independent - Life and Style", "The Independent - Sports")),
        ("Which story in The Independent - Sports is it?", ("The Independent - Sports",)),
        ("Which claim is in the Cnbc | World Business News Leader report?", ("Cnbc | World Business News Leader",)),
    ],
)
def test_a_source_is_named_by_what_it_is_called(question: str, sources: tuple[str, ...]) -> None:
    assert names(question) == sources


@pytest.mark.parametrize(
    "question",
    [
        "Who owns The Age?",
        "What did the minister say about CNN?",
        "What did the minister say to CNN?",
        "What does the report say of the age of the bridge?",
        "What does tass say?",
        "What do Age reports say?",
        "What did Reuters report?",
        "",
    ],
)
def test_no_source_is_named_by_what_is_not_asked_of_it(question: str) -> None:
    assert names(question) == ()


def test_the_days_are_those_of_the_question_the_latest_that_have_begun() -> None:
    found = named("What did TASS report on January 12, and on 2022-03-04, and in May 2022?", SOURCES, TODAY)
    assert found == Named(("TASS",), ((9, 13),), ("2023-01-12", "2022-03-04"))


def test_sources_that_are_all_there_are_prefer_nothing() -> None:
    assert named("What did TASS report?", ("TASS",), TODAY) is None


def test_what_is_searched_for_is_the_question_without_the_names() -> None:
    question = "Does TASS's article say more than CNN says?"
    found = named(question, SOURCES, TODAY)
    assert found
    assert without(question, found).split() == "Does article say more than says?".split()


def test_a_document_fits_by_its_source_and_by_its_day_where_one_is_named() -> None:
    asked = Named(("TASS",), (), ("2023-01-12",))
    assert [share(asked, *one) for one in (("TASS", "2023-01-12"), ("TASS", None), ("TASS", "2023-01-13"))] == [
        1,
        1,
        0.5,
    ]
    assert [share(asked, *one) for one in ((None, "2023-01-12"), ("CNN", "2023-01-12"))] == [0.5, 0]
    assert share(replace(asked, days=()), "TASS", "2023-01-13") == 1


FILES = {
    "one.txt": "LISBON, January 9, 2022 /Reuters/ - The storm broke the old bridge of the town in one night.",
    "two.txt": "LISBON, January 9, 2022 /AFP/ - The storm broke the old bridge of the town in one night.",
    "three.txt": "The storm broke the old bridge of the town in one night.",
    "four.txt": "LISBON, March 3, 2022 /AFP/ - The storm broke the old bridge of the town in one night.",
}


@pytest.fixture
def opened(tmp_path: Path) -> Retriever:
    """The same sentence of three agencies, one of them not known."""
    (tmp_path / "articles").mkdir()
    for name, text in FILES.items():
        (tmp_path / "articles" / name).write_text(text)
    return Retriever.open(tmp_path / "articles", Settings(home=str(tmp_path / "home")))


def test_passages_of_the_source_come_first_and_none_is_left_out(opened: Retriever) -> None:
    found = opened.find("What did AFP report that the storm broke on March 3, 2022?")
    order = [hit.passage.document.id for hit in found.hits]
    given = {hit.passage.document.id: rank.score for hit in found.hits for rank in hit.ranks if rank.stage == "source"}
    assert (found.sources, order[0], sorted(order)) == (("AFP",), "four.txt", sorted(FILES))
    assert given == {"four.txt": 1, "two.txt": 0.5, "three.txt": 0.5}


def test_the_sources_that_were_preferred_are_shown_with_hits_and_answers(opened: Retriever) -> None:
    question = "According to AFP, what did the storm break?"
    answer = Assistant(opened).ask(question)
    assert answer.sources == ("AFP",)
    assert "source: AFP, preferred" in answer_text(answer)
    assert next(found_text(opened.find(question))) == "source: AFP, preferred"


def test_without_a_weight_no_source_is_preferred(opened: Retriever) -> None:
    plain = replace(opened, settings=replace(opened.settings, ranking="words=0.5 meaning=0.5"))
    found = plain.find("According to AFP, what did the storm break?")
    assert (found.sources, {rank.stage for hit in found.hits for rank in hit.ranks}) == ((), {"words", "meaning"})


def test_the_source_and_day_of_passages_are_told(opened: Retriever) -> None:
    records = opened.index.records
    count = records.counts()[1]
    told = {records.passage(row).document.id: one for row, one in enumerate(records.published(np.arange(count)))}
    assert records.names == ("AFP", "Reuters")
    assert told == {
        "one.txt": ("Reuters", "2022-01-09"),
        "two.txt": ("AFP", "2022-01-09"),
        "three.txt": (None, None),
        "four.txt": ("AFP", "2022-03-03"),
    }
