"""From bytes to text: marks, UTF-16, legacy charsets, and what is no text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.decode import decode, decoded, line_starts, sound
from index.errors import FileSkipped

RUSSIAN = (
    "Совет старейшин поселка решил открыть новую школу на берегу реки. Занятия начнутся первого сентября, "
    "сообщила директор Ольга Петрова. Строительство обошлось в сорок миллионов рублей.\r\n"
)
GERMAN = "Der Bürgermeister will die größte Höhle für Besucher öffnen; die Gäste müssen früh kommen.\n" * 8
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "cp866", "iso8859-5", "utf-8", "utf-16-le", "utf-16-be"])
def test_a_russian_paragraph_comes_right_without_a_mark(charset: str) -> None:
    assert decode(RUSSIAN.encode(charset)) == RUSSIAN


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_and_is_no_part_of_the_text(charset: str) -> None:
    assert decode(RUSSIAN.encode(charset)) == RUSSIAN


def test_western_and_japanese_text_comes_right() -> None:
    japanese = (
        "日本の新聞は今日、新しい法律について報じました。政府は来月から実施すると述べた。多くの市民が賛成している。"
    )
    assert decode(GERMAN.encode("cp1252")) == GERMAN
    assert decode(japanese.encode("cp932")) == japanese


def test_a_few_foreign_bytes_are_read_as_cp1252_and_not_guessed() -> None:
    assert decode(b"caf\xe9 \x93quoted\x94") == "café “quoted”"


def test_a_declared_charset_is_believed_only_for_what_is_not_utf_8() -> None:
    short = "Мост"
    assert decode(short.encode("cp1251"), "windows-1251") == short
    assert decode(short.encode(), "windows-1251") == short
    assert decode(b"caf\xe9", "latin-1") == "café"


@pytest.mark.parametrize("declared", ["rot13", "unicode_escape", "utf-7", "no such", "a\0b", "x" * 200])
def test_a_declared_charset_that_texts_are_not_written_in_is_ignored(declared: str) -> None:
    assert decode(b"caf\xe9", declared) == "café"


def test_damaged_utf_8_keeps_its_other_characters() -> None:
    data = RUSSIAN.encode()
    assert decode(data[:40] + b"\xff" + data[40:]) == RUSSIAN[:21] + "\ufffd" + RUSSIAN[21:]


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF8 + b"\n"])
def test_a_file_without_text_is_empty(data: bytes) -> None:
    with pytest.raises(FileSkipped, match=r"^it is empty$"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [b"a\0b", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(256)) * 4, b"MZ\3\4\5\6\7\x0e", codecs.BOM_UTF8 + b"\0a"],
)
def test_a_binary_file_is_not_text(data: bytes) -> None:
    with pytest.raises(FileSkipped, match=r"^not text: it holds"):
        decode(data)


@given(TEXT)
def test_utf_8_text_comes_back_as_it_was(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode()) == text
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == text
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_file_skipped(data: bytes) -> None:
    try:
        text = decode(data)
    except FileSkipped:
        return
    assert text.encode().decode() == text
    assert "\0" not in text


def test_lines_begin_after_cr_lf_or_both_and_nothing_else() -> None:
    assert line_starts("a\nb\r\nc\rd\n\re\u2028f\vg") == (0, 2, 5, 7, 9, 10)


def test_lone_surrogates_are_replaced() -> None:
    assert sound("a\ud800b\udfff") == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    ("data", "declared", "doubt"),
    [
        (RUSSIAN.encode(), "", ""),
        (codecs.BOM_UTF16_LE + RUSSIAN.encode("utf-16-le"), "", ""),
        ("a\ufffdb".encode(), "", ""),
        (b"caf\xe9", "latin-1", ""),
        (b"caf\xe9", "", "read as cp1252, which is a guess"),
        (RUSSIAN.encode("cp1251"), "", "read as cp1251, which is a guess"),
        ((RUSSIAN + "\ufffd").encode() + b"\xff", "", "1 character could not be read"),
        ((RUSSIAN * 3).encode() + b"\0\0\xff", "", "3 characters could not be read"),
    ],
)
def test_what_is_in_doubt_about_an_encoding_is_told(data: bytes, declared: str, doubt: str) -> None:
    assert decoded(data, declared).doubt == doubt


def test_a_single_nul_in_a_text_is_replaced() -> None:
    assert decode(GERMAN.encode() + b"\0end") == GERMAN + "\ufffdend"


@pytest.mark.parametrize(("magic", "kind"), [(b"%PDF-1.7 text", "a PDF file"), (b"{\\rtf1 text", "an RTF file")])
def test_a_document_under_the_name_of_a_text_is_told(magic: bytes, kind: str) -> None:
    with pytest.raises(FileSkipped, match=f"^not text: it is {kind} under another name$"):
        decode(magic)
