import pytest

from qa.instead import instead

NORWAY = "How much will Norway allocate to help Ukraine in 2026?"


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("And Germany?", NORWAY, "How much will Germany allocate to help Ukraine in 2026?"),
        ("and in 2025", NORWAY, "How much will Norway allocate to help Ukraine in 2025?"),
        ("What about Canada?", "What did the US promise Ukraine?", "What did Canada promise Ukraine?"),
        ("And the United States?", "What is Norway's plan?", "What is the United States's plan?"),
        ("But what about Sergey Lavrov?", "What did the Kremlin say on it?", "What did Sergey Lavrov say on it?"),
        ("And France?", "What did Macron say about Norwegian oil?", "What did France say about Norwegian oil?"),
        ("And Germany?", "When does it end? (UK confirm Interflex)", "When does it end? (Germany confirm Interflex)"),
    ],
)
def test_another_country_speaker_or_year_takes_the_place_of_the_one_before(
    question: str, before: str, expected: str
) -> None:
    assert instead(question, before) == expected


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("And why?", NORWAY),
        ("And Norway?", NORWAY),
        ("And Germany's missiles?", NORWAY),
        ("And how much will Germany give?", NORWAY),
        ("And Zelensky?", "When was Kyiv shelled?"),
        ("And in 2025?", "When was Kyiv shelled?"),
        ("Germany", NORWAY),
    ],
)
def test_what_is_more_than_a_name_or_names_another_kind_replaces_nothing(question: str, before: str) -> None:
    assert instead(question, before) == ""
