import pytest

from index.words import term
from qa.verbs import same_verb


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("buy", "bought"),
        ("won", "winner"),
        ("died", "death"),
        ("invaded", "invasion"),
        ("described", "description"),
        ("permission", "permitted"),
    ],
)
def test_irregular_forms_and_nouns_belong_to_their_verb(one: str, other: str) -> None:
    assert same_verb(term(one), term(other))
    assert same_verb(term(other), term(one))


@pytest.mark.parametrize(("one", "other"), [("bought", "brought"), ("sing", "sink"), ("code", "cost"), ("", "go")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert not same_verb(term(one) if one else one, term(other))
