from qa.tui.recall import Recall


def test_going_back_shows_the_newest_question_first() -> None:
    recall = Recall().remember("first").remember("second")
    assert recall.older("").shown == "second"
    assert recall.older("").older("").shown == "first"


def test_going_back_stops_at_the_oldest_question() -> None:
    assert Recall(("only",)).older("").older("only").shown == "only"


def test_the_draft_is_kept_and_comes_last() -> None:
    recall = Recall(("first", "second")).older("half a ques").older("second")
    assert recall.newer().shown == "second"
    assert recall.newer().newer().shown == "half a ques"
    assert recall.newer().newer().newer().shown == "half a ques"


def test_a_question_asked_again_is_remembered_once() -> None:
    assert Recall().remember("same").remember("same").asked == ("same",)


def test_without_questions_the_draft_stays() -> None:
    assert Recall().older("typed").shown == "typed"
