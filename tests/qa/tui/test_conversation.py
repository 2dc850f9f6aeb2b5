from qa.tui.conversation import Conversation, Question
from qa.types import Answer, Scope, Turn


def answer(question: str) -> Answer:
    return Answer(question, question, "text", (), (), 0.5, True, "reason", Scope(1, 1))


def asked(chat: Conversation, text: str, number: int) -> Question:
    question = Question("chat", number, text)
    chat.ask(question)
    return question


def test_questions_are_answered_one_after_the_other() -> None:
    chat = Conversation()
    first, second = asked(chat, "first", 1), asked(chat, "second", 2)
    assert chat.start() == first
    assert chat.start() is None
    assert chat.settle(first, answer("first"))
    assert chat.start() == second


def test_an_answer_that_nobody_waits_for_is_dropped() -> None:
    chat = Conversation()
    first = asked(chat, "first", 3)
    chat.start()
    assert chat.withdraw() == first
    assert not chat.settle(first, answer("first"))
    assert chat.history() == ()


def test_the_running_question_is_withdrawn_before_those_that_wait() -> None:
    chat = Conversation()
    first, second, third = (asked(chat, text, len(text) * 100 + ord(text[0])) for text in ("first", "second", "third"))
    chat.start()
    assert [chat.withdraw(), chat.withdraw(), chat.withdraw(), chat.withdraw()] == [first, third, second, None]


def test_an_answer_to_a_question_of_another_chat_is_dropped() -> None:
    late = asked(Conversation(), "what", 1)
    new = Conversation()
    new.ask(Question("other", 1, "what"))
    new.start()
    assert not new.settle(late, answer("what"))
    assert new.answers == {}


def test_only_the_last_turns_are_leaned_on() -> None:
    chat = Conversation()
    chat.take((number, answer(str(number))) for number in range(1, 41))
    assert [turn.question for turn in chat.history()] == [str(number) for number in range(29, 41)]


def test_the_history_holds_what_was_answered_oldest_first() -> None:
    chat = Conversation()
    for text in ("first", "second"):
        question = asked(chat, text, len(text))
        chat.start()
        chat.settle(question, answer(text))
    assert chat.history() == (Turn("first", "text"), Turn("second", "text"))
