from qa.tui.excerpt import AROUND, WHOLE, Excerpt, excerpt


def test_a_short_text_is_whole() -> None:
    assert excerpt("x" * WHOLE, 5, 9) == Excerpt("x" * WHOLE, 0, 0, 0)


def test_a_long_text_is_cut_around_the_place() -> None:
    text = "".join(chr(97 + number % 26) for number in range(200_000))
    part = excerpt(text, 100_000, 100_010)
    assert part.text == text[100_000 - AROUND : 100_010 + AROUND]
    assert (part.start, part.before, part.after) == (100_000 - AROUND, 100_000 - AROUND, 200_000 - 100_010 - AROUND)


def test_a_place_near_an_end_is_not_cut_there() -> None:
    part = excerpt("x" * 100_000, 10, 20)
    assert (part.start, part.before, len(part.text)) == (0, 0, 20 + AROUND)


def test_an_excerpt_knows_what_it_holds() -> None:
    part = excerpt("x" * 200_000, 100_000, 100_010)
    assert part.holds(100_000, 100_010)
    assert not part.holds(0, 10)
    assert not part.holds(100_000, 150_000)
