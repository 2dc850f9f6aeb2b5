"""The markdown reader: front matter, blocks without their markers, and lines of the file."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import FileSkipped
from index.readers import markdown
from index.types import Article, Rules, Source

FILE = """---
title: "The dam at Lorn"
date: 5 March 2024
publisher: Valley News
url: https://valley.example/dam
---
<!-- a draft
that nobody sees -->
# Dam holds

The dam at Lorn held
on Tuesday.
> Nobody slept,
> said the mayor.

- first item
  goes on
- [x] second item
2. numbered
1986. A year, not a number
* * *
| Town | Water |
|------|------:|
| Lorn | 3 m |

Old style
=========
[1]: https://elsewhere.example
```python
# a comment in code
```
<div class="x">
## Next steps ##
Final text with <b>a tag</b>.

[^1]: A footnote.
"""


def article(text: str) -> Article:
    found = list(markdown.read(Source("a.md", "/corpus/a.md"), text.encode()))
    assert len(found) == 1
    assert isinstance(found[0], Article)
    return found[0]


def texts(text: str) -> list[str]:
    found = article(text)
    return [found.document.text[block.start : block.end] for block in found.blocks]


def test_the_blocks_of_a_file_are_its_words_without_the_markers() -> None:
    assert texts(FILE) == [
        "Dam holds",
        "The dam at Lorn held\non Tuesday.",
        "Nobody slept,\n> said the mayor.",
        "first item\n  goes on",
        "second item",
        "numbered\n1986. A year, not a number",
        "Town | Water",
        "Lorn | 3 m",
        "Old style",
        "# a comment in code",
        "Next steps",
        "Final text with <b>a tag</b>.",
        "A footnote.",
    ]


def test_a_block_begins_on_the_line_where_it_stands_in_the_file() -> None:
    found = article(FILE).document
    assert [found.line(block.start) for block in article(FILE).blocks] == [
        9,
        11,
        13,
        16,
        18,
        19,
        22,
        24,
        26,
        30,
        33,
        34,
        36,
    ]
    assert found.text == FILE


def test_the_front_matter_gives_the_facts_and_their_rules() -> None:
    found = article(FILE).document
    assert (found.title, found.date, found.source, found.url) == (
        "The dam at Lorn",
        "2024-03-05",
        "Valley News",
        "https://valley.example/dam",
    )
    assert found.rules == Rules(title="front matter", date="front matter", source="front matter")


def test_toml_front_matter_and_a_source_that_is_an_address_are_read() -> None:
    found = article(
        "+++\ntitle = 'Dam'\ndate = 2024-03-05T10:00:00Z\nsource = \"https://a.example/x\"\n+++\nText.\n"
    ).document
    assert (found.title, found.date, found.source, found.url) == ("Dam", "2024-03-05", None, "https://a.example/x")


def test_without_front_matter_the_first_heading_of_the_first_level_is_the_title_and_no_block() -> None:
    found = article("## Small\n# **Dam holds**\n\nThe dam held.\n")
    assert (found.document.title, found.document.rules) == ("Dam holds", Rules(title="heading"))
    assert texts("# Dam holds\n\nThe dam held.\n") == ["The dam held."]


@pytest.mark.parametrize("text", ["---\ntitle: Open\n\nText.\n", "Text.\n\n---\ntitle: Late\n---\n"])
def test_front_matter_that_is_not_closed_or_not_first_is_none(text: str) -> None:
    assert article(text).document.title is None


def test_yaml_that_would_run_code_is_a_line_of_text() -> None:
    assert article("---\ntitle: !!python/object/apply:os.system [x]\n---\nText.\n").document.title == (
        "!!python/object/apply:os.system [x]"
    )


def test_windows_line_ends_keep_their_place() -> None:
    found = article("# Title\r\n\r\nOne\r\ntwo.\r\n\r\nThree.")
    assert [found.document.text[block.start : block.end] for block in found.blocks] == ["One\r\ntwo.", "Three."]
    assert [found.document.line(block.start) for block in found.blocks] == [3, 6]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<!-- never closed\ntext\n", []),
        ("~~~\ncode\n\nmore\n", ["code", "more"]),
        ("````\n```\ncode\n```\n````\nafter\n", ["```\ncode\n```", "after"]),
        ("``` not a fence ```\n", ["``` not a fence ```"]),
        ("text\n> quote\nlazy\n\n> > deep\n>\n> other\n", ["text", "quote\nlazy", "deep", "other"]),
        ("a | b\n--|--\n1 | 2\n", ["a | b", "1 | 2"]),
        ("#hashtag\n# \n#\n", ["#hashtag"]),
        ("+ a\n* b\n10) c\n", ["a", "b", "c"]),
    ],
)
def test_the_corners_of_markdown(text: str, blocks: list[str]) -> None:
    assert texts(text) == blocks


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="#>-*+=|`~<!-:[]()^ \t\r\n1.aB", max_size=200))
def test_blocks_are_in_order_and_hold_no_blank_line(text: str) -> None:
    if not text.strip():
        return
    found, at = article(text), 0
    for block in found.blocks:
        words = found.document.text[block.start : block.end]
        assert at <= block.start < block.end
        assert words == words.strip()
        assert all(line.strip() for line in words.splitlines() if "\r\n" not in words)
        at = block.end


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(FILE)), st.integers(0, 60))
def test_no_damage_raises_anything_but_file_skipped(noise: bytes, place: int, length: int) -> None:
    damaged = FILE.encode()[:place] + noise + FILE.encode()[place + length :]
    with suppress(FileSkipped):
        list(markdown.read(Source("a.md", "/corpus/a.md"), damaged))


@pytest.mark.parametrize("opened", ["[", "> ", "`", "- ", "<!--", "|", "# ", "*", "-|", "[x"])
def test_hostile_repetition_is_read(opened: str) -> None:
    assert article("The bridge was closed.\n\n" + opened * 50_000).blocks[0].end == 22
