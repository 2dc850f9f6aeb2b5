import json
from pathlib import Path

from benchmarks.conflicts import AGREEING, CONFLICTING, Marked, mark, tables

QUERY = {
    "docs": [
        {"type": "correct", "answer": "3,559 people"},
        {"type": "misinfo", "answer": "10,000 people"},
        {"type": "noise", "answer": "unknown"},
    ]
}


def test_documents_conflict_when_two_that_are_no_noise_support_different_answers() -> None:
    alike = {"docs": [*QUERY["docs"][:1], {"type": "correct", "answer": "3559 people"}, *QUERY["docs"][2:]]}
    assert mark(QUERY, True, []) == Marked(held_out=True, gold=True, flagged=False, supported=False)
    assert mark(alike, False, []) == Marked(held_out=False, gold=False, flagged=False, supported=False)
    assert not mark({"answers": ["one"]}, False, []).gold


def test_an_answer_is_flagged_when_it_gives_two_values_and_they_are_compared_with_the_documents() -> None:
    assert mark(QUERY, False, ["3,559", "10,000"]) == Marked(False, gold=True, flagged=True, supported=True)
    assert mark(QUERY, False, ["3,559", "1888"]) == Marked(False, gold=True, flagged=True, supported=False)
    assert not mark(QUERY, False, ["people", "3"]).supported


def test_every_question_is_asked_of_its_collection(tmp_path: Path) -> None:
    for name in (CONFLICTING, *AGREEING):
        folder = tmp_path / name
        folder.mkdir()
        documents = [{"_id": "a", "text": "The town of Lakeside has a harbour."}, {"_id": "b", "text": "Owls hunt."}]
        queries = [{"_id": "1", "text": "What has Lakeside?", **QUERY}, {"_id": "2", "text": "What do owls do?"}]
        for file, rows in (("corpus", documents), ("queries", queries)):
            (folder / f"{file}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    conflicting, agreeing = tables(tmp_path)
    assert conflicting.rows == (
        ("all", 2, 1, 0, 0.0, 0.0, 0.0, 0.0),
        ("odd half", 1, 0, 0, 0.0, 0.0, 0.0, 0.0),
        ("odd half, every answer flagged", 1, 0, 1, 0.0, 0.0, 0.0, None),
    )
    assert agreeing.rows == tuple((name, 2, 0, 0.0) for name in AGREEING)
