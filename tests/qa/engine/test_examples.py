"""Questions that are suggested: made of what the documents hold, and only those that have an answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.engine.examples import examples
from qa.settings import Settings


def patient() -> None:
    """Somebody waits."""


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(embedder="hashing", store="exact", home=str(home / "dossier"), threshold=0.0)


def test_whoever_is_quoted_by_name_comes_before_the_title(corpus: Path, settings: Settings) -> None:
    text = "The quay sank\n\nThe quay sank at night. “We saw nothing of it,” harbour master Anna Ruiz said.\n"
    (corpus / "a quay.txt").write_text(text, "utf-8")
    assert examples(Assistant.open(corpus, settings), patient) == (
        "What did Anna Ruiz say?",
        "What is known about “Harbour reopens after the storm”?",
        "What is known about “Night trains return to the northern line”?",
    )


def test_what_would_not_be_answered_is_not_suggested(corpus: Path, settings: Settings) -> None:
    assert examples(Assistant.open(corpus, replace(settings, threshold=2.0)), patient) == ()


def test_a_title_is_suggested_only_as_safe_text(corpus: Path, settings: Settings) -> None:
    for file in corpus.rglob("*.txt"):
        file.unlink()
    (corpus / "a.txt").write_text("The [/] \u202e\x9b2J mill\n\nThe mill burned down in April.\n", "utf-8")
    assert examples(Assistant.open(corpus, settings), patient) == (
        "What is known about “The [/] \ufffd\ufffd2J mill”?",
    )


def test_who_does_not_wait_any_more_ends_it(corpus: Path, settings: Settings) -> None:
    def impatient() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        examples(Assistant.open(corpus, settings), impatient)
