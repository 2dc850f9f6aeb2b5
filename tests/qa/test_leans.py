import pytest

from qa.leans import content, leans, may_lean


def test_what_a_question_is_about_are_its_content_words_by_stem() -> None:
    assert content("Can you please tell me about the owls, the Owl and hunting?") == {"owl": "owls", "hunt": "hunting"}


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "And Canada?",
        "What about the harvest in Ukraine?",
        "When was that?",
        "What did Biden say about it?",
        "Who else signed?",
        "is it bad for health?",
        "Thanks, I see. Do they have predators?",
        "No, I meant the lunar one.",
        "population back then",
        "how much did the summit cost taxpayers in dollars?",
        "What did these soldiers of the Baltic fleet do?",
    ],
)
def test_a_question_leans(question: str) -> None:
    assert leans(question, {"summit"})


@pytest.mark.parametrize(
    "question",
    [
        "What did Canada promise Ukraine?",
        "Is it true that NATO expands to Asia?",
        "How many cases are there in Latvia?",
        "Which retailer lowered its gas prices?",
        "How did the Menendez brothers kill their parents?",
        "Is there a vaccine for herpes, and how can it be given?",
        "Which ship did Finland seize this winter?",
        "How long has it been since Brexit began?",
        "By the way, what does he earn?",
        "how do volcanoes change weather patterns?",
    ],
)
def test_a_question_stands_by_itself(question: str) -> None:
    assert not leans(question, {"summit"})


@pytest.mark.parametrize(
    ("question", "may"),
    [
        ("do i need any equipment", True),
        ("how can volcanoes change global weather patterns", False),
        ("What is a galaxy?", False),
        ("who is patel", False),
        ("Did farmers protest in Paris?", False),
        ("did a strike stop trains?", False),
    ],
)
def test_a_short_question_without_a_name_may_lean(question: str, may: bool) -> None:
    assert may_lean(question) == may
