"""The database of chats: every question and answer, what is being typed, and the questions asked before.

SQLite with a write-ahead log: what was written outlives the process, however that ends, and several windows may share
it.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.errors import ChatsFault
from qa.chats.pack import document_json, document_of, packed, unpacked
from qa.types import EVERYWHERE, Answer, Filters

VERSION = 1
MOST_PROMPTS = 5_000
_KEPT_DELETED = 24 * 3600.0
_TITLE = 60
_SCHEMA = """
CREATE TABLE chats (id TEXT PRIMARY KEY, title TEXT, corpus TEXT, changed REAL, filters TEXT, draft TEXT, deleted REAL);
CREATE TABLE turns (chat TEXT, number INTEGER, question TEXT, asked REAL, state TEXT, answer TEXT, words TEXT,
                    PRIMARY KEY (chat, number)) WITHOUT ROWID;
CREATE TABLE documents (digest TEXT PRIMARY KEY, json TEXT) WITHOUT ROWID;
CREATE TABLE prompts (number INTEGER PRIMARY KEY, text TEXT UNIQUE);
CREATE TABLE choices (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""

_TURNS = "(SELECT coalesce(max(number), 0) FROM turns WHERE chat = id)"
_HEADING = f"id, title, corpus, changed, {_TURNS}, filters, draft"


@dataclass(frozen=True, slots=True)
class Heading:
    """What is known of a chat without its turns. `corpus` names its documents, `changed` is seconds since 1970."""

    id: str
    title: str
    corpus: str
    changed: float
    turns: int = 0
    filters: Filters = EVERYWHERE
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn of a chat: its number from 1, and its answer, or in `state` what became of it without one."""

    number: int
    question: str
    asked: float
    state: str
    answer: Answer | None


class Chats:
    """The chats of one person. Used by one thread; other processes may use the same file."""

    def __init__(self, file: Path | None) -> None:
        """Open or make the database; None keeps it in memory. A damaged file is put aside, and `note` says where.

        Raises OSError or sqlite3.Error when it can neither be used nor put aside.
        """
        self.note = ""
        try:
            self._db = _opened(file)
        except sqlite3.DatabaseError as error:
            if file is None or isinstance(error, sqlite3.OperationalError):
                raise
            aside = file.with_name(f"{file.name}.damaged-{int(time.time())}")
            file.rename(aside)
            self.note = f"the chats could not be read ({error}): they were put aside as {aside}, and a new file begun"
            self._db = _opened(file)
        self._document = lru_cache(maxsize=128)(self._read_document)
        with self._writing() as db:
            gone = "SELECT id FROM chats WHERE deleted < ?"
            db.execute(f"DELETE FROM turns WHERE chat IN ({gone})", (time.time() - _KEPT_DELETED,))
            db.execute("DELETE FROM chats WHERE deleted < ?", (time.time() - _KEPT_DELETED,))

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def begin(self, chat: str, corpus: str, question: str) -> None:
        """Make the chat, named by its first question, unless there is one of this id."""
        with self._writing() as db:
            row = (chat, " ".join(question.split())[:_TITLE], corpus, time.time(), json.dumps(asdict(EVERYWHERE)))
            db.execute("INSERT OR IGNORE INTO chats VALUES (?, ?, ?, ?, ?, '', NULL)", row)

    def ask(self, chat: str, question: str, state: str) -> int:
        """Add a turn, and return its number."""
        with self._writing() as db:
            found = db.execute("SELECT coalesce(max(number), 0) + 1 FROM turns WHERE chat = ?", (chat,)).fetchone()
            row = (chat, found[0], question, time.time(), state, question)
            db.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?, NULL, ?)", row)
            db.execute("UPDATE chats SET changed = ? WHERE id = ?", (time.time(), chat))
        return int(found[0])

    def settle(self, chat: str, number: int, what: Answer | str) -> None:
        """Say what became of a turn: its answer, or in words why it has none."""
        with self._writing() as db:
            where = "WHERE chat = ? AND number = ?"
            if isinstance(what, str):
                db.execute(f"UPDATE turns SET state = ? {where}", (what, chat, number))
                return
            text, documents = packed(what)
            rows = ((key, document_json(one)) for key, one in documents.items())
            db.executemany("INSERT OR IGNORE INTO documents VALUES (?, ?)", rows)
            words = f"{what.question}\n{what.text}"
            db.execute(f"UPDATE turns SET state = '', answer = ?, words = ? {where}", (text, words, chat, number))

    def turns(self, chat: str, first: int, most: int) -> list[Kept]:
        """At most so many turns of a chat from a number on, in order."""
        rows = self._db.execute(
            "SELECT number, question, asked, state, answer FROM turns WHERE chat = ? AND number >= ? "
            "ORDER BY number LIMIT ?",
            (chat, first, most),
        )
        return [self._kept(row) for row in rows.fetchall()]

    def count(self, chat: str) -> int:
        """The number of the last turn of a chat; 0 when there is none."""
        found = self._db.execute("SELECT coalesce(max(number), 0) FROM turns WHERE chat = ?", (chat,)).fetchone()
        return int(found[0])

    def list(self, holding: str = "", most: int = 200) -> list[Heading]:
        """The chats whose title, questions or answers hold these words, in any case, the one changed last first."""
        held = (
            ""
            if not holding
            else (
                "AND (contains(title, :holding) OR EXISTS (SELECT 1 FROM turns WHERE chat = chats.id "
                "AND contains(words, :holding)))"
            )
        )
        rows = self._db.execute(
            f"SELECT {_HEADING} FROM chats WHERE deleted IS NULL {held} ORDER BY changed DESC LIMIT :most",
            {"holding": holding, "most": most},
        )
        return [_heading(row) for row in rows.fetchall()]

    def heading(self, chat: str) -> Heading | None:
        """What is known of a chat; None when there is none."""
        row = self._db.execute(
            f"SELECT {_HEADING} FROM chats WHERE id = ? AND deleted IS NULL",
            (chat,),
        ).fetchone()
        return _heading(row) if row else None

    def latest(self, corpus: str) -> Heading | None:
        """The chat over these documents that was changed last."""
        return next((one for one in self.list(most=100_000) if one.corpus == corpus), None)

    def rename(self, chat: str, title: str) -> None:
        """Give a chat another title."""
        with self._writing() as db:
            db.execute("UPDATE chats SET title = ? WHERE id = ?", (" ".join(title.split())[:_TITLE], chat))

    def delete(self, chat: str, gone: bool = True) -> None:
        """Delete a chat, or with `gone` false bring it back; what is deleted is kept for a day."""
        with self._writing() as db:
            db.execute("UPDATE chats SET deleted = ? WHERE id = ?", (time.time() if gone else None, chat))

    def keep_filters(self, chat: str, filters: Filters) -> None:
        """The filters of a chat from now on."""
        with self._writing() as db:
            db.execute("UPDATE chats SET filters = ? WHERE id = ?", (json.dumps(asdict(filters)), chat))

    def keep_draft(self, chat: str, text: str) -> None:
        """What is being typed in a chat, and, whatever chat that is, the last thing typed."""
        with self._writing() as db:
            db.execute("UPDATE chats SET draft = ? WHERE id = ?", (text, chat))

    def remember(self, question: str) -> None:
        """A question was asked: it is the newest of the questions asked before, of which each is there once."""
        with self._writing() as db:
            db.execute("DELETE FROM prompts WHERE text = ?", (question,))
            db.execute("INSERT INTO prompts (text) VALUES (?)", (question,))
            db.execute("DELETE FROM prompts WHERE number <= (SELECT max(number) FROM prompts) - ?", (MOST_PROMPTS,))

    def prompts(self) -> tuple[str, ...]:
        """The questions asked before, in any chat, oldest first."""
        return tuple(text for (text,) in self._db.execute("SELECT text FROM prompts ORDER BY number"))

    def choose(self, name: str, value: str) -> None:
        """Keep a choice of the person, such as the theme."""
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO choices VALUES (?, ?)", (name, value))

    def chosen(self, name: str) -> str:
        """A choice that was kept; empty when none was."""
        row = self._db.execute("SELECT value FROM choices WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def _kept(self, row: tuple[Any, ...]) -> Kept:
        number, question, asked, state, answer = row
        return Kept(number, question, asked, state, unpacked(answer, self._document) if answer else None)

    def _read_document(self, digest: str) -> Any:
        return document_of(self._db.execute("SELECT json FROM documents WHERE digest = ?", (digest,)).fetchone()[0])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, so that what belongs together is written whole or not at all."""
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
        except sqlite3.Error as error:
            raise ChatsFault(f"the chat cannot be kept: {error}. It goes on; make room and ask again") from error


def _opened(file: Path | None) -> sqlite3.Connection:
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # what one asks is nobody else's to read
    db = sqlite3.connect(file or ":memory:", isolation_level=None, timeout=2.0)
    db.create_function("contains", 2, lambda text, part: part.casefold() in (text or "").casefold(), deterministic=True)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found == 0:
        db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
    elif found != VERSION:
        raise sqlite3.DatabaseError(f"another version of the program, {found}, made them")
    return db


def _heading(row: tuple[Any, ...]) -> Heading:
    id, title, corpus, changed, turns, filters, draft = row
    return Heading(id, title, corpus, changed, turns, Filters(**json.loads(filters)), draft)
