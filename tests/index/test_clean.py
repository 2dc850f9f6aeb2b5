from index.clean import layout

PROSE = "The council met on Monday and approved the new budget."
MORE = "Nobody spoke against it when the mayor asked for votes."


def shown(text: str) -> list[str]:
    return [text[block.start : block.end] for block in layout(text).blocks]


def headline(text: str) -> str | None:
    found = layout(text).headline
    return text[found.start : found.end] if found else None


def test_menus_and_forms_around_the_prose_are_in_no_block() -> None:
    text = f"Skip to content\nHome\nListen\n\n{PROSE}\n\n{MORE}\n\nLeave a comment\n\nsix + 3 ="
    assert shown(text) == [PROSE, MORE]


def test_a_button_that_also_stands_at_the_edge_is_furniture_inside_too() -> None:
    assert shown(f"Watch live\n\n{PROSE}\n\nWatch live\n\n{MORE}\n\nWatch live") == [PROSE, MORE]


def test_headings_and_lists_within_the_article_stay() -> None:
    text = f"{PROSE}\n\nThe vote\n\n{MORE}\n- first point\n- second point"
    assert shown(text) == [PROSE, "The vote", MORE, "- first point", "- second point"]


def test_lines_with_a_key_and_a_value_stay() -> None:
    assert shown(f"Present: Ruiz, Okafor\n\n{PROSE}") == ["Present: Ruiz, Okafor", PROSE]


def test_a_text_without_prose_is_kept_whole() -> None:
    assert shown("apples\npears\n\nplums") == ["apples", "pears", "plums"]


def test_wrapped_lines_are_one_block_and_short_lines_are_not() -> None:
    wrapped = "The council met on Monday evening and then\napproved the new budget of the town for the\nnext year."
    assert shown(f"{wrapped}\n\nAna\nBen\n\n{MORE}") == [wrapped, "Ana", "Ben", MORE]


def test_each_long_line_is_a_paragraph_of_its_own() -> None:
    first, second = PROSE * 3, MORE * 3
    assert shown(f"{first}\n{second}") == [first, second]


def test_every_kind_of_line_end_is_one() -> None:
    assert shown(f"{PROSE}\r\n\r\n{MORE}\r\rThe end of all of it is near.") == [
        PROSE,
        MORE,
        "The end of all of it is near.",
    ]


def test_the_first_line_over_prose_is_the_title() -> None:
    assert headline(f"Council backs rise\n\n{PROSE}") == "Council backs rise"


def test_a_long_first_line_is_the_title_even_over_a_label() -> None:
    assert (
        headline(f"Council backs rise in transport budget\n\nLocal news\n\n{PROSE}")
        == "Council backs rise in transport budget"
    )


def test_neither_a_sentence_nor_a_menu_nor_a_list_is_a_title() -> None:
    assert headline(f"{PROSE}\n\n{MORE}") is None
    assert headline(f"Skip to content\nHome\nListen\n\n{PROSE}") is None
    assert headline(f"- one point here and more\n\n{PROSE}") is None


def test_ragged_lines_are_one_paragraph_unless_one_ends_a_sentence_early() -> None:
    lines = (
        "The minister said on Monday that the harbour would be opened again before",
        "Easter, whatever that may cost the port and its many insurers in the end.",
        "Ships had waited for days.",
        "Next year the pilots will have new boats, which were built in the north of",
        "the country by the firm that made the old ones.",
    )
    text = "\n".join(lines)
    assert [text[block.start : block.end] for block in layout(text, ragged=True).blocks] == [
        "\n".join(lines[:3]),
        "\n".join(lines[3:]),
    ]
