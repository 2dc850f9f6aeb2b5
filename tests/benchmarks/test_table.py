from pathlib import Path

import pytest

from benchmarks.table import Table, load, markdown, placed, save

TABLE = Table("Answers", ("of", "questions", "right"), (("first", 1200, 0.5), ("none", 0, None)))


def test_a_table_is_shown_with_its_title_and_counts_and_figures() -> None:
    assert markdown([TABLE]).split("\n") == [
        "### Answers",
        "",
        "| of | questions | right |",
        "|---|---:|---:|",
        "| first | 1,200 | 0.500 |",
        "| none | 0 | – |",
    ]


def test_tables_are_read_as_they_were_written(tmp_path: Path) -> None:
    save("Commit abc.", [TABLE], tmp_path / "one.json")
    assert load(tmp_path / "one.json") == ("Commit abc.", [TABLE])


def test_only_what_stands_between_the_marks_of_that_name_is_replaced() -> None:
    page = "# Before\n<!-- one -->\nold\n<!-- end of one -->\n<!-- two -->\nkept\n<!-- end of two -->\n"
    found = placed(page, "one", "new")
    assert found == "# Before\n<!-- one -->\nnew\n<!-- end of one -->\n<!-- two -->\nkept\n<!-- end of two -->\n"
    assert placed(found, "one", "new") == found
    with pytest.raises(ValueError, match="unpack"):
        placed(page, "three", "new")
