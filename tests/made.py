"""Small documents of every format, made by their libraries or byte by byte; nothing here comes from a third party."""

import gzip
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from io import BytesIO

import docx

PARAGRAPHS = (
    "The harbour of Lisbon opened again on Tuesday after the storm.",
    "Captain Ada Moss saved all forty passengers of the ferry Aurora.",
    "The mayor thanked the pilots, and repairs will cost 8.35 million euros.",
)


def pdf(pages: Sequence[str] = PARAGRAPHS, **info: str) -> bytes:
    """A PDF file with a line of text for each line of a page, and entries about itself such as Title."""
    streams = [_page_stream(page) for page in pages]
    first = 4
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    entries = "".join(f"/{name} ({value}) " for name, value in info.items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(f"<< {entries} >>".encode("latin-1"))
    return pdf_of(objects, f"/Info {len(objects)} 0 R")


def _page_stream(page: str) -> bytes:
    lines = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in page.split("\n"))
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    return f"BT /F1 10 Tf 12 TL 50 790 Td {shown} ET".encode("cp1252")


def pdf_of(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A PDF file of these objects, numbered from 1; the first is the catalogue."""
    data = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + end.encode()


def stream_object(data: bytes, extra: str = "") -> bytes:
    """A compressed stream of a PDF file."""
    packed = zlib.compress(data, 9)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {extra} >>\nstream\n".encode() + packed + b"\nendstream"


def word(paragraphs: Sequence[str] = PARAGRAPHS, title: str = "", author: str = "") -> bytes:
    """A Word file, made by python-docx; its date of creation is that of the library's template."""
    file, out = docx.Document(), BytesIO()
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    file.core_properties.title, file.core_properties.author = title, author
    file.save(out)
    return out.getvalue()


def odt(body: str = "".join(map("<text:p>{}</text:p>".format, PARAGRAPHS)), meta: str = "") -> bytes:
    """An OpenDocument text with this XML as its body, and this in its metadata."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    content = f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body>"
    about = f"<office:document-meta {names}><office:meta>{meta}</office:meta></office:document-meta>"
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"{content}</office:document-content>".encode(),
            "meta.xml": about.encode(),
        }
    )


def rtf(paragraphs: Sequence[str] = PARAGRAPHS, info: str = "") -> bytes:
    """An RTF file; characters beyond ASCII are written as \\uN."""
    body = "\\par\n".join("".join(c if c.isascii() else f"\\u{ord(c)}?" for c in one) for one in paragraphs)
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}{info}\\f0 {body}\\par}}".encode("ascii")


def epub(chapters: Sequence[str] = PARAGRAPHS, about: str = "<dc:title>The ferry</dc:title>") -> bytes:
    """A book of one page a chapter, whose package says this about it."""
    items = "".join(
        f'<item id="c{n}" href="text/c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{about}</metadata><manifest>{items}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    pages = {
        f"OEBPS/text/c{n}.xhtml": f"<html><body><p>{chapter}</p></body></html>".encode()
        for n, chapter in enumerate(chapters)
    }
    return zipped({"META-INF/container.xml": container.encode(), "OEBPS/book.opf": package.encode(), **pages})


def mail(body: str = "\n\n".join(PARAGRAPHS), attached: Mapping[str, bytes] | None = None, **header: str) -> bytes:
    """A message as a mail program sends it."""
    message = EmailMessage()
    fields = {"From": "Ada Moss <ada@port.example>", "Subject": "The ferry", "Date": "Tue, 5 Mar 2024 10:00:00 +0100"}
    for name, value in (fields | header).items():
        message[name] = value
    message.set_content(body)
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def mbox(messages: Sequence[bytes]) -> bytes:
    """A mailbox of these messages."""
    return b"".join(b"From ada@port.example Tue Mar  5 10:00:00 2024\n" + one.rstrip() + b"\n\n" for one in messages)


STORIES = tuple(zip(("Harbour", "Ferry", "Repairs"), PARAGRAPHS, strict=True))


def rss(entries: Sequence[tuple[str, str]] = STORIES) -> bytes:
    """An RSS feed of entries, each a title and a description in HTML."""
    items = "".join(
        f"<item><title>{title}</title><link>https://port.example/{n}</link><description><![CDATA[<p>{text}</p>]]>"
        f"</description><pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate></item>"
        for n, (title, text) in enumerate(entries)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Port News</title>{items}</channel></rss>'.encode()


def page(paragraphs: Sequence[str] = PARAGRAPHS) -> bytes:
    """An HTML page."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return f"<html><head><title>The ferry</title></head><body><article>{body}</article></body></html>".encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive, the same bytes for the same members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 5, 10, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def gzipped(data: bytes) -> bytes:
    """A gzip file, the same bytes for the same data."""
    return gzip.compress(data, mtime=0)


CSV = b"port,cost,opened\nLisbon,8.35 million,Tuesday\nPorto,2 million,Friday\n"
RECORDS = b'{"title": "The ferry", "body": "Captain Ada Moss saved all forty passengers of the ferry Aurora."}\n'


def one_of_each() -> dict[str, bytes]:
    """A sound file for every reader, by name."""
    return {
        "a.txt": "\n\n".join(PARAGRAPHS).encode(),
        "a.md": ("# The ferry\n\n" + "\n\n".join(PARAGRAPHS)).encode(),
        "a.html": page(),
        "a.jsonl": RECORDS,
        "a.csv": CSV,
        "a.pdf": pdf(),
        "a.docx": word(),
        "a.odt": odt(),
        "a.rtf": rtf(),
        "a.epub": epub(),
        "a.eml": mail(),
        "a.mbox": mbox([mail(), mail("Another message was sent by the captain of the ferry.")]),
        "a.rss": rss(),
        "a.zip": zipped({"in/b.txt": PARAGRAPHS[0].encode(), "in/c.pdf": pdf()}),
        "b.txt.gz": gzipped("\n\n".join(PARAGRAPHS).encode()),
    }
