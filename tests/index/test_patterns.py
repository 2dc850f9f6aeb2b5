import re

import pytest

from index.patterns import later


def test_a_pattern_finds_what_a_compiled_one_finds() -> None:
    text, found = "In May and in JUNE", later(r"in (\w+)", re.IGNORECASE)
    assert [one.group(1) for one in found.finditer(text)] == ["May", "JUNE"]
    assert found.sub("on", text) == "on and on"
    assert (found.pattern, found.flags) == (re.compile(r"in (\w+)", re.I).pattern, re.compile("", re.I).flags)


def test_a_mistake_is_told_at_the_first_use_and_at_every_other() -> None:
    wrong = later("(")
    for _ in range(2):
        with pytest.raises(re.error, match="missing"):
            wrong.search("x")
