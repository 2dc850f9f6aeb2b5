import time

import pytest

from index.sentences import sentences
from index.types import Document, Span
from qa.speech import of, speaker, who_said
from qa.types import Speaker


def heard(text: str, sentence: str) -> Speaker | None:
    """The speaker of the sentence of the text that begins so."""
    start = text.index(sentence)
    line = Span(start, text.index("\n", start) if "\n" in text[start:] else len(text))
    return speaker(Document("a", "/a", text), sentences(text, line)[0])


def named(text: str, sentence: str = "") -> tuple[str, str] | None:
    found = heard(text, sentence)
    return (found.name, found.role) if found else None


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("Norwegian Minister Ola Berg said the harbour would open.", "Ola Berg", "Norwegian Minister"),
        ("Ola Berg, the harbour master, said it would open on Monday.", "Ola Berg", "harbour master"),
        ("Ola Berg, a driver from Ava, Ohio, who owns a boat, said it would open.", "Ola Berg", "driver from Ava"),
        ("“It will open,” said Ola Berg, head of the harbour office.", "Ola Berg", "head of the harbour office"),
        ("“It will open,” said the harbour's director, Ola Berg.", "Ola Berg", ""),
        ("“It will open,” Ola Berg (Labour) told reporters.", "Ola Berg", ""),
        ("It will open on Monday, spokeswoman Eva Lund added.", "Eva Lund", "spokeswoman"),
        ("According to German political analyst Jan Vogel, it will open.", "Jan Vogel", "German political analyst"),
        ("It will open, according to a report by the harbour office.", "report", ""),
        ("President of Norway Ola Berg stressed that it would open.", "Ola Berg", "President of Norway"),
        ("The ministry announced that it would open.", "ministry", ""),
        ("The Evening Courier reported that it would open.", "Evening Courier", ""),
        ("Officials say the harbour will open.", "Officials", ""),
        ("The opening was announced on Friday, May 3, by Mayor Eva Lund.", "Eva Lund", "Mayor"),
        ("Eva Lund criticized the plan and said it would fail.", "Eva Lund", ""),
        ("Eva Lund opened the harbour on Friday, saying it was late.", "Eva Lund", ""),
        ("Ola Berg’s claim that it is open was wrong.", "Ola Berg", ""),
        ("Eva Lund: The harbour must open.", "Eva Lund", ""),
        ("“The harbour must open.” — Eva Lund", "Eva Lund", ""),
        ("As Eva Lund noted, it is late.", "Eva Lund", ""),
    ],
)
def test_a_sentence_names_its_speaker(sentence: str, name: str, role: str) -> None:
    assert named(sentence) == (name, role)


@pytest.mark.parametrize(
    "sentence",
    [
        "The harbour opened on Monday.",
        "Ola Berg arrived in the harbour with a delegation.",
        "The reports of the harbour office are long.",
        "The harbour was called a ruin.",
        "I know the harbour well.",
        "She said it would open.",
    ],
)
def test_a_sentence_that_reports_nobody_or_nobody_known_has_no_speaker(sentence: str) -> None:
    assert named(sentence) is None


def test_a_last_name_is_given_in_full_from_where_it_stands_so() -> None:
    text = "Harbour master Ola Berg came on Monday.\n\nIt was late, Berg said."
    found = heard(text, "It was late")
    assert found is not None
    assert (found.name, found.role, text[found.start : found.end]) == ("Ola Berg", "Harbour master", "Ola Berg")
    assert found.start == text.index("Ola Berg")


STORY = (
    "Mayor Eva Lund met the minister for trade, Ola Berg. "
    "Eva Lund said the harbour was full. He said that ships were waiting. She added that more would come.\n\n"
    "Analyst Jan Vogel doubted that. “The harbour is empty,” the expert said. The mayor replied that it was full."
)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("He said that ships", "Eva Lund"),
        ("She added", "Eva Lund"),
        ("“The harbour is empty", "Jan Vogel"),
        ("The mayor", "Eva Lund"),
    ],
)
def test_a_pronoun_and_a_role_are_the_last_name_that_fits(sentence: str, name: str) -> None:
    found = named(STORY, sentence)
    assert found is not None
    assert found[0] == name


def test_a_title_tells_whom_a_pronoun_cannot_mean() -> None:
    text = "Mrs. Lund spoke of the harbour. Mr. Berg said it was full. She said it was empty."
    found = named(text, "She said")
    assert found is not None
    assert found[0] == "Lund"


