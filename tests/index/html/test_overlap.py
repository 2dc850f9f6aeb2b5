"""Which blocks an extracted text holds."""

import pytest

from index.html.overlap import Extract

EXTRACT = Extract("Rain fell for “three” days on the old town of Lisgrad.\nWhy?\n| Dravin | 412 |\n大雨下了三天")


@pytest.mark.parametrize(
    ("block", "held"),
    [
        ('Rain  fell\nfor "three" days on the old town of Lisgrad', True),
        ("fell for three days on the old", True),
        ("Rain fell for three days on the old town of Lisgrad. Photo: Ilse", True),
        ("Rain fell for many days on a new town of Portavia.", False),
        ("Why?", True),
        ("Rain", False),
        ("Dravin\t412", True),
        ("大雨下了三天", True),
        ("大雨下", False),
    ],
)
def test_a_block_is_held_when_most_of_its_runs_of_words_are(block: str, held: bool) -> None:
    assert EXTRACT.holds(block) is held
