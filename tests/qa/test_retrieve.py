from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.errors import CorpusError, UsageError
from index.plan import cores
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.where import plan

HASHING = Settings(embedder="hashing")
ARTICLES = {
    "a.txt": "date 2022-01-09 The ferry to Lakeside sank in a storm on Monday night.",
    "b.txt": "PARIS, March 3, 2023. /AFP/. The baker of Rue Cler sold nine hundred loaves in a day.",
    "c.txt": "A tram line to the harbour opened after eleven years of work by the city.",
}


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    return Retriever.open(folder, HASHING)


def test_the_best_passage_comes_first_with_its_place(retriever: Retriever) -> None:
    best = retriever.search("Which baker sold loaves?", k=1)[0]
    document = best.passage.document
    assert best.passage.text == "The baker of Rue Cler sold nine hundred loaves in a day."
    assert (document.id, document.date, document.source) == ("b.txt", "2023-03-03", "AFP")
    assert document.text[best.passage.start : best.passage.end] == best.passage.text
    assert (best.passage.first_line, best.passage.last_line) == (1, 1)
    assert [(rank.stage, rank.rank) for rank in best.ranks] == [
        (stage, 1) for stage in ("words", "document", "meaning", "likeness", "feedback", "lead")
    ]
    assert [(match.asked, match.found, match.likeness) for match in best.matches] == [
        ("baker", "baker", 1), ("sold", "sold", 1), ("loaves", "loav", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "source", "expected"),
    [
        ("2022", "2022-12-31", None, ["a.txt"]),
        ("2022-01-10", None, None, ["b.txt"]),
        (None, "2022-01", None, ["a.txt"]),
        (None, "2022-01-08", None, []),
        (None, None, "afp", ["b.txt"]),
        (None, None, "C.TXT", ["c.txt"]),
    ],
)
def test_filters_limit_what_is_found(
    retriever: Retriever, since: str, until: str, source: str, expected: list[str]
) -> None:
    hits = retriever.search("the ferry, the baker and the tram", since=since, until=until, source=source)
    assert [hit.passage.document.id for hit in hits] == expected


@pytest.mark.parametrize("day", ["2022-13", "yesterday", "2022-1-1", "20220101", "2022-01-32"])
def test_a_date_of_another_form_is_refused(retriever: Retriever, day: str) -> None:
    with pytest.raises(UsageError, match="is no date for --since"):
        retriever.search("ferry", since=day)


@pytest.mark.parametrize("question", ["", "  \n", "?!", "x" * 5000])
def test_an_empty_or_endless_question_is_refused(retriever: Retriever, question: str) -> None:
    with pytest.raises(UsageError, match="the question"):
        retriever.search(question)


def test_a_question_without_a_known_word_finds_nothing(retriever: Retriever) -> None:
    assert retriever.search("xylophone") == []


def test_opening_again_builds_nothing_and_a_change_is_found(retriever: Retriever, tmp_path: Path) -> None:
    assert [change.status for change in retriever.changes] == ["added"] * 3
    (tmp_path / "articles" / "c.txt").write_text("A xylophone was played at the harbour by the mayor of the town.")
    again = Retriever.open(tmp_path / "articles", HASHING)
    assert [(change.file, change.status) for change in again.changes] == [
        ("a.txt", "unchanged"),
        ("b.txt", "unchanged"),
        ("c.txt", "changed"),
    ]
    assert [hit.passage.document.id for hit in again.search("xylophone")] == ["c.txt"]
    assert retriever.search("xylophone") == []


def test_several_paths_are_one_corpus_with_ids_below_their_common_folder(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"The word of folder {name} is here for all to see.")
    retriever = Retriever.open([tmp_path / "one", tmp_path / "two" / "a.txt"], HASHING)
    assert sorted(hit.passage.document.id for hit in retriever.search("word of folder")) == ["one/a.txt", "two/a.txt"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"there is no file or folder .*nowhere"):
        Retriever.open(tmp_path / "nowhere", HASHING)


def test_what_is_found_tells_the_time_that_the_question_names(retriever: Retriever) -> None:
    named = retriever.find("What sank in January 2022?").time
    assert named
    assert (named.first, named.last, named.phrase) == (date(2022, 1, 1), date(2022, 1, 31), "January 2022")
    assert retriever.find("What sank?").time is None


@pytest.mark.parametrize(("question", "first"), [("What sank last year?", 2022), ("What sank in May?", 2022)])
def test_a_question_counts_from_the_day_of_the_newest_document(retriever: Retriever, question: str, first: int) -> None:
    named = retriever.find(question).time
    assert named
    assert named.first
    assert named.first.year == first
    assert "(seen from 2023-03-03)" in named.reading


def test_without_dates_a_question_counts_from_today(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A tram line to the harbour opened after eleven years of work by the city.")
    named = Retriever.open(tmp_path / "a.txt", HASHING).find("What opened last year?").time
    assert named
    assert named.first == date(date.today().year - 1, 1, 1)


def test_as_many_hits_as_asked_for_are_given_else_as_the_settings_say(retriever: Retriever) -> None:
    question = "the ferry, the baker and the tram"
    assert [len(retriever.search(question, k=k)) for k in (1, 2, 3, 9)] == [1, 2, 3, 3]
    assert len(replace(retriever, settings=replace(HASHING, k=2)).search(question)) == 2


def test_a_light_embedder_gets_a_process_a_core_or_as_many_as_are_set_and_a_heavy_one_gets_one(corpus: Path) -> None:
    assert plan(corpus, Settings()).processes == cores()
    assert plan(corpus, Settings(embedder="hashing:16", processes=3)).processes == 3
    assert plan(corpus, Settings(embedder="transformer:some/model", processes=3)).processes == 1
