"""The benchmark of retrieval as a command, and the tables of the page."""

import json
from pathlib import Path

import pytest

from benchmarks.measures import Comparison
from benchmarks.retrieval import SAVED, main
from benchmarks.summary import Result, Summary, load, render, save
from benchmarks.table import PAGE, placed

FIGURES = {"nDCG@10": 0.5, "Recall@10": 0.25, "Recall@100": 1.0, "MRR@10": 0.125}
SUMMARY = Summary(
    "abc1234",
    "2026-01-02",
    "static@1",
    {"numpy": "2"},
    {"k": 8},
    {
        "first": Result(1200, {"bm25": FIGURES, "dossier": FIGURES}, Comparison(1200, 0.5, 0.25, 3, 1, 2, 0.04), None),
        "second": Result(4, {"bm25": FIGURES, "dossier": FIGURES | {"nDCG@10": 1.0}}, None, None),
    },
)


def test_the_command_prints_tables_and_keeps_runs_and_values(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["tiny", "tiny:odd", "--data", str(data), "--out", str(tmp_path / "out"), "--systems", "bm25", "dossier"])
    printed = capsys.readouterr().out
    assert "| tiny | 3 | 0.830 | " in printed
    assert "### nDCG@10: dossier against bm25" in printed
    folder = tmp_path / "out" / "tiny-odd"
    run = [line.split() for line in (folder / "bm25.run").read_text("utf-8").splitlines()]
    assert [line[:4] for line in run] == [["2", "Q0", "d_e", "1"], ["2", "Q0", "c", "2"], ["4", "Q0", "d_e", "1"]]
    values = [json.loads(line) for line in (folder / "bm25.jsonl").read_text("utf-8").splitlines()]
    assert [(one["query"], one["Recall@10"], one["MRR@10"]) for one in values] == [("2", 1, 1), ("4", 1, 1)]


@pytest.mark.parametrize("arguments", [["none"], ["tiny", "--limit", "2", "--save"], ["tiny", "--systems", "none"]])
def test_what_cannot_be_done_is_an_error_of_use(
    data: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*arguments, "--data", str(data)])
    assert "error: " in capsys.readouterr().err


def test_a_summary_is_read_as_it_was_written(tmp_path: Path) -> None:
    save(SUMMARY, tmp_path / "results" / "one.json")
    assert load(tmp_path / "results" / "one.json") == SUMMARY


def test_tables_have_a_row_a_collection_and_the_mean() -> None:
    shown = render(SUMMARY).splitlines()
    assert shown[0] == "Commit abc1234, 2026-01-02; embedder static@1; numpy 2."
    place = shown.index("### nDCG@10")
    assert shown[place + 2 : place + 7] == [
        "| collection | queries | bm25 | dossier |",
        "|---|---:|---:|---:|",
        "| first | 1,200 | 0.500 | 0.500 |",
        "| second | 4 | 0.500 | 1.000 |",
        "| mean |  | 0.500 | 0.750 |",
    ]
    assert "| first | +0.250 | 3 / 1 / 2 | 0.0400 | – | – | – |" in shown
    assert "| mean | +0.250 |  |  | – |  |  |" in shown


@pytest.mark.skipif(not SAVED.exists(), reason="no results are kept")
def test_the_page_shows_the_results_that_are_kept() -> None:
    page = PAGE.read_text("utf-8")
    assert placed(page, "retrieval", render(load(SAVED))) == page
