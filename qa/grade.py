"""Graded questions: how many get an answer that holds the right one, and how many of the others get none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UsageError
from qa.assistant import Assistant
from qa.batch import questions, turns
from qa.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Grade:
    """A graded question, what was answered, and the citations that hold a right answer.

    `answerable` tells whether there is one; `right` are the numbers of the citations that hold it.
    """

    name: str
    question: str
    answerable: bool
    answer: Answer
    right: tuple[int, ...]

    @property
    def passed(self) -> bool:
        """Whether a citation holds the answer, or there is none and none was given."""
        return bool(self.right) if self.answerable else self.answer.abstained


def grade(assistant: Assistant, path: Path) -> Iterator[Grade]:
    """The grades of a JSON lines file, in order: `question`, and perhaps `id`, `history`, `answers` and `evidence`.

    A quote is right when it holds one of the `answers`, or, where there are none, when it overlaps with one of the
    `evidence` (objects with a `text`). A question with neither has no answer. Raises UsageError for any other line.
    """
    for where, record in questions(path):
        gold = [_tidy(text) for text in _strings(record.get("answers"), where)]
        evidence = [_tidy(text) for text in _strings(record.get("evidence"), where)]
        answer = assistant.ask(record["question"], turns(record, where))
        right = tuple(one.number for one in answer.citations if _is_right(one, gold, evidence))
        name = str(record.get("id", where))
        yield Grade(name, record["question"], bool(gold or evidence), answer, right)


def report(grades: Iterable[Grade]) -> Iterator[str]:
    """Lines for people: each question that went wrong, then the counts."""
    every = list(grades)
    for one in every:
        if not one.passed:
            got = one.answer.text if one.answer.citations else f"no answer: {one.answer.reason}"
            yield f"{one.name} ({one.answer.confidence:.2f}) {one.question}"
            yield from (f"    {line}" for line in got.split("\n"))
    answerable = [one for one in every if one.answerable]
    others = [one for one in every if not one.answerable]
    first = sum(1 in one.right for one in answerable)
    passed = sum(one.passed for one in answerable)
    yield f"a cited quote holds the answer: {passed} of {len(answerable)} (the first: {first})"
    yield f"no answer where there is none: {sum(one.passed for one in others)} of {len(others)}"


def _is_right(citation: Citation, gold: list[str], evidence: list[str]) -> bool:
    quote = _tidy(citation.quote)
    if gold:
        return any(answer in quote for answer in gold)
    return any(text in quote or quote in text for text in evidence)


def _strings(values: Any, where: str) -> list[str]:
    """The texts of a list of strings, or of objects with a `text`."""
    found = [value.get("text") if isinstance(value, dict) else value for value in values or []]
    texts = [text for text in found if isinstance(text, str)]
    if len(texts) < len(found):
        raise UsageError(f"{where}: “answers” must be strings, and “evidence” objects with a “text”")
    return [text for text in texts if text.strip()]


def _tidy(text: str) -> str:
    return " ".join(text.split())
