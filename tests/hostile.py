"""Documents that try to steer the program or the terminal: every field of every kind of file holds every payload."""

import json
import os
import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from tests import made

MARK = "31337"
"""Stands in every control sequence of a payload, so that its bytes are told from those of the program."""

PAYLOADS = {
    "closing": "[/] [/home] [/mnt/data/models]",
    "action": "[@click=app.quit]x[/] [@click=screen.action_quit()]x[/]",
    "unclosed": "a [link=foo [b] [@click=app.quit",
    "clipboard": f"\x1b]52;c;{MARK}\x1b\\ \x1b]52;c;{MARK}\x07 \x1bP{MARK}\x1b\\",
    "title": f"\x1b]0;{MARK}\x07 \x1b]2;{MARK}\x1b\\ \x1b]8;;http://port.example/{MARK}\x1b\\link\x1b]8;;\x1b\\",
    "screen": f"\x1b[2J \x1b[{MARK}h \x1bc \x1b[?1049l \x1b[{MARK}@",
    "c1": f"\x9d52;c;{MARK}\x9c \x9b{MARK}h \x90{MARK}\x9c \x85",
    "delete": f"\x7f\x7f{MARK}\x08\x08\x0b\x0c\x07\x00",
    "return": f"all is well\r{MARK} evil",
    "bidi": f"\u202e{MARK}\u202c \u2066{MARK}\u2069 \u200f\u061c",
    "tags": f"\U000e0041\U000e0042{MARK} \ufeff\u2028{MARK}\u2029",
    "combining": "Z" + "\u0301\u0327\u0360" * 60 + " \U0001f469\u200d\U0001f469\u200d\U0001f467 \u0301",
    "surrogate": f"\ud800{MARK}\udfff",
    "long": "lo\x1bng" * 60_000,
}
"""By a name that stands in each question and document, and is no payload itself."""

UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""What of the characters above may never be written, apart from the control sequences of the program itself."""


_OURS = re.compile(r"\x1b\[[0-9;?<>=]*\$?[A-Za-z]|\x1b\]22;[a-z]*\x07|\x1b[=>]")
"""Control sequences of the program itself: CSI, and the shape of the pointer."""


def escaped(written: bytes) -> set[str]:
    """What of the payloads' control characters and sequences is in what a program wrote to a terminal."""
    text = written.decode("utf-8", "surrogateescape")
    sequences = {one for one in _OURS.findall(text) if MARK in one or one == "\x1b[2J"}
    return sequences | set(UNSAFE.findall(_OURS.sub("", text)))


def write(folder: Path) -> None:
    """Fill a folder: for each payload a file of each kind, with it in its text, metadata, name and folder."""
    for name, payload in PAYLOADS.items():
        place = folder / _path(f"{name} {payload}")
        place.mkdir(parents=True)
        for suffix, data in _files(name, payload).items():
            (place / (_path(f"{name} {payload}") + suffix)).write_bytes(data)
    if sys.platform == "linux":  # elsewhere the names of files are text
        (folder / os.fsdecode(b"\xff \xed\xa0\x80 \x1b[31337h.txt")).write_text("This name is not text.", "utf-8")


def _path(text: str) -> str:
    """A name of a file out of a text: all of it that a name of a file can hold."""
    return re.sub(r"[/\x00]", "_", text).encode("utf-8", "replace")[:90].decode("utf-8", "ignore")


def _files(name: str, payload: str) -> dict[str, bytes]:
    said = f"The zeppelin of {name} {payload} landed in Murmansk today, said {payload}."
    record = {"title": f"Title {payload}", "text": said, "source": f"Source {payload}", "url": f"http://x/{payload}"}
    lines = json.dumps({**record, "_id": f"{name} {payload}", "date": f"2024-03-05 {payload}"})
    text = payload.encode("utf-8", "replace").decode()
    sound = re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", payload)[:2_000]
    flat, inner = " ".join(sound.split()), escape(sound, {'"': "&quot;"})
    page = (
        f'<html><head><title>{inner}</title><meta name="author" content="{inner}"><meta property="og:site_name" '
        f'content="{inner}"><meta name="date" content="{inner}"><link rel="canonical" href="{inner}"></head>'
        f"<body><article><h1>{inner}</h1><p>The airship of {name} {inner} was seen over Tromsø.</p></article></body>"
    )
    dateline = f"MURMANSK {text}, March 5, 2024 /Agency {text}/ - The balloon of {name} {text} rose.\n"
    latin = flat.encode("latin-1", "replace").decode("latin-1").replace("\\", "").replace("(", "").replace(")", "")
    return {
        ".txt": f"Title {text}\n\nPublished: March 5, 2024 {text}\n{dateline}Source: {text}\n".encode(),
        ".jsonl": lines.encode(),
        ".html": page.encode(),
        ".pdf": made.pdf([f"The kite of {name} flew over Oslo."], Title=latin, Author=latin),
        ".docx": made.word([f"The glider of {name} {flat} came down in Bergen."], flat[:200], flat[:200]),
        ".eml": made.mail(f"The helicopter of {name} {flat} took off in Bodo.", Subject=flat[:500]),
        ".exe": b"MZ",
    }
