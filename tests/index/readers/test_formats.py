"""The formats that are no text: what is read of each, where it stands, and what the file says of itself."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import PurePosixPath

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.errors import Code, FileSkipped
from index.parts import part
from index.readers import READERS
from index.types import Article, Document, Inner, Rules, Source
from tests import bad, made
from tests.made import PARAGRAPHS


def source(name: str) -> Source:
    return Source(name, f"/corpus/{name}")


def everything(name: str, data: bytes) -> list[object]:
    reader = part("index.readers", READERS[PurePosixPath(name).suffix])
    return [one for one in reader.read(source(name), data) if isinstance(one, Article | FileSkipped | Inner)]


def articles(name: str, data: bytes) -> list[Article]:
    return [one for one in everything(name, data) if isinstance(one, Article)]


def article(name: str, data: bytes) -> Article:
    (one,) = articles(name, data)
    return one


def blocks(one: Article) -> list[str]:
    return [one.document.text[block.start : block.end] for block in one.blocks]


def places(one: Article) -> list[tuple[int, str]]:
    """Each block with the number of the unit that it stands in."""
    return [(one.document.line(block.start), one.document.text[block.start : block.end]) for block in one.blocks]


def facts(document: Document) -> tuple[str | None, str | None, str | None, Rules]:
    return document.title, document.date, document.source, document.rules


@pytest.mark.parametrize("name", made.one_of_each())
def test_the_same_bytes_give_the_same_articles(name: str) -> None:
    data = made.one_of_each()[name]
    assert [repr(one) for one in everything(name, data)] == [repr(one) for one in everything(name, data)]


@pytest.mark.parametrize("name", [name for name in made.one_of_each() if not name.endswith((".zip", ".gz"))])
def test_a_unit_begins_where_the_document_says(name: str) -> None:
    for one in articles(name, made.one_of_each()[name]):
        document = one.document
        assert document.text.encode().decode() == document.text
        assert (document.path, document.id.partition("#")[0]) == (f"/corpus/{name}", name)
        assert [document.line(start) for start in sorted(set(document.lines))] == sorted(
            {document.line(start) for start in document.lines}
        )
        assert all(document.text[block.start : block.end].strip() for block in one.blocks)


def test_a_pdf_is_read_page_by_page() -> None:
    one = article("a.pdf", made.pdf())
    assert (one.document.unit, places(one)) == ("page", list(enumerate(PARAGRAPHS, 1)))


def test_lines_of_a_pdf_are_one_paragraph_and_what_is_repeated_on_its_pages_is_none() -> None:
    bodies = (
        "The harbour of Lisbon opened again on Tuesday after the storm had\npassed over the coast, and many ships "
        "came in at last.",
        "Captain Ada Moss saved all forty passengers of the ferry Aurora, and\nnobody was hurt.",
        "The mayor thanked the pilots, who had worked through the whole night\nwithout any rest.",
    )
    pages = [f"Port Report 2024\n{body}\n- {number} of 3 -" for number, body in enumerate(bodies, 1)]
    one = article("a.pdf", made.pdf(pages))
    assert places(one) == list(enumerate(bodies, 1))
    assert "Port Report 2024" in one.document.text


def test_a_word_that_is_parted_is_made_whole_where_it_stands_whole_elsewhere() -> None:
    page = "The govern-\nment, as the government calls itself, met a well-\nknown sailor of the harbour of Lisbon."
    whole = "The government,\nas the government calls itself, met a well-\nknown sailor of the harbour of Lisbon."
    assert blocks(article("a.pdf", made.pdf([page]))) == [whole]


def test_a_pdf_says_its_title_author_and_day_of_creation() -> None:
    data = made.pdf(Title="Storm report", Author="Port of Lisbon", CreationDate="D:20240305101112+01'00'")
    rules = Rules("pdf metadata", "pdf creation date", "pdf author")
    assert facts(article("a.pdf", data).document) == ("Storm report", "2024-03-05", "Port of Lisbon", rules)


def test_a_date_that_a_pdf_shows_comes_before_that_of_its_creation() -> None:
    pages = ["Storm report of the harbour\nPublished: 2024-03-04. The harbour of Lisbon opened again on Tuesday."]
    one = article("a.pdf", made.pdf(pages, Title="Microsoft Word - x.doc", CreationDate="D:20240305"))
    assert facts(one.document) == (
        "Storm report of the harbour", "2024-03-04", None, Rules("first line", "date header"),
    )  # fmt: skip


def test_an_empty_page_keeps_the_numbers_of_the_others_and_an_image_is_told() -> None:
    assert places(article("a.pdf", made.pdf(["", PARAGRAPHS[0], "", PARAGRAPHS[1]]))) == [
        (2, PARAGRAPHS[0]), (4, PARAGRAPHS[1]),
    ]  # fmt: skip
    with pytest.raises(FileSkipped, match="page 1: it is an image"):
        raise next(one for one in everything("a.pdf", bad.scan()) if isinstance(one, FileSkipped))


def test_a_pdf_that_is_locked_for_changes_only_is_read() -> None:
    assert blocks(article("a.pdf", bad.locked("RC4-128", ""))) == list(PARAGRAPHS)


def word(*bodies: str) -> bytes:
    """A Word file with this XML in its body."""
    file, out = docx.Document(), BytesIO()
    for body in bodies:
        file.element.body.insert(len(file.element.body) - 1, parse_xml(body.replace(">", f" {nsdecls('w')}>", 1)))
    file.save(out)
    return out.getvalue()


def test_a_word_file_is_read_paragraph_by_paragraph() -> None:
    one = article("a.docx", made.word(["", *PARAGRAPHS]))
    assert (one.document.unit, places(one)) == ("paragraph", list(enumerate(PARAGRAPHS, 1)))


def test_insertions_and_links_of_a_word_file_are_read_and_deletions_and_hidden_text_are_not() -> None:
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('Kept ')}<w:ins>{run.format('inserted ')}</w:ins>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:hyperlink>{run.format('linked')}</w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>"
        f"<w:r><w:tab/><w:t>after a tab</w:t></w:r></w:p>"
    )
    box = f"<w:sdt><w:sdtContent><w:p>{run.format('A content control.')}</w:p></w:sdtContent></w:sdt>"
    assert blocks(article("a.docx", word(body, box))) == ["Kept inserted linked\tafter a tab", "A content control."]


def test_a_row_of_a_word_table_is_one_paragraph_where_its_cells_are_short() -> None:
    file, out = docx.Document(), BytesIO()
    table = file.add_table(2, 2)
    for cell, text in zip(table._cells, ("Port", "Cost", "Lisbon", "8.35 million"), strict=True):
        cell.text = text
    file.add_table(1, 1).cell(0, 0).text = "A long cell is a paragraph of its own. " * 3
    file.save(out)
    found = blocks(article("a.docx", out.getvalue()))
    assert found == ["Port\tCost", "Lisbon\t8.35 million", ("A long cell is a paragraph of its own. " * 3).strip()]


def test_a_word_file_says_its_title_and_author() -> None:
    document = article("a.docx", made.word(title="Storm report", author="Ada Moss")).document
    assert (document.title, document.source) == ("Storm report", "Ada Moss")
    assert (document.rules.title, document.rules.source) == ("docx metadata", "docx author")
    file, out = docx.Document(), BytesIO()
    file.add_heading("The storm of March", 1)
    file.add_paragraph(PARAGRAPHS[0])
    file.save(out)
    one = article("a.docx", out.getvalue())
    assert (one.document.title, one.document.rules.title, blocks(one)) == (
        "The storm of March", "heading", [PARAGRAPHS[0]],
    )  # fmt: skip


def test_an_open_document_is_read_with_its_white_space_rows_and_notes() -> None:
    body = (
        "<text:h>The storm</text:h><text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:p>Two<text:s text:c='2'/>spaces,\n  one<text:tab/>tab<text:line-break/>and a line."
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body>"
        "</text:note> More.</text:p><table:table><table:table-row><table:table-cell><text:p>Lisbon</text:p>"
        "</table:table-cell><table:table-cell><text:p>8.35</text:p></table:table-cell></table:table-row></table:table>"
    )
    meta = "<meta:creation-date>2024-03-05T10:00:00</meta:creation-date><dc:creator>Ada Moss</dc:creator>"
    one = article("a.odt", made.odt(body, meta))
    assert places(one) == [
        (2, "Two  spaces, one\ttab"), (2, "and a line. More."), (3, "A note."), (4, "Lisbon\t8.35"),
    ]  # fmt: skip
    assert facts(one.document) == (
        "The storm", "2024-03-05", "Ada Moss", Rules("heading", "odt creation date", "odt author"),
    )  # fmt: skip


def test_rich_text_is_read_with_its_characters_and_facts() -> None:
    info = "{\\info{\\title Storm report}{\\author Ada Moss}{\\creatim\\yr2024\\mo3\\dy5\\hr1}}"
    one = article("a.rtf", made.rtf(["Ca\u0301fe\u0301 – “words”.", "\u041c\u043e\u0441\u0442."], info))
    assert places(one) == [(1, "Ca\u0301fe\u0301 – “words”."), (2, "\u041c\u043e\u0441\u0442.")]
    assert facts(one.document) == (
        "Storm report", "2024-03-05", "Ada Moss", Rules("rtf metadata", "rtf creation date", "rtf author"),
    )  # fmt: skip


def test_a_book_is_read_chapter_by_chapter_in_reading_order() -> None:
    about = "<dc:title>The ferry</dc:title><dc:creator>Ada Moss</dc:creator><dc:date>2024-03-05</dc:date>"
    one = article("a.epub", made.epub(["", *PARAGRAPHS[:2], "<b>Hi</b></p><p hidden>no</p><p>Bye"], about))
    assert (one.document.unit, places(one)) == (
        "chapter", [(2, PARAGRAPHS[0]), (3, PARAGRAPHS[1]), (4, "Hi"), (4, "Bye")],
    )  # fmt: skip
    assert facts(one.document) == (
        "The ferry", "2024-03-05", "Ada Moss", Rules("epub metadata", "epub metadata", "epub author"),
    )  # fmt: skip


def test_a_chapter_that_is_missing_is_told_and_the_others_keep_their_numbers() -> None:
    found = everything("a.epub", bad.changed(made.epub(), {"OEBPS/text/c1.xhtml": None}))
    assert [(one.code, str(one)) for one in found if isinstance(one, FileSkipped)] == [
        (Code.DAMAGED, "chapter 2: its part OEBPS/text/c1.xhtml is missing"),
    ]
    assert [places(one) for one in found if isinstance(one, Article)] == [[(1, PARAGRAPHS[0]), (3, PARAGRAPHS[2])]]


def test_a_message_says_who_wrote_what_and_when() -> None:
    one = article("a.eml", made.mail(Date="Wed, 6 Mar 2024 01:30:00 +0300"))
    assert (one.document.unit, places(one)) == ("paragraph", list(enumerate(PARAGRAPHS, 1)))
    assert facts(one.document) == ("The ferry", "2024-03-06", "Ada Moss", Rules(*["mail header"] * 3))


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r", "iso-2022-jp"])
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable"])
def test_a_message_in_any_charset_comes_right(charset: str, transfer: str) -> None:
    text = "船は港を出た。\n" if charset == "iso-2022-jp" else "Паром Аврора затонул в понедельник утром.\n"
    message = EmailMessage()
    message["Subject"], message["From"] = "Паром", "Ада <ada@port.example>"
    message.set_content(text, charset=charset, cte=transfer)
    document = article("a.eml", message.as_bytes()).document
    assert (document.text, document.title, document.source) == (text, "Паром", "Ада")


def test_a_message_that_is_html_only_is_read_as_it_is_shown() -> None:
    message = EmailMessage()
    message["Subject"] = "Page"
    message.set_content("<html><p>Shown here.</p><p style='display:none'>Not here.</p></html>", subtype="html")
    assert blocks(article("a.eml", message.as_bytes())) == ["Shown here."]
    message.set_content("Plain words.")
    message.add_alternative("<p>The same words.</p>", subtype="html")
    assert blocks(article("a.eml", message.as_bytes())) == ["Plain words."]


def test_attachments_and_attached_messages_are_files_within_the_message() -> None:
    inner = EmailMessage()
    inner["Subject"] = "Inner"
    inner.set_content("Inner words.")
    message = EmailMessage()
    message["Subject"] = "Outer"
    message.set_content("Outer words.")
    message.add_attachment(inner)
    message.add_attachment(b"data", maintype="application", subtype="pdf", filename="../../etc/report.pdf")
    one, attached, report = everything("a.eml", message.as_bytes())
    assert isinstance(one, Article)
    assert isinstance(attached, Inner)
    assert (blocks(one), report) == (["Outer words."], Inner("report.pdf", b"data"))
    assert attached.name == "attached-1.eml"
    assert blocks(article("b.eml", attached.data)) == ["Inner words."]


def test_a_message_that_declares_no_charset_is_read_by_a_guess_that_is_told() -> None:
    data = "Subject: Кафе\n\nЗавтра в кафе.".encode("cp1251") + b"\n"
    guessed = article("a.eml", "Subject: Cafe\n\nThe caf\u00e9 is closed.\n".encode("cp1252")).document
    assert (guessed.text, guessed.decoding) == ("The café is closed.\n", "read as cp1252, which is a guess")
    assert article("a.eml", data).document.decoding == "read as cp1252, which is a guess"
    assert article("a.eml", made.mail()).document.decoding == ""


def test_a_named_text_within_a_message_is_an_attachment_and_no_part_of_its_text() -> None:
    message = EmailMessage()
    message["Subject"] = "Two"
    message.set_content("The message.")
    message.add_attachment("The notes.", filename="notes.txt", disposition="inline")
    one, notes = everything("a.eml", message.as_bytes())
    assert isinstance(one, Article)
    assert (blocks(one), notes) == (["The message."], Inner("notes.txt", b"The notes.\n"))


def test_each_message_of_a_mailbox_is_a_document() -> None:
    second = made.mail("From here on the second begins.\n\n>From is not a header.", {"a.txt": b"x"}, Subject="Two")
    found = everything("a.mbox", made.mbox([made.mail("One word."), second.replace(b"\nFrom here", b"\n>From here")]))
    documents = [one.document for one in found if isinstance(one, Article)]
    assert [(one.id, one.title, one.unit, one.line(0), one.text.split("\n")[0]) for one in documents] == [
        ("a.mbox#1", "The ferry", "message", 1, "One word."),
        ("a.mbox#2", "Two", "message", 2, "From here on the second begins."),
    ]
    assert found[-1] == Inner("2/a.txt", b"x")


def test_each_entry_of_a_feed_is_a_document() -> None:
    found = [one.document for one in articles("a.rss", made.rss())]
    assert [(one.id, one.line(0), one.text, one.url) for one in found] == [
        (f"a.rss#{n}", n, text, f"https://port.example/{n - 1}") for n, text in enumerate(PARAGRAPHS, 1)
    ]
    assert facts(found[1]) == ("Ferry", "2024-03-05", "Port News", Rules("entry title", "entry date", "feed title"))


def test_an_atom_feed_is_read_by_its_content_and_a_feed_of_titles_by_these() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Port &amp; Sea</title><entry><title>One</title>'
        "<summary>Short.</summary><content type='html'>&lt;p&gt;The long text of it.&lt;/p&gt;</content>"
        "<updated>2024-03-05T23:00:00-05:00</updated></entry><entry><title>Only a title</title></entry></feed>"
    )
    found = [one.document for one in articles("a.atom", atom.encode())]
    assert [(one.text, one.title, one.date, one.source) for one in found] == [
        ("The long text of it.", "One", "2024-03-05", "Port & Sea"),
        ("Only a title", None, None, "Port & Sea"),
    ]


def test_a_table_is_read_row_by_row_and_named_by_its_columns() -> None:
    one = article("a.csv", b'port,cost\n"Lisbon, old",8.35\n\nPorto,"two\nmillion"\n')
    assert (one.document.unit, one.document.title, one.document.rules.title) == ("row", "port, cost", "header row")
    assert places(one) == [(2, "Lisbon, old\t8.35"), (4, "Porto\ttwo million")]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_cells_is_found(mark: str) -> None:
    rows = (("port", "cost, in euros", "day"), ("Lisbon", "8", "Mon"), ("Porto", "2", "Fri"))
    data = "\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows)
    assert blocks(article("a.csv", data.encode())) == ["Lisbon\t8\tMon", "Porto\t2\tFri"]


def test_rows_with_a_column_of_text_are_documents() -> None:
    data = "Headline;Body;Published;Outlet\nHarbour;It opened.;2024-03-05;Port News\n;;;\nFerry;It sank.;soon;\n"
    found = everything("a.csv", data.encode("cp1251"))
    documents = [one.document for one in found if isinstance(one, Article)]
    assert [(one.id, one.line(0), one.text, *facts(one)[:3]) for one in documents] == [
        ("a.csv#2", 2, "It opened.", "Harbour", "2024-03-05", "Port News"),
        ("a.csv#4", 4, "It sank.", "Ferry", None, None),
    ]
    assert documents[0].rules == Rules("column", "column", "column")


def test_json_lines_of_other_makers_are_read_by_their_fields() -> None:
    facts_of = '"published_at": "2024-03-05T10:00Z", "publisher": "Valley", "link": "u"'
    line = f'{{"Headline": "Dam", "Body": "It held.", {facts_of}}}'.encode()
    document = article("a.ndjson", line).document
    assert (document.text, *facts(document)[:3], document.url) == ("It held.", "Dam", "2024-03-05", "Valley", "u")


def test_members_of_an_archive_come_in_order_and_their_names_are_labels() -> None:
    members = {"b.txt": b"B", "../../a.txt": b"A", "/etc/passwd": b"P", ".hidden": b"H", "c\\d.txt": b"D", "e/": b""}
    assert everything("a.zip", made.zipped(members)) == [
        Inner("a.txt", b"A"), Inner("etc/passwd", b"P"), Inner("b.txt", b"B"), Inner("c/d.txt", b"D"),
    ]  # fmt: skip


def test_a_gzip_file_of_several_pieces_is_one_file() -> None:
    assert everything("a.txt.gz", made.gzipped(b"one ") + made.gzipped(b"two") + bytes(9)) == [
        Inner("a.txt", b"one two")
    ]


def hidden() -> Iterator[tuple[str, bytes]]:
    """Files that try to read another file, or to have one fetched."""
    entity = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield (
        "a.docx",
        bad.changed(
            made.word(["Words &amp;x;"]),
            {"word/document.xml": re.sub(rb"(<w:document)", entity + rb"\1", made_xml("Words &x; end"), count=1)},
        ),
    )
    yield "a.odt", bad.changed(made.odt(), {"content.xml": entity + odt_xml("Words &x; end")})


def made_xml(text: str) -> bytes:
    return f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>".encode()


def odt_xml(text: str) -> bytes:
    return f'<d xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><text:p>{text}</text:p></d>'.encode()


@pytest.mark.parametrize(("name", "data"), list(hidden()))
def test_an_entity_of_a_document_is_not_resolved(name: str, data: bytes) -> None:
    assert all("root" not in one.document.text for one in articles(name, data))