def test_the_next_sentence_may_say_who_said_it() -> None:
    text = "The harbour will open in May. This was stated by Norwegian Minister Ola Berg."
    assert named(text, "The harbour") == ("Ola Berg", "Norwegian Minister")


def test_a_quotation_that_goes_on_has_one_speaker() -> None:
    text = (
        "The harbour is late.\n\n“It will open,” Eva Lund said. “We have waited for long.”\n\n"
        "“Nobody will come,” Jan Vogel replied.\n\n“Ships go elsewhere now.”"
    )
    assert named(text, "“We have waited") == ("Eva Lund", "")
    assert named(text, "“Ships go") == ("Jan Vogel", "")
    assert named(text, "The harbour is late") is None


def test_the_word_on_who_speaks_may_come_with_the_last_sentence_of_a_quotation() -> None:
    text = f"“The harbour {'is closed and ' * 50}empty. It may open,” said Eva Lund."
    assert named(text) == ("Eva Lund", "")


def test_speech_may_be_led_by_a_dash() -> None:
    text = "The harbour will open, according to Mayor Eva Lund.\n\n— It will be large. Ships will come from afar."
    assert named(text, "Ships will") == ("Eva Lund", "Mayor")
    assert named("— It will be large, — said Eva Lund.") == ("Eva Lund", "")


def test_speech_is_direct_when_the_sentence_quotes() -> None:
    direct = heard("“It will open,” said Eva Lund.", "")
    indirect = heard("Eva Lund said it would open.", "")
    assert [found.direct for found in (direct, indirect) if found] == [True, False]


@pytest.mark.parametrize(
    ("asked", "name", "role", "expected"),
    [
        (("Ola", "Berg"), "Ola Berg", "", True),
        (("Berg",), "Ola Berg", "", True),
        (("Norwegian", "Minister", "Berg"), "Ola Berg", "", True),
        (("Palace",), "Ola Berg", "Palace spokesman", True),
        (("Palace", "spokesman"), "Ola Berg", "Palace spokesman", True),
        (("Norway",), "Norwegian government", "", True),
        (("Russia",), "Russian Foreign Ministry", "", True),
        (("Russia",), "Norwegian government", "", False),
        (("Moscow",), "Russian Foreign Ministry", "", True),
        (("Moscow",), "Ola Berg", "Kremlin spokesman", True),
        (("Russia",), "the Kremlin", "", True),
        (("United", "States"), "Ola Berg", "US President", True),
        (("Russia",), "Ola Berg", "Russian poet", False),
        (("Russian", "Berg"), "Eva Lund", "Russian minister", False),
        (("Norway",), "Norwegian Dawn", "", False),
        (("Eva", "Berg"), "Ola Berg", "", False),
        (("Lund",), "Ola Berg", "Palace spokesman", False),
        ((), "Ola Berg", "", False),
    ],
)
def test_a_question_names_a_speaker_by_name_or_by_role(
    asked: tuple[str, ...], name: str, role: str, expected: bool
) -> None:
    assert of(asked, Speaker(name, role, False, 0, len(name))) is expected


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who said that the harbour is closed?", "the harbour is closed"),
        ("Who said: the harbour is closed?", "the harbour is closed"),
        ("Who called the harbour a ruin?", "the harbour a ruin"),
        ("Who claims the harbour is closed?", "the harbour is closed"),
        ("Who announced a new harbour?", "a new harbour"),
        ("Who wrote that the harbour is closed?", "the harbour is closed"),
        ("Who is the president?", None),
        ("Who wrote the novel?", None),
        ("Who is said to own the harbour?", None),
        ("Who said that?", None),
        ("What did the mayor say?", None),
    ],
)
def test_a_question_for_who_said_something_gives_what_was_said(question: str, said: str | None) -> None:
    assert who_said(question) == said


@pytest.mark.parametrize(
    "text",
    [
        "“" * 50_000,
        "''" * 50_000,
        '"a' * 50_000,
        "said " * 20_000,
        "Berg, said, " * 8_000,
        "(" * 50_000 + ") said",
        "Berg of " * 12_000 + "said",
        "he said and " * 8_000,
        "A. " * 30_000 + "said",
        "—" * 50_000,
        "\n \t" * 30_000 + "he said",
    ],
)
def test_a_hostile_text_takes_no_long_time(text: str) -> None:
    document = Document("a", "/a", text)
    begun = time.process_time()
    speaker(document, Span(0, len(text)))
    speaker(document, Span(len(text) // 2, len(text)))
    assert time.process_time() - begun < 1
