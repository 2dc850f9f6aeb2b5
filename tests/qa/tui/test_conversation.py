from qa.tui.conversation import Conversation
from qa.types import Answer, Scope, Turn


def answer(question: str) -> Answer:
    return Answer(question, question, "text", (), (), 0.5, True, "reason", Scope(1, 1))


def test_questions_are_answered_one_after_the_other() -> None:
    chat = Conversation()
    first, second = chat.ask("first"), chat.ask("second")
    assert chat.start() == first
    assert chat.start() is None
    assert chat.settle(first.number, answer("first"))
    assert chat.start() == second


def test_an_answer_that_nobody_waits_for_is_dropped() -> None:
    chat = Conversation()
    first = chat.ask("first")
    chat.start()
    assert chat.withdraw() == first
    assert not chat.settle(first.number, answer("first"))
    assert chat.history() == ()


def test_the_running_question_is_withdrawn_before_those_that_wait() -> None:
    chat = Conversation()
    first, second, third = (chat.ask(text) for text in ("first", "second", "third"))
    chat.start()
    assert [chat.withdraw(), chat.withdraw(), chat.withdraw(), chat.withdraw()] == [first, third, second, None]


def test_numbers_go_on_in_the_next_chat() -> None:
    chat = Conversation()
    late = chat.ask("late")
    chat.start()
    new = Conversation(chat.last)
    assert new.ask("new").number == late.number + 1
    new.start()
    assert not new.settle(late.number, answer("late"))


def test_the_history_holds_what_was_answered_oldest_first() -> None:
    chat = Conversation()
    for text in ("first", "second"):
        question = chat.ask(text)
        chat.start()
        chat.settle(question.number, answer(text))
    assert chat.history() == (Turn("first", "text"), Turn("second", "text"))
