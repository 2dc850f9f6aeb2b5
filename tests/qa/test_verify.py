import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UsageError
from index.index import Index
from qa import Assistant, Settings
from qa.claims import Claim, claims
from qa.export import answer_json
from qa.safe import safe
from qa.verdicts import verdict_text, verdicts_json
from qa.verify import ALTERED, EXACT, NOT_FOUND, Verdict, verify, worst

FERRY = """The ferry Aurora sank on Monday.

Captain Ada Moss saved all forty passengers, and “nobody was hurt”.  She was
praised by the mayor of Lakeside for it. It cost $7 at most, said the mayor.
"""
BAKER = "The baker sold nine hundred loaves in a single day. Captain Ada Moss bought forty of them."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("verify")
    (folder / "docs").mkdir()
    (folder / "docs/ferry.txt").write_text(FERRY)
    (folder / "docs/baker.txt").write_text(BAKER)
    return Assistant.open(folder / "docs", Settings(home=str(folder / "home"), embedder="hashing"))


@pytest.fixture(scope="module")
def index(assistant: Assistant) -> Index:
    return assistant.retriever.index


def found(text: str, index: Index) -> tuple[str, str, str]:
    """The verdict on a text, the document that it is found in, and the words there."""
    verdict = verify(Claim(text), index)
    return verdict.verdict, verdict.document.id if verdict.document else "", verdict.found


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Ada Moss saved all forty passengers", "Ada Moss saved all forty passengers"),
        ("She was praised by\nthe   mayor", "She was\npraised by the mayor"),
        ("“nobody was hurt”", "“nobody was hurt”"),
        ("hurt”.", "hurt”."),
    ],
)
def test_a_text_that_stands_in_a_document_is_exact_whatever_its_white_space(index: Index, text: str, held: str) -> None:
    assert found(text, index) == (EXACT, "ferry.txt", held)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Captain Ada Moss saved all fifty passengers", "Captain Ada Moss saved all [-fifty-] {+forty+} passengers"),
        ("The ferry Aurora sank on Tuesday.", "The ferry Aurora sank on [-Tuesday-] {+Monday+}."),
        ("The baker sold loaves in a single day.", "The baker sold {+nine hundred+} loaves in a single day."),
        ("It cost $9 at most, said the mayor", "It cost $[-9-] {+7+} at most, said the mayor"),
        ("The baker never sold nine hundred loaves", "The baker [-never-] sold nine hundred loaves"),
        (
            "captain ada moss saved all forty passengers",
            "[-captain ada moss-] {+Captain Ada Moss+} saved all forty passengers",
        ),
    ],
)
def test_a_text_with_other_words_is_altered_and_the_difference_is_shown(index: Index, text: str, shown: str) -> None:
    verdict = verify(Claim(text), index)
    assert (verdict.verdict, list(verdict_text(verdict))[1].strip()) == (ALTERED, shown)
    ours = "".join(one.text for one in verdict.difference if one.op != "insert")
    assert "".join(ours.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    ["The moon is made of green cheese.", "", "   ", "forty", "Captain Nemo", "passengers saved Moss Ada Captain"],
)
def test_a_text_that_is_nowhere_is_not_found_unless_it_is_there(index: Index, text: str) -> None:
    expected = (EXACT, "baker.txt", "forty") if text == "forty" else (NOT_FOUND, "", "")
    assert found(text, index) == expected


def test_the_answer_that_was_exported_is_exact(assistant: Assistant, index: Index) -> None:
    answer = assistant.ask("Who saved the passengers?")
    assert answer.citations
    quotes = claims(json.dumps(answer_json(answer)), "answer")
    assert [quote.text for quote in quotes] == [citation.quote for citation in answer.citations]
    verdicts = [verify(quote, index) for quote in quotes]
    assert [(one.verdict, one.note, one.start) for one in verdicts] == [
        (EXACT, "", citation.start) for citation in answer.citations
    ]
    assert verdicts_json(verdicts)["verdict"] == EXACT


def test_an_answer_whose_text_was_edited_is_found_out(assistant: Assistant, index: Index) -> None:
    answer = answer_json(assistant.ask("Who saved the passengers?"))
    answer["answer"] = answer["answer"].replace("forty", "fifty")
    verdicts = [verify(quote, index) for quote in claims(json.dumps(answer), "answer")]
    assert [one.verdict for one in verdicts] == [EXACT] * len(answer["citations"]) + [ALTERED]
    assert worst(verdicts) == 1


def test_a_citation_of_another_place_or_document_is_exact_and_told(index: Index) -> None:
    text = "forty"
    at = FERRY.index(text)
    assert verify(Claim(text, 1, "ferry.txt", at), index) == Verdict(
        Claim(text, 1, "ferry.txt", at), EXACT, next(one for one in index.records.documents() if one.id == "ferry.txt"),
        at, at + 5,
    )  # fmt: skip
    assert verify(Claim(text, 1, "ferry.txt", at + 1), index).note == "it stands at another place than cited"
    assert verify(Claim(text, 1, "gone.txt", at), index).note == "it was cited from gone.txt"


def test_claims_are_read_from_answers_one_a_line_and_from_quotations(index: Index) -> None:
    one = {"answer": "A b c. [1]", "citations": [{"number": 1, "quote": "A b c.", "document_id": "x", "start": 3}]}
    claim = Claim("A b c.", 1, "x", 3)
    assert claims(json.dumps(one), "f") == [claim]
    assert claims(json.dumps([one, one]), "f") == [claim, claim]
    assert claims(f"{json.dumps(one)}\n\n{json.dumps({'abstained': True, 'citations': []})}\n", "f") == [claim]
    text = 'He said “it was a long day” and «all went home», but "never" said „wir gingen alle heim“.'
    assert [one.text for one in claims(text, "f")] == ["it was a long day", "all went home", "wir gingen alle heim"]


@pytest.mark.parametrize(
    "text", ["", "no quotes here", "{}", "[1]", '{"citations": [3]}', '{"citations": 1}', "[" * 9999]
)
def test_what_holds_no_quote_is_a_usage_error_that_names_the_file(text: str) -> None:
    with pytest.raises(UsageError, match=r"^draft\.md: "):
        claims(text, "draft.md")


@given(start=st.integers(0, len(FERRY) - 2), length=st.integers(1, 90))
def test_every_piece_of_a_document_is_found_in_it(index: Index, start: int, length: int) -> None:
    text = FERRY[start : start + length]
    if text.strip():
        verdict = verify(Claim(text, document="ferry.txt"), index)
        assert (verdict.verdict, verdict.found.split()) == (EXACT, text.split())


@given(text=st.text(max_size=60))
def test_any_text_gets_a_verdict_that_is_safe_to_show(index: Index, text: str) -> None:
    verdict = verify(Claim(text), index)
    assert verdict.verdict in (EXACT, ALTERED, NOT_FOUND)
    assert [safe(line) for line in verdict_text(verdict)] == list(verdict_text(verdict))
