"""The command line: `dossier`, or `python cli.py` in a checkout.

Results go to standard output, progress and errors to standard error. The exit code is 0 when there is an answer or
result, 1 when there is none, 2 for a usage or other reported error.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from platformdirs import user_config_path

import qa
from index.build import NEWS
from index.errors import DossierError, UsageError
from index.types import Progress, Report
from qa import inspect
from qa.assistant import Assistant
from qa.batch import answers, run_lines, write_run
from qa.chats.line import talk
from qa.export import answer_json, dumps, found_json
from qa.grade import grade, report
from qa.plain import answer_text, found_text
from qa.rank import weights
from qa.retrieve import Retriever, plan, quiet
from qa.safe import one_line, safe
from qa.settings import Settings, settle
from qa.types import Filters

FOUND, NOTHING, FAILED, INTERRUPTED = 0, 1, 2, 130
COMMON = ("docs", "index", "embedder", "since", "until", "source")
TYPED = ("docs", "index", "embedder", "ranking", "reranker", "k")
STATUSES = ("added", "changed", "unchanged", "removed", "skipped")
MOST_NAMED = 10
RERANKER = "cross:FOLDER, or cross:NAME of the hub: a cross-encoder orders the best passages anew (seconds to load)"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = _parser().parse_args(argv, argparse.Namespace(run=chat, **dict.fromkeys(COMMON)))
    try:
        settings = _settings(arguments)
        run: Callable[[argparse.Namespace, Settings], int] = arguments.run
        code = run(arguments, settings)
        sys.stdout.flush()
        return code
    except DossierError as error:
        print(f"error: {one_line(str(error))}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("stopped; the index is as it was", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND


def chat(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the terminal UI; with --plain, or on a terminal that can do no more, the chat line by line."""
    if getattr(arguments, "plain", False) or os.environ.get("TERM") == "dumb":
        return talk(_open(settings), _filters(arguments))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the chat needs a terminal: use dossier ask in scripts, or dossier chat --plain in a pipe")
    from qa.tui.app import run  # textual is loaded for the chat only

    return run(_docs(settings), settings, _filters(arguments), getattr(arguments, "resume", False))


