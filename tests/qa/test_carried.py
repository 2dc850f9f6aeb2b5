import pytest

from qa.carried import carried, doubled, own


@pytest.mark.parametrize(
    ("question", "words", "without", "twice"),
    [
        ("And why? (Canada missiles)", "Canada missiles", "And why?", "And why? And why? (Canada missiles)"),
        ("Who is (was) it?", "", "Who is (was) it?", "Who is (was) it?"),
        ("(Canada)", "Canada", "", "(Canada)"),
        ("", "", "", ""),
    ],
)
def test_words_in_brackets_at_the_end_count_half(question: str, words: str, without: str, twice: str) -> None:
    assert (carried(question), own(question), doubled(question)) == (words, without, twice)
