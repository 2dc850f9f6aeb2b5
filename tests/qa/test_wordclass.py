import pytest

from qa.wordclass import CLASSES, classed


def test_tokens_have_their_places_and_classes() -> None:
    text = "On May 3, Ada Moss paid $8.35 million."
    found = classed(text, 50)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert [(one.text, CLASSES[one.kind]) for one in found] == [
        ("On", "on"),
        ("May", "month"),
        ("3", "number"),
        (",", "comma"),
        ("Ada", "capital"),
        ("Moss", "capital"),
        ("paid", "other"),
        ("$", "money"),
        ("8.35", "decimal"),
        ("million", "scale"),
        (".", "end"),
    ]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *(("may", "other"), ("1945", "year"), ("1990s", "year"), ("21st", "ordinal"), ("NATO", "capitals")),
        *(("minister", "role"), ("opened", "ed"), ("quickly", "ly"), ("ships", "s"), ("_", "mark")),
    ],
)
def test_a_word_within_a_sentence_has_the_class_of_its_form(word: str, kind: str) -> None:
    assert CLASSES[classed(f"so {word}", 9)[1].kind] == kind


def test_no_more_tokens_are_looked_at_than_asked_for() -> None:
    assert [one.text for one in classed("a b c d", 2)] == ["a", "b"]