def index(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build the index or bring it up to date, and say what became of each file."""
    docs = arguments.paths or _docs(settings)
    build = Retriever.rebuild if arguments.rebuild else Retriever.open
    opened = build(docs, settings, _progress())
    for change in opened.changes:
        _print([f"{change.status:>9}  {change.file}", *(f"{'':>9}  {note}" for note in change.notes)])
    _print(_summary(opened))
    about = opened.index.about
    print(f"{about.documents} documents, {about.passages} passages, embedded by {about.embedder}")
    return FOUND


def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the passages that fit a question best, or write a TREC run for a file of queries."""
    if bool(arguments.queries) != bool(arguments.run_file):
        raise UsageError("--queries FILE and --run FILE belong together: questions in, a TREC run out")
    assistant = _open(settings)
    if arguments.queries:
        lines = run_lines(assistant, Path(arguments.queries), arguments.by, _filters(arguments))
        write_run(Path(arguments.run_file), lines)
        return FOUND
    question = _question(arguments)
    found = assistant.find(question, settings.k, _filters(arguments))
    as_json = [dumps(found_json(question, found), indent=2)] if arguments.json else None
    _print(as_json or found_text(found, arguments.explain))
    if not found.hits:
        print("nothing was found", file=sys.stderr)
    return FOUND if found.hits else NOTHING


def ask(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the answer to a question with its sources, or answer a file of questions as JSON lines."""
    assistant = _open(settings)
    if arguments.questions:
        _print(answers(assistant, Path(arguments.questions), _filters(arguments)))
        return FOUND
    answer = assistant.ask(_question(arguments), (), _filters(arguments))
    _print([dumps(answer_json(answer), indent=2)] if arguments.json else answer_text(answer))
    return NOTHING if answer.abstained else FOUND


def status(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say where the index is, what is in it, what was skipped and what changed since."""
    _print(inspect.status(plan(_docs(settings), settings)))
    return FOUND


def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Verify the index against its checksums and the documents; nothing is written."""
    _print(inspect.check(plan(_docs(settings), settings)))
    return FOUND


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer a file of graded questions, and say which went wrong and how many right."""
    _print(report(grade(_open(settings), Path(arguments.file))))
    return FOUND


def _open(settings: Settings) -> Assistant:
    """The assistant for the documents; what the opening changed in the index is told on standard error."""
    assistant = Assistant.open(_docs(settings), settings, _progress())
    retriever = assistant.retriever
    if retriever.reason or any(change.status in NEWS for change in retriever.changes):
        skipped = [change for change in retriever.changes if change.notes]
        for change in skipped[:MOST_NAMED]:
            _print([f"skipped {change.file}: {change.notes[0]}"], sys.stderr)
        if len(skipped) > MOST_NAMED:
            _print([f"… and {len(skipped) - MOST_NAMED} more: see dossier status"], sys.stderr)
        _print(_summary(retriever), sys.stderr)
    return assistant


def _summary(opened: Retriever) -> Iterator[str]:
    if opened.reason:
        yield f"everything was indexed anew: {opened.reason}"
    counts = Counter(change.status for change in opened.changes)
    told = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    yield f"index updated: {told}" if opened.changes else "nothing changed since the last index"


def _question(arguments: argparse.Namespace) -> str:
    return " ".join(arguments.question)


def _docs(settings: Settings) -> tuple[str, ...]:
    """The documents that were named, or the articles that come with the program."""
    if settings.docs:
        return settings.docs
    package = Path(qa.__file__).parent
    return (str(package / "seeds" if (package / "seeds").is_dir() else package.parent / "seeds"),)


def _filters(arguments: argparse.Namespace) -> Filters:
    return Filters(arguments.since, arguments.until, arguments.source)


def _settings(arguments: argparse.Namespace) -> Settings:
    """The settings in force: the options typed, the environment, the settings file."""
    _give_back_question(arguments)
    typed = {name: getattr(arguments, name, None) for name in TYPED}
    environment = dict(os.environ)
    chosen = environment.pop("DOSSIER_CONFIG", "")
    file = Path(chosen) if chosen else user_config_path("dossier", appauthor=False) / "config.toml"
    if chosen and not file.is_file():
        raise UsageError(f"there is no settings file {file}: see DOSSIER_CONFIG")
    settings = settle(typed, environment, file)
    weights(settings.ranking)  # a mistake there is told before anything is indexed
    return settings


def _give_back_question(arguments: argparse.Namespace) -> None:
    """In `ask --docs a b "question"` the option takes the question for paths; give back what is none."""
    docs = arguments.docs
    if not getattr(arguments, "question", True) and docs:
        paths = max((number for number, path in enumerate(docs, 1) if os.path.exists(path)), default=1)
        arguments.question, arguments.docs = docs[paths:], docs[:paths]


def _print(lines: Iterable[str], stream: TextIO | None = None) -> None:
    for line in lines:
        print(safe(line), file=stream or sys.stdout)


def _progress() -> Report:
    """Progress on standard error, on one line that is written over, where that is a terminal."""
    if not sys.stderr.isatty():
        return quiet

    def show(progress: Progress) -> None:
        end = "\r" if progress.done < progress.total else "\n"
        print(f"\x1b[2K{progress.stage} {progress.done}/{progress.total}", end=end, file=sys.stderr, flush=True)

    return show


def _parser() -> argparse.ArgumentParser:
    """The command line. The options of `common` stand before or after the command; without a command it is the chat."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
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
    parser = argparse.ArgumentParser("dossier", description=about, parents=[common])
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, (run, arguments) in COMMANDS.items():
        command = commands.add_parser(name, parents=[common], help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        arguments(command)
    return parser


def _add_index(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help="files and folders, as with --docs")
    command.add_argument("--rebuild", action="store_true", help="from nothing, whatever there is")


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
    command.add_argument("file", metavar="FILE", help="JSON lines: question, answers, perhaps id, history, evidence")


def _add_chat(command: argparse.ArgumentParser) -> None:
    command.add_argument("--resume", action="store_true", help="go on with the last chat over these documents")
    command.add_argument("--plain", action="store_true", help="line by line, for screen readers and plain terminals")


def _no_more(command: argparse.ArgumentParser) -> None:
    """The command has no arguments of its own."""


COMMANDS = {
    "index": (index, _add_index),
    "search": (search, _add_search),
    "ask": (ask, _add_ask),
    "chat": (chat, _add_chat),
    "status": (status, _no_more),
    "check": (check, _no_more),
    "eval": (evaluate, _add_evaluate),
}

if __name__ == "__main__":
    sys.exit(main())
