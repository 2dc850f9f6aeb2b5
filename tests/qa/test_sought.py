import pytest

from qa.sought import Sought, Wanted, wanted


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who painted the bridge?", Wanted(Sought.PERSON)),
        ("when does the ferry leave", Wanted(Sought.TIME)),
        ("In what year was the harbour opened?", Wanted(Sought.TIME)),
        ("Where is the harbour?", Wanted(Sought.PLACE)),
        ("Which cities has the ferry called at?", Wanted(Sought.PLACE, "cities")),
        ("What country owns the ferry?", Wanted(Sought.PLACE, "country")),
        ("How many passengers were saved?", Wanted(Sought.COUNT, "passengers")),
        ("What is the population of Lakeside?", Wanted(Sought.COUNT)),
        ("How much did the repairs cost?", Wanted(Sought.MONEY)),
        ("What price was paid?", Wanted(Sought.MONEY)),
        ("How much percent of the crew came?", Wanted(Sought.PERCENT)),
        ("How long was the voyage?", Wanted(Sought.MEASURE)),
        ("Why did it sink?", Wanted(Sought.REASON)),
        ("How did it sink?", Wanted(Sought.MANNER)),
        ("What is the name of the river that runs by?", Wanted(Sought.PLACE, "river")),
        ("What type of engine was used?", Wanted(Sought.THING, "engine")),
        ("What is a ferry of the lake?", Wanted(Sought.WHAT, "ferry")),
        ("What did the captain do?", Wanted(Sought.DEED)),
        ("And the mayor?", Wanted(Sought.OTHER)),
    ],
)
def test_the_kind_of_short_answer_is_told_by_the_question_words(question: str, expected: Wanted) -> None:
    assert wanted(question) == expected
