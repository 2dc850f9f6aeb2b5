"""The ladder of sizes and the comparison with others: their arithmetic, and the tables of the page."""

from pathlib import Path

import pytest

from benchmarks import scale
from benchmarks.peers import __main__ as peers
from benchmarks.peers.__main__ import PEERS, Measured
from benchmarks.probe import percentiles
from benchmarks.scale import ROWS, Rung, count, exponent, table
from benchmarks.table import PAGE, load, markdown, placed
from index.errors import UsageError


def test_sizes_are_read_as_people_write_them() -> None:
    assert [count(name) for name in ("1k", "10k", "2M")] == [1_000, 10_000, 2_000_000]
    for wrong in ("10", "k", "0k", "1.5k", "-1k", "1G"):
        with pytest.raises(UsageError, match="is no size: write 1k"):
            count(wrong)


def test_the_exponent_is_that_of_the_power_law_that_fits_best() -> None:
    assert exponent([10, 100, 1000], [7, 7, 7]) == pytest.approx(0)
    assert exponent([10, 100, 1000], [30, 300, 3000]) == pytest.approx(1)
    assert exponent([1e3, 1e4, 1e5, 1e6], [2 * n**0.5 for n in (1e3, 1e4, 1e5, 1e6)]) == pytest.approx(0.5)


def test_percentiles_are_those_of_the_values_in_order() -> None:
    assert percentiles([float(value) for value in range(100, 0, -1)]) == (51, 96, 100)


def test_a_column_is_a_size_and_the_last_one_tells_how_it_grows() -> None:
    names = [name for _, name, _, _ in ROWS]
    rungs = [
        Rung(f"{n}k", {**dict.fromkeys(names, 1.0), "passages": n * 1_000.0, "build": n * 2.0, "disk": n * 5e6})
        for n in (1, 10, 100)
    ]
    shown = {row[0]: row[1:] for row in table(rungs).rows}
    assert shown["passages"] == ("1,000", "10,000", "100,000", "")
    assert shown["build, s"] == ("2.0", "20.0", "200.0", "1.00")
    assert shown["passages built a second"] == ("500", "500", "500", "")
    assert shown["index on disk, MB"] == ("5.0", "50.0", "500.0", "1.00")
    assert shown["search, p50, ms"] == ("1.0", "1.0", "1.0", "0.00")


def test_others_are_told_as_times_ours_and_one_that_is_missing_too() -> None:
    ours, other, missing = PEERS[:3]
    found = {ours: Measured(2, 0.5, 4, 8, 10**7, 10**8), other: Measured(4, 5, 1, 2, 10**7, 2 * 10**8)}
    assert peers._table("10k", found, [ours, other, missing]).rows == (
        (ours.name, "2.0", "0.50", "4.0", "8.0", "10", "100"),
        (other.name, "4.0 (×2)", "5.00 (×10)", "1.0 (×0.25)", "2.0 (×0.25)", "10 (×1)", "200 (×2)"),
        (missing.name, "cannot be installed or run", None, None, None, None, None),
    )


@pytest.mark.parametrize("kept", [scale.SAVED, peers.SAVED])
def test_the_page_shows_the_figures_that_are_kept(kept: Path) -> None:
    page = PAGE.read_text("utf-8")
    if not kept.exists():
        pytest.skip("no results are kept")
    about, tables = load(kept)
    assert placed(page, kept.stem, f"{about}\n\n{markdown(tables)}") == page
