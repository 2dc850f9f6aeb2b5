import pytest

from index.types import Document, Hit, Match, Passage, Rank, Span
from qa.explain import explanation

TEXT = "The births of twins. She purchased a \x1b[2Jboat."
PASSAGE = Passage(0, Document("a", "/a", TEXT, "Storms", "2022-01-09"), TEXT, 0, len(TEXT), 1, 1, (Span(0, len(TEXT)),))
RANKS = (Rank("words", 1, 12.3456, 0.25), Rank("likeness", 104, 0.5, 0.0125), Rank("reranker", 2, -4.3, 0.0))


def told(*matches: Match) -> list[str]:
    return list(explanation(Hit(PASSAGE, 0.2625, RANKS, matches)))


def test_the_stages_stand_in_a_table_in_the_order_of_the_ranks() -> None:
    assert told() == [
        "stage     rank   score  share",
        "words        1  12.346  0.250",
        "likeness   104   0.500  0.013",
        "reranker     2  -4.300  0.000",
    ]


@pytest.mark.parametrize(
    ("match", "shown"),
    [
        (Match("Birth", "birth", 1.0, 0.5), "Birth = births 1.00"),
        (Match("bought", "purchas", 0.6249, 0.5), "bought ~ purchased 0.62"),
        (Match("storm", "storm", 1.0, 0.5), "storm = Storms 1.00"),
        (Match("month", "januari", 0.41, 0.5), "month ~ January 0.41"),
        (Match("ship", "unwritten", 0.3, 0.5), "ship ~ unwritten 0.30"),
        (Match("chess", "birth", 0.299, 0.5), "chess: no match"),
    ],
)
def test_a_word_is_shown_with_its_match_as_it_is_written(match: Match, shown: str) -> None:
    assert told(match)[-1] == f"matched: {shown}"


def test_words_are_told_in_one_line_in_their_order() -> None:
    matches = (Match("twins", "twin", 1.0, 0.6), Match("boat", "boat", 1.0, 0.3), Match("x", "boat", 0.0, 0.1))
    assert told(*matches)[-1] == "matched: twins = twins 1.00, boat = boat 1.00, x: no match"


def test_no_word_or_stage_can_steer_the_terminal() -> None:
    match = Match("bo\x1bught\n", "pur\u202e\x9bchase\x07", 0.62, 1.0)
    lines = list(explanation(Hit(PASSAGE, 0.2, (Rank("wo\x1brds", 1, 1.0, 0.2),), (match,))))
    assert lines == [
        "stage   rank  score  share",
        "wo\ufffdrds     1  1.000  0.200",
        "matched: bo\ufffdught ~ pur\ufffd\ufffdchase\ufffd 0.62",
    ]
