"""Inputs that cannot be read, each with the code that says why. All are made here."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from index.errors import Code
from tests import made

Bad = Iterator[tuple[str, bytes, Code]]
"""Names without a number, their bytes, and the code to expect."""

WORDS = "The harbour of Lisbon opened again on Tuesday after the storm had passed. "
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\3\1\1\0"
PROGRAM = b"\x7fELF\2\1\1\0" + bytes(range(32)) * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def bad_inputs() -> Bad:
    """All of them."""
    for made_by in (texts, pages, records, pdfs, words, open_documents, rich_texts, books, mails, feeds, zips, gzips):
        yield from made_by()
    yield from others()


def texts() -> Bad:
    for suffix in (".txt", ".md", ".html", ".csv", ".jsonl"):
        for blank in (
            b"",
            b" ",
            b"\r\n\t \n",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\xfe\xff \n"[:2] + b"\0 \0\n",
            b"\xc2\xa0\n",
        ):
            yield suffix, blank, Code.EMPTY
        for binary in (
            PNG,
            PROGRAM,
            bytes(1000),
            b"\1\2\3\4" * 99,
            WORDS.encode() + bytes(100),
            b"MZ\x90\0" + bytes(99),
        ):
            yield suffix, binary, Code.BINARY
        for other in (made.pdf(), made.zipped({"a.txt": b"x"}), made.gzipped(b"x"), made.rtf()):
            yield suffix, other, Code.BINARY


def pages() -> Bad:
    shown = ("<script>var words = 'none'</script>", "<p hidden>Words</p>", "<!-- words", "<style>p {}</style>", "<a ")
    for markup in (*shown, "<template>Words</template>", "<textarea>Words", '<p style="display:none">Words'):
        yield ".html", markup.encode(), Code.NO_TEXT


def records() -> Bad:
    for line in ("{broken", "[1, 2]", "12", '"text"', '{"text": ""}', '{"text": 1.5}', '{"n": 1}', "[" * 9_999, "null"):
        yield ".jsonl", line.encode(), Code.NO_DOCUMENT
    yield ".csv", b",,,\n;;;\n" * 3, Code.NO_TEXT
    yield ".csv", b"text,title\n,\n,\n", Code.NO_DOCUMENT
    yield ".csv", b'a,"' + b"b" * (1 << 24) + b'c",d\n', Code.DAMAGED


def pdfs() -> Bad:
    whole = made.pdf()
    yield ".pdf", b"", Code.EMPTY
    for garbage in (b"%PDF-1.7\n", b"not a PDF file at all", PNG, OLE, made.word(), b"%PDF-" + bytes(9999), whole[:99]):
        yield ".pdf", garbage, Code.DAMAGED
    yield ".pdf", made.pdf_of([b"<< /Type /Catalog >>"]), Code.DAMAGED
    yield ".pdf", made.pdf_of([b"<< /Type /Catalog /Pages 1 0 R >>"]), Code.NO_TEXT
    loop = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    yield ".pdf", made.pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", loop]), Code.DAMAGED
    yield (
        ".pdf",
        made.pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]),
        Code.NO_TEXT,
    )
    yield ".pdf", made.pdf(["", ""]), Code.NO_TEXT
    yield ".pdf", scan(), Code.NO_TEXT
    yield ".pdf", locked("RC4-128"), Code.ENCRYPTED
    yield ".pdf", made.pdf(["x"] * 2_001), Code.LIMIT
    yield ".pdf", page_of(made.stream_object(b"(x) Tj " * 3_000_000)), Code.TIMEOUT
    yield ".pdf", page_of(made.stream_object(bytes(200_000_000))), Code.LIMIT


FONT = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"


def page_of(stream: bytes) -> bytes:
    """A PDF file of one page with this content."""
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << {FONT} >> >>"
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return made.pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", kids, page.encode(), stream])


def scan() -> bytes:
    """A page that is an image."""
    image = made.stream_object(bytes(64), "/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>"
    )
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return made.pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", kids, page, made.stream_object(b"/I Do"), image])


def locked(algorithm: str, password: str = "secret") -> bytes:
    """An encrypted PDF file."""
    writer, out = PdfWriter(PdfReader(BytesIO(made.pdf()))), BytesIO()
    writer.encrypt(password, "owner", algorithm=algorithm)
    writer.write(out)
    return out.getvalue()


def changed(archive: bytes, members: dict[str, bytes | None]) -> bytes:
    """A zip archive with these members instead of its own; None leaves one out."""
    with zipfile.ZipFile(BytesIO(archive)) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    return made.zipped({name: data for name, data in (kept | members).items() if data is not None})


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "%s">]><a>&b;</a>' % (b"&a;" * 99)


def lying(data: bytes, size: int) -> bytes:
    """A zip archive whose directory says that its first member is so large."""
    at = data.index(b"PK\1\2") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


def encrypted(data: bytes) -> bytes:
    """A zip archive whose members say that they are encrypted."""
    out = bytearray(data)
    for mark, flag in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            out[at + flag] |= 1
            at = data.find(mark, at + 1)
    return bytes(out)


def packages(suffix: str, whole: bytes, main: str) -> Bad:
    """What is wrong with any document that is a zip archive; `main` is the part that holds its text."""
    yield suffix, b"", Code.EMPTY
    for garbage in (b"not an archive", PNG, made.pdf(), b"PK\3\4" + bytes(99), b"PK\5\6" + bytes(10), whole[100:-30]):
        yield suffix, garbage, Code.DAMAGED
    for share in (2, 4, 6):
        yield suffix, whole[: len(whole) * share // 8], Code.DAMAGED
    yield suffix, changed(whole, {main: None}), Code.DAMAGED
    for content in (b"", b"not XML", b"<a><b></a>", b"\0\1\2", b"<a>" + b"<b>" * 9_999):
        yield suffix, changed(whole, {main: content}), Code.DAMAGED
    yield suffix, changed(whole, {"junk.bin": bytes(201 << 20)}), Code.LIMIT
    yield suffix, changed(whole, {"junk.bin": bytes(90 << 20)}), Code.LIMIT
    yield suffix, changed(whole, {f"{number}.xml": b"" for number in range(2_001)}), Code.LIMIT


def words() -> Bad:
    main = "word/document.xml"
    yield from packages(".docx", made.word(), main)
    yield ".docx", OLE, Code.ENCRYPTED
    yield ".docx", encrypted(made.word()), Code.DAMAGED
    yield ".docx", made.word([]), Code.NO_TEXT
    yield ".docx", made.word([" ", "\t"]), Code.NO_TEXT
    yield ".docx", changed(made.word(), {"[Content_Types].xml": None}), Code.DAMAGED
    yield ".docx", changed(made.word(), {"_rels/.rels": b"<a/>"}), Code.DAMAGED
    yield ".docx", made.zipped({"a.txt": b"x"}), Code.DAMAGED


def open_documents() -> Bad:
    yield from packages(".odt", made.odt(), "content.xml")
    yield ".odt", made.odt(""), Code.NO_TEXT
    yield ".odt", made.odt("<text:p> </text:p><text:p/>"), Code.NO_TEXT
    yield ".odt", changed(made.odt(), {"META-INF/manifest.xml": b"<m><encryption-data/></m>"}), Code.ENCRYPTED
    yield ".odt", encrypted(made.odt()), Code.ENCRYPTED
    yield ".odt", changed(made.odt(), {"content.xml": BOMB}), Code.NO_TEXT


def rich_texts() -> Bad:
    yield ".rtf", b"", Code.EMPTY
    for garbage in (b"not rich text", PNG, made.word(), b"{\\rt"):
        yield ".rtf", garbage, Code.DAMAGED
    for hollow in (
        b"{\\rtf1}",
        b"{\\rtf1\\ansi \\par\\par}",
        b"{\\rtf1{\\*\\hidden Words}}",
        b"{\\rtf1",
        b"{\\rtf1{\\pict 00ff}}",
    ):
        yield ".rtf", hollow, Code.NO_TEXT


def books() -> Bad:
    yield from packages(".epub", made.epub(), "META-INF/container.xml")
    whole, package = made.epub(), "OEBPS/book.opf"
    locks = b'<encryption><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></encryption>'
    yield ".epub", changed(whole, {"META-INF/encryption.xml": locks}), Code.ENCRYPTED
    yield ".epub", changed(whole, {package: None}), Code.DAMAGED
    yield ".epub", changed(whole, {package: b"<package"}), Code.DAMAGED
    yield ".epub", changed(whole, {package: b"<package/>"}), Code.NO_TEXT
    yield ".epub", made.epub([]), Code.NO_TEXT
    yield ".epub", made.epub(["", "<img/>"]), Code.NO_TEXT


def mails() -> Bad:
    yield ".eml", b"", Code.EMPTY
    for garbage in (b"No header at all.\n", b"\n\nNothing but text.\n", PNG, made.pdf(), b"From: \n\n"):
        yield ".eml", garbage, Code.DAMAGED
    yield ".eml", made.mail(""), Code.NO_TEXT
    yield ".eml", made.mail(" \n\n "), Code.NO_TEXT
    hollow = EmailMessage()
    hollow["Subject"] = "Hollow"
    hollow.set_content("<p hidden>Words</p>", subtype="html")
    yield ".eml", hollow.as_bytes(), Code.NO_TEXT
    yield ".eml", made.mail("", {"photo.png": PNG}), Code.NO_READER
    yield ".eml", made.mail("", {"empty.txt": b""}), Code.EMPTY
    yield ".mbox", b"", Code.EMPTY
    for garbage in (made.mail(), b"Froms\n", b"\nFrom a b\n\nWords", PNG, made.pdf()):
        yield ".mbox", garbage, Code.DAMAGED
    yield ".mbox", made.mbox([made.mail("")]), Code.NO_TEXT
    yield ".mbox", made.mbox([b""]), Code.NO_TEXT


def feeds() -> Bad:
    yield ".rss", b"", Code.EMPTY
    for other in (
        b"<html><p>Words</p></html>",
        b"<a/>",
        b"Words.",
        PNG,
        b'{"version": "https://jsonfeed.org/version/1"}',
    ):
        yield ".xml", other, Code.NO_READER
    yield ".atom", b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', Code.NO_TEXT
    yield ".rss", b"<rss><channel><title>None</title></channel></rss>", Code.NO_TEXT
    yield ".rss", b"<rss><channel>", Code.DAMAGED
    yield ".rss", made.rss([("", "")]), Code.NO_DOCUMENT
    yield ".rss", b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', Code.LIMIT
    yield (
        ".rss",
        BOMB.replace(b"<a>&b;</a>", b"<rss><channel><item><title>&b;</title></item></channel></rss>"),
        Code.LIMIT,
    )


def zips() -> Bad:
    yield ".zip", b"", Code.EMPTY
    whole = made.zipped({"a.txt": WORDS.encode()})
    for garbage in (b"not an archive", PNG, whole[:40], whole[:-10], b"PK\3\4" + bytes(99), whole[:50] + whole[60:]):
        yield ".zip", garbage, Code.DAMAGED
    yield ".zip", made.zipped({}), Code.EMPTY
    yield ".zip", made.zipped({".hidden.txt": b"x", "__MACOSX/a.txt": b"x", "folder/": b""}), Code.EMPTY
    yield ".zip", encrypted(whole), Code.ENCRYPTED
    yield ".zip", lying(whole, 9), Code.DAMAGED
    yield ".zip", lying(whole, 1 << 31), Code.LIMIT
    yield ".zip", made.zipped({"a.bin": bytes(90 << 20)}), Code.LIMIT
    yield ".zip", made.zipped({f"{number}": b"" for number in range(2_001)}), Code.LIMIT
    yield ".zip", made.zipped({"a.exe": PROGRAM}), Code.NO_READER
    yield ".zip", made.zipped({"a.txt": b""}), Code.EMPTY
    yield ".zip", made.zipped({"a.txt": PROGRAM}), Code.BINARY
    yield ".zip", made.zipped({"a.pdf": b"no"}), Code.DAMAGED
    yield ".zip", nested(5), Code.LIMIT
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", WORDS)
    yield ".zip", out.getvalue(), Code.DAMAGED


def nested(depth: int) -> bytes:
    """A zip archive in a zip archive, and so on, with a text in the innermost."""
    data = made.zipped({"a.txt": WORDS.encode()})
    for _ in range(depth - 1):
        data = made.zipped({"in.zip": data})
    return data


def gzips() -> Bad:
    yield ".txt.gz", b"", Code.EMPTY
    whole = made.gzipped(WORDS.encode())
    for garbage in (
        b"not gzip",
        PNG,
        whole[:12],
        whole[:-9],
        whole[:-5] + b"\0" + whole[-4:],
        whole[:20] + b"\xff" * 20,
    ):
        yield ".txt.gz", garbage, Code.DAMAGED
    yield ".txt.gz", made.gzipped(b""), Code.EMPTY
    yield ".txt.gz", made.gzipped(PROGRAM), Code.BINARY
    yield ".txt.gz", gzip_bomb(), Code.LIMIT
    yield ".exe.gz", made.gzipped(b"x"), Code.NO_READER
    yield ".gz", made.gzipped(b"x"), Code.NO_READER
    yield ".tar.gz", made.gzipped(b"x"), Code.NO_READER
    yield ".pdf.gz", made.gzipped(made.pdf(["", ""])), Code.NO_TEXT
    yield ".txt.gz.gz.gz.gz.gz", gzip.compress(gzip.compress(gzip.compress(gzip.compress(whole)))), Code.LIMIT


def gzip_bomb() -> bytes:
    """A gzip file of 201 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(201)) + packer.flush()


def others() -> Bad:
    for suffix in (
        ".exe",
        ".png",
        ".doc",
        ".xlsx",
        ".pptx",
        ".mp3",
        ".py",
        ".json",
        ".txt~",
        "",
        ".TXT2",
        ".tar",
        ".7z",
    ):
        yield suffix, WORDS.encode(), Code.NO_READER
