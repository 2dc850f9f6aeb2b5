"""The options of the command line, and what they settle."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from platformdirs import user_config_path

import qa
from index.errors import UsageError
from qa.safe import safe
from qa.settings import Settings, settle
from qa.stages import weights
from qa.types import Filters

COMMANDS = {
    "index": "build the index or bring it up to date, and say what became of each file",
    "search": "print the passages that fit a question best, or write a TREC run for a file of queries",
    "ask": "print the answer to a question with its sources, or answer a file of questions as JSON lines",
    "chat": "open the terminal UI; with --plain the chat line by line",
    "serve": "open the chat in a browser of this machine, for whoever has the link that is printed",
    "status": "say where the index is, what is in it, what was skipped and what changed since",
    "check": "verify the index against its checksums and the documents; nothing is written",
    "repair": "mend a damaged index: go back to an older one that is sound, else read everything again",
    "verify": "say of each quote of an answer or a text whether it is exact, altered or not found in the documents",
    "eval": "answer a file of graded questions, and say which went wrong and how many right",
}
"""What each command does; the command itself is the module of that name in qa/commands."""

_TYPED = ("docs", "index", "embedder", "ranking", "reranker", "k")

COMMON = ("docs", "index", "embedder", "since", "until", "source")
"""The names of those that every command has."""

RERANKER = "cross:FOLDER, or cross:NAME of the hub: a cross-encoder orders the best passages anew (seconds to load)"


class Parser(argparse.ArgumentParser):
    """A parser whose errors repeat what was typed safely: a shell completes names of files that others chose."""

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong, and leave."""
        super().error(safe(message))


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was typed: `command`, the common options, and those of the command. Without a command it is the chat.

    Ends the process for a usage error or --help, as argparse does.
    """
    return _parser().parse_args(argv, argparse.Namespace(command="chat", **dict.fromkeys(COMMON)))


def _parser() -> Parser:
    """The command line. The options of `common` stand before or after the command."""
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    add = common.add_argument_group("where and how").add_argument
    add("--docs", nargs="+", action="extend", metavar="PATH", help="files and folders (default: the sample articles)")
    add("--index", metavar="DIR", help="folder of the index (default: one a corpus in the cache folder)")
    add("--embedder", metavar="NAME[:ARG]", help="static (default), transformer:NAME_OR_FOLDER or hashing")
    add("--ranking", metavar="WEIGHTS", help=f"the ranking's stages and weights (default: “{Settings().ranking}”)")
    add("--reranker", metavar="NAME:ARG", help=RERANKER)
    add("--since", metavar="DATE", help="only documents published on or after DATE (YYYY, YYYY-MM or YYYY-MM-DD)")
    add("--until", metavar="DATE", help="only documents published on or before DATE")
    add("--source", metavar="TEXT", help="only documents with TEXT in their source or path")
    about = "Ask a folder of documents; every answer is a quotation with its source."
    whole = Parser("dossier", description=about, parents=[common])
    added = whole.add_subparsers(metavar="COMMAND")
    for name, what in COMMANDS.items():
        command = added.add_parser(name, parents=[common], help=what, description=what)
        command.set_defaults(command=name)
        if name in _ARGUMENTS:
            _ARGUMENTS[name](command)
    return whole


def settled(arguments: argparse.Namespace) -> Settings:
    """The settings in force: the options typed, the environment, the settings file."""
    _give_back_question(arguments)
    typed = {name: getattr(arguments, name, None) for name in _TYPED}
    environment = dict(os.environ)
    chosen = environment.pop("DOSSIER_CONFIG", "")
    file = Path(chosen) if chosen else user_config_path("dossier", appauthor=False) / "config.toml"
    if chosen and not file.is_file():
        raise UsageError(f"there is no settings file {file}: see DOSSIER_CONFIG")
    settings = settle(typed, environment, file)
    weights(settings.ranking)  # a mistake there is told before anything is opened
    return settings


def documents(settings: Settings) -> tuple[str, ...]:
    """The documents that were named, or the articles that come with the program."""
    if settings.docs:
        return settings.docs
    package = Path(qa.__file__).parent
    return (str(package / "seeds" if (package / "seeds").is_dir() else package.parent / "seeds"),)


def filters(arguments: argparse.Namespace) -> Filters:
    """Within which dates and sources to look."""
    return Filters(arguments.since, arguments.until, arguments.source)


def _give_back_question(arguments: argparse.Namespace) -> None:
    """In `ask --docs a b "question"` the option takes the question for paths; give back what is none."""
    docs = arguments.docs
    if not getattr(arguments, "question", True) and docs:
        paths = max((number for number, path in enumerate(docs, 1) if os.path.exists(path)), default=1)
        arguments.question, arguments.docs = docs[paths:], docs[:paths]


def _add_index(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help="files and folders, as with --docs")
    how = command.add_mutually_exclusive_group()
    how.add_argument("--rebuild", action="store_true", help="from nothing, whatever there is")
    how.add_argument("--dry-run", action="store_true", help="only say what would be added, changed and removed")
    how.add_argument("--watch", action="store_true", help="go on and follow every change, until it is stopped")


def _add_search(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", nargs="*", metavar="QUERY")
    command.add_argument("-k", type=int, metavar="N", help=f"how many passages (default: {Settings().k})")
    command.add_argument("--explain", action="store_true", help="also why each passage stands where it does")
    command.add_argument("--json", action="store_true", help="as JSON, which explains too")
    command.add_argument("--queries", metavar="FILE", help="BEIR queries (JSON lines with _id and text)")
    command.add_argument("--run", dest="run_file", metavar="FILE", help="where to write the TREC run for them")
    command.add_argument("--by", choices=("document", "passage"), default="document", help="what the run names")


def _add_ask(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", nargs="*", metavar="QUESTION")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.add_argument(
        "--questions", metavar="FILE", help="JSON lines with question, id and history; answers as JSON lines"
    )


def _add_evaluate(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", metavar="FILE", help="JSON lines with question, answers, perhaps id, history, evidence"
    )


def _add_check(command: argparse.ArgumentParser) -> None:
    command.add_argument("--fast", action="store_true", help="the index only, and not the documents")


def _add_verify(command: argparse.ArgumentParser) -> None:
    what = "an answer as ask --json wrote it, or a text with quotations; - is standard input"
    command.add_argument("file", nargs="?", metavar="FILE", help=what)
    command.add_argument("--quote", action="append", metavar="TEXT", help="a text to look for, instead of a file")
    command.add_argument("--json", action="store_true", help="as JSON")


def _add_chat(command: argparse.ArgumentParser) -> None:
    command.add_argument("--resume", action="store_true", help="go on with the last chat over these documents")
    command.add_argument("--plain", action="store_true", help="line by line, for screen readers and plain terminals")


def _add_serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", type=int, default=8765, metavar="N", help="of this machine; 0 is any that is free")
    command.add_argument("--open", action="store_true", help="open the link in the browser")
    command.add_argument("--resume", action="store_true", help="go on with the last chat over these documents")


_ARGUMENTS = {
    "index": _add_index,
    "search": _add_search,
    "ask": _add_ask,
    "chat": _add_chat,
    "serve": _add_serve,
    "check": _add_check,
    "verify": _add_verify,
    "eval": _add_evaluate,
}
