import pytest

from qa.expect import Kind, expectation, fits, says, says_who


@pytest.mark.parametrize(
    ("question", "kind", "speaker"),
    [
        ("Who heads the delegation?", Kind.PERSON, ()),
        ("When did it begin?", Kind.TIME, ()),
        ("In which year did it end?", Kind.TIME, ()),
        ("Where did they meet?", Kind.PLACE, ()),
        ("How many troops are there?", Kind.NUMBER, ()),
        ("How much will Norway give?", Kind.MONEY, ()),
        ("Why did he leave?", Kind.REASON, ()),
        ("What did Dmitry Peskov say about it?", Kind.SPEECH, ("Dmitry", "Peskov")),
        ("According to Alexander Rahr, what is the aim?", Kind.SPEECH, ("Alexander", "Rahr")),
        ("What did he say about it? (Peskov claims)", Kind.SPEECH, ("Peskov",)),
        ("What was said about the ferry in May?", Kind.SPEECH, ()),
        ("What is the capital?", Kind.OTHER, ()),
    ],
)
def test_a_question_tells_what_it_asks_for(question: str, kind: Kind, speaker: tuple[str, ...]) -> None:
    found = expectation(question)
    assert (found.kind, found.speaker) == (kind, speaker)


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("What did Norway promise?", True),
        ("What does the White House want?", True),
        ("What did he demand? (Peskov)", True),
        ("What did Norway say?", False),
        ("How does Norway feel about it?", False),
        ("What is the capital?", False),
    ],
)
def test_what_somebody_wants_or_promises_others_may_tell(question: str, others: bool) -> None:
    assert expectation(question).others is others
    assert expectation(question, speech=False).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("kind", "sentence", "question", "expected"),
    [
        (Kind.PERSON, "It is headed by Sergei Ryabkov.", "Who heads it?", True),
        (Kind.PERSON, "The delegation is in Geneva.", "Who heads it?", False),
        (Kind.PERSON, "Sergei Ryabkov came.", "Who met Sergei Ryabkov?", False),
        (Kind.TIME, "It began on December 17.", "When did it begin?", True),
        (Kind.TIME, "It began slowly.", "When did it begin?", False),
        (Kind.MONEY, "It costs $8.35 billion.", "How much is it?", True),
        (Kind.MONEY, "It costs a lot.", "How much is it?", False),
        (Kind.PLACE, "They met in Vienna.", "Where did they meet?", True),
        (Kind.PLACE, "They met in Vienna.", "Where in Vienna did they meet?", False),
        (Kind.NUMBER, "There were two of them.", "How many were there?", True),
    ],
)
def test_a_sentence_fits_when_it_holds_the_kind_and_the_question_does_not(
    kind: Kind, sentence: str, question: str, expected: bool
) -> None:
    assert fits(kind, sentence, question) is expected


def test_reported_speech_is_told() -> None:
    assert says("Peskov stressed that it would not.")
    assert not says("The delegation arrived.")


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("In November, Peskov stressed that it should stop.", ["Peskov"]),
        ("It would not, said Minister Sergei Lavrov.", ["Minister", "Sergei", "Lavrov"]),
        ("“It is over,” he told Izvestia.", []),
        ("According to him, it will go on.", []),
        ("According to German analyst Alexander Rahr, it will.", ["German", "Alexander", "Rahr"]),
    ],
)
def test_a_sentence_names_who_speaks_in_it(sentence: str, names: list[str]) -> None:
    assert says_who(sentence) == names
