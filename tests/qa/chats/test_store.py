import os
import sqlite3
from pathlib import Path

import pytest

from index.errors import ChatsFault
from qa.assistant import Assistant
from qa.chats.store import Chats
from qa.settings import Settings
from qa.types import Filters

HARBOUR = "When did the harbour of Lisbon open again?"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "chats.sqlite"


@pytest.fixture
def assistant(corpus: Path, home: Path) -> Assistant:
    return Assistant.open(corpus, Settings(embedder="hashing", store="exact", home=str(home / "x"), threshold=0.0))


def begun(chats: Chats, chat: str, *questions: str) -> None:
    chats.begin(chat, "corpus", questions[0])
    for question in questions:
        chats.ask(chat, question, "waits")


def test_an_answer_comes_back_from_disk_as_it_was_told(file: Path, assistant: Assistant) -> None:
    answer = assistant.ask(HARBOUR, (), Filters(since="2024"))
    chats = Chats(file)
    begun(chats, "a", HARBOUR)
    chats.settle("a", 1, answer)
    chats.close()
    (kept,) = Chats(file).turns("a", 1, 10)
    assert kept.answer is not None
    assert kept.answer.citations == answer.citations
    assert (kept.answer.text, kept.answer.scope, kept.answer.time) == (answer.text, answer.scope, answer.time)
    assert kept.state == ""


def test_an_answer_that_abstains_keeps_its_nearest_passages(file: Path, assistant: Assistant) -> None:
    assistant = Assistant.open(assistant.retriever.index.about.roots, assistant.retriever.settings)
    answer = assistant.ask("Who is the queen of Ruritania?", (), Filters(since="2030"))
    chats = Chats(file)
    begun(chats, "a", "x")
    chats.settle("a", 1, answer)
    kept = chats.turns("a", 1, 1)[0].answer
    assert kept is not None
    assert kept.abstained
    assert (kept.reason, kept.scope) == (answer.reason, answer.scope)
    assert [hit.passage for hit in kept.hits] == [hit.passage for hit in answer.hits[:3]]


def test_a_quote_that_is_not_in_the_stored_document_does_not_come_back(file: Path, assistant: Assistant) -> None:
    chats = Chats(file)
    begun(chats, "a", HARBOUR)
    chats.settle("a", 1, assistant.ask(HARBOUR))
    with sqlite3.connect(file) as db:
        db.execute("UPDATE documents SET json = replace(json, 'harbour of Lisbon', 'hospital of Lis')")
    db.close()
    kept = Chats(file).turns("a", 1, 1)[0].answer
    assert kept is None or all(one.quote in one.passage.text for one in kept.citations)


def test_turns_are_numbered_by_the_database_so_that_two_windows_do_not_clash(file: Path) -> None:
    one, two = Chats(file), Chats(file)
    begun(one, "a", "first")
    assert two.ask("a", "second", "waits") == 2
    assert one.ask("a", "third", "waits") == 3
    assert [turn.question for turn in two.turns("a", 2, 5)] == ["second", "third"]


def test_chats_are_found_by_title_question_and_answer_in_any_case(file: Path, assistant: Assistant) -> None:
    chats = Chats(file)
    begun(chats, "a", HARBOUR)
    chats.settle("a", 1, assistant.ask(HARBOUR))
    begun(chats, "b", "What grows?", "Élan vital?")
    assert [one.id for one in chats.list()] == ["b", "a"]
    assert [one.id for one in chats.list("opened AGAIN")] == ["a"]
    assert [one.id for one in chats.list("éLAN")] == ["b"]
    assert chats.list("100%") == []


def test_a_deleted_chat_is_gone_until_it_is_brought_back(file: Path) -> None:
    chats = Chats(file)
    begun(chats, "a", "first")
    chats.delete("a")
    assert (chats.list(), chats.latest("corpus"), chats.heading("a")) == ([], None, None)
    chats.delete("a", gone=False)
    assert [one.title for one in chats.list()] == ["first"]


def test_what_was_deleted_yesterday_is_removed_when_the_chats_are_opened(file: Path) -> None:
    chats = Chats(file)
    begun(chats, "a", "first")
    chats.delete("a")
    with sqlite3.connect(file) as db:
        db.execute("UPDATE chats SET deleted = deleted - 90000")
    db.close()
    again = Chats(file)
    again.delete("a", gone=False)
    assert again.list() == []
    assert again.turns("a", 1, 5) == []


def test_titles_filters_drafts_and_choices_are_kept(file: Path) -> None:
    chats = Chats(file)
    begun(chats, "a", "  What \n is " + "long " * 30)
    chats.rename("a", "Budget")
    chats.keep_filters("a", Filters("2024", None, "Reuters"))
    chats.keep_draft("a", "half a ques")
    chats.choose("theme", "nord")
    again = Chats(file)
    found = again.heading("a")
    assert found is not None
    assert (found.title, found.filters, found.draft) == ("Budget", Filters("2024", None, "Reuters"), "half a ques")
    assert (again.chosen("theme"), again.chosen("other")) == ("nord", "")


def test_each_question_asked_before_is_there_once_the_newest_last(file: Path) -> None:
    chats = Chats(file)
    for question in ("one", "two", "one", "three"):
        chats.remember(question)
    assert chats.prompts() == ("two", "one", "three")


def test_a_damaged_file_is_put_aside_and_said_to_be(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database " * 100)
    chats = Chats(file)
    (aside,) = file.parent.glob("chats.sqlite.damaged-*")
    assert aside.read_bytes().startswith(b"no database")
    assert str(aside) in chats.note
    assert chats.list() == []


def test_what_cannot_be_written_is_one_of_our_errors(file: Path) -> None:
    chats = Chats(file)
    begun(chats, "a", "first")
    chats._db.execute("PRAGMA query_only = 1")
    with pytest.raises(ChatsFault, match="cannot be kept"):
        chats.ask("a", "second", "waits")
    assert chats.count("a") == 1


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_nobody_else_can_read_the_chats(file: Path) -> None:
    begun(Chats(file), "a", "first")
    assert {one.stat().st_mode & 0o777 for one in file.parent.iterdir()} == {0o600}
