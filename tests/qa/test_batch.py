"""Files of questions: in the order of the file, whatever how many processes answer."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import UsageError
from qa.assistant import Assistant
from qa.batch import AT_ONCE, FEW, answers, run_lines
from qa.settings import Settings
from qa.types import EVERYWHERE, Filters

MANY = FEW + AT_ONCE + 5
TOPICS = "ferry harbour baker loaves captain storm bridge council budget school".split()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    docs = tmp_path_factory.mktemp("docs")
    for number, topic in enumerate(TOPICS):
        text = f"Date: 2024-01-{number + 1:02}\n\nThe {topic} of Lakeside opened on Monday. It cost {number + 2}."
        (docs / f"{topic}.txt").write_text(f"About the {topic}\n\n{text}\n")
    return Assistant.open(docs, Settings(home=str(tmp_path_factory.mktemp("home")), processes=2))


@pytest.fixture(scope="module")
def alone(assistant: Assistant) -> Assistant:
    """The same, in one process."""
    retriever = assistant.retriever
    return Assistant(replace(retriever, settings=replace(retriever.settings, processes=1)))


def written(path: Path, key: str) -> Path:
    """A file of more questions than one process is given, in BEIR's form or in ours."""
    name = {"question": "id", "text": "_id"}[key]
    lines = ({name: f"q{number}", key: f"When did the {TOPICS[number % 10]} open?"} for number in range(MANY))
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def test_several_processes_answer_as_one_does_and_in_order(
    assistant: Assistant, alone: Assistant, tmp_path: Path
) -> None:
    file = written(tmp_path / "questions.jsonl", "question")
    found = list(answers(assistant, file, EVERYWHERE))
    assert [json.loads(line)["id"] for line in found] == [f"q{number}" for number in range(MANY)]
    assert found == list(answers(alone, file, EVERYWHERE))
    assert json.loads(found[3])["citations"][0]["quote"] == "The loaves of Lakeside opened on Monday."


def test_several_processes_make_the_run_of_one(assistant: Assistant, alone: Assistant, tmp_path: Path) -> None:
    file, within = written(tmp_path / "queries.jsonl", "text"), Filters(since="2024-01-05")
    found = list(run_lines(assistant, file, "document", within))
    assert found == list(run_lines(alone, file, "document", within))
    assert {line.split()[2] for line in found} == {f"{topic}.txt" for topic in TOPICS[4:]}
    assert [line.split()[0] for line in found if line.split()[3] == "1"] == [f"q{number}" for number in range(MANY)]


def test_an_error_within_a_process_is_raised_here(assistant: Assistant, tmp_path: Path) -> None:
    file = written(tmp_path / "questions.jsonl", "question")
    with pytest.raises(UsageError, match="“soon” is no date for --since"):
        list(answers(assistant, file, Filters(since="soon")))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"question": " "}', "2: the question is empty"),
        ('{"question": 3}', "2: there is no “question” here"),
        ('{"question": "Why?", "history": [3]}', "2: an earlier turn must be a string"),
        ("Why?", "2: this line is not JSON"),
    ],
)
def test_a_line_that_is_no_question_is_told_before_any_is_asked(
    assistant: Assistant, tmp_path: Path, line: str, told: str
) -> None:
    (tmp_path / "questions.jsonl").write_text(f'{{"question": "When did it open?"}}\n{line}\n', "utf-8")
    with pytest.raises(UsageError, match=told):
        answers(assistant, tmp_path / "questions.jsonl", EVERYWHERE)


def test_a_line_that_is_no_query_is_told_with_its_number(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "a", "text": "ferry"}\n{"_id": "b", "text": "?"}\n', "utf-8")
    with pytest.raises(UsageError, match="2: the question is empty"):
        run_lines(assistant, tmp_path / "queries.jsonl", "document", EVERYWHERE)


def test_an_empty_file_has_no_answers(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("\n", "utf-8")
    assert list(answers(assistant, tmp_path / "none.jsonl", EVERYWHERE)) == []
