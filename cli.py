"""The command line: `dossier`, or `python cli.py` in a checkout.

Results go to standard output, progress and errors to standard error. The exit code is 0 when there is an answer or
result, 1 when there is none, 2 for a usage or other reported error; docs/reliability.md has the others. Each command
imports what it needs, so that none waits for what only another one uses.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from index.errors import DossierError, IndexBusy, UsageError
from index.types import Progress, Report
from qa.options import COMMON, documents, filters, parser, settled
from qa.safe import one_line, safe
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.retrieve import Retriever

FOUND, NOTHING, INTERRUPTED = 0, 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = parser(COMMANDS).parse_args(argv, argparse.Namespace(run=chat, **dict.fromkeys(COMMON)))
    try:
        settings = settled(arguments)
        run: Callable[[argparse.Namespace, Settings], int] = arguments.run
        code = run(arguments, settings)
        sys.stdout.flush()
        return code
    except DossierError as error:
        _fault(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("stopped; the index is as it was", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND


def chat(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the terminal UI; with --plain, or on a terminal that can do no more, the chat line by line."""
    if getattr(arguments, "plain", False) or os.environ.get("TERM") == "dumb":
        from qa.chats.line import talk

        return talk(_open(settings), filters(arguments))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the chat needs a terminal: use dossier ask in scripts, or dossier chat --plain in a pipe")
    from qa.tui.app import run  # textual is loaded for the chat only

    return run(documents(settings), settings, filters(arguments), getattr(arguments, "resume", False))


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the chat in a browser of this machine, for whoever has the link that is printed."""
    from qa.serve.server import How, run  # aiohttp is loaded for this only
    from qa.serve.tab import Offer

    offer = Offer(documents(settings), settings, filters(arguments))
    return run(offer, How(arguments.port, arguments.open, arguments.resume), _say)


def index(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build the index or bring it up to date, and say what became of each file."""
    from qa import inspect
    from qa.preview import preview_text
    from qa.retrieve import Retriever, load_embedder, plan

    docs = arguments.paths or documents(settings)
    if arguments.dry_run:
        _print(preview_text(plan(docs, settings), load_embedder(settings)))
        return FOUND
    opened = (Retriever.rebuild if arguments.rebuild else Retriever.open)(docs, settings, _progress())
    if opened.behind:
        raise IndexBusy(f"another process is updating the index of {', '.join(docs)}: try again when it is done")
    _updated(opened)
    _print([next(inspect.reading(opened.index.records.files()))])
    about = opened.index.about
    print(f"{about.documents} documents, {about.passages} passages, embedded by {about.embedder}")
    if arguments.watch:
        from qa.watch import Watcher, watch  # watchfiles is loaded for this only

        print("watching; Ctrl+C stops", file=sys.stderr)
        sys.stdout.flush()
        watch(opened, plan(docs, settings), Watcher(_progress(), _news, _fault))
    return FOUND


def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the passages that fit a question best, or write a TREC run for a file of queries."""
    from qa.batch import run_lines, write_run
    from qa.explain import found_text
    from qa.export import dumps, found_json

    if bool(arguments.queries) != bool(arguments.run_file):
        raise UsageError("--queries FILE and --run FILE belong together: questions in, a TREC run out")
    assistant = _open(settings)
    if arguments.queries:
        lines = run_lines(assistant, Path(arguments.queries), arguments.by, filters(arguments))
        write_run(Path(arguments.run_file), lines)
        return FOUND
    question = _question(arguments)
    found = assistant.find(question, settings.k, filters(arguments))
    as_json = [dumps(found_json(question, found), indent=2)] if arguments.json else None
    _print(as_json or found_text(found, arguments.explain))
    if not found.hits:
        print("nothing was found", file=sys.stderr)
    return FOUND if found.hits else NOTHING


def ask(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the answer to a question with its sources, or answer a file of questions as JSON lines."""
    from qa.batch import answers
    from qa.export import answer_json, dumps
    from qa.plain import answer_text

    assistant = _open(settings)
    if arguments.questions:
        _print(answers(assistant, Path(arguments.questions), filters(arguments)))
        return FOUND
    answer = assistant.ask(_question(arguments), (), filters(arguments))
    _print([dumps(answer_json(answer), indent=2)] if arguments.json else answer_text(answer))
    return NOTHING if answer.abstained else FOUND


def status(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say where the index is, what is in it, what was skipped and what changed since."""
    from qa import inspect
    from qa.retrieve import plan

    _print(inspect.status(plan(documents(settings), settings)))
    return FOUND


def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Verify the index against its checksums and the documents; nothing is written."""
    from qa import inspect
    from qa.retrieve import plan

    _print(inspect.check(plan(documents(settings), settings), arguments.fast))
    return FOUND


def repair(arguments: argparse.Namespace, settings: Settings) -> int:
    """Mend a damaged index: go back to an older one that is sound, else read everything again; nothing is deleted."""
    from index.repair import repair as mend
    from qa.retrieve import Retriever, plan

    docs = documents(settings)
    _print(mend(plan(docs, settings), lambda: Retriever.rebuild(docs, settings, _progress())))
    return FOUND


def verify(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say of each quote of an answer or a text whether it stands in the documents: exact, altered or not found."""
    from qa.claims import read_claims
    from qa.export import dumps
    from qa.verdicts import verdict_text, verdicts_json
    from qa.verify import verify as verified
    from qa.verify import worst

    quotes = read_claims(arguments.file, arguments.quote)
    index = _open(settings).retriever.index
    verdicts = [verified(claim, index) for claim in quotes]
    told = chain.from_iterable(map(verdict_text, verdicts))
    _print([dumps(verdicts_json(verdicts), indent=2)] if arguments.json else told)
    if not verdicts:
        print("nothing is quoted there", file=sys.stderr)
    return worst(verdicts)


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer a file of graded questions, and say which went wrong and how many right."""
    from qa.grade import grade, report

    _print(report(grade(_open(settings), Path(arguments.file))))
    return FOUND


def _open(settings: Settings) -> "Assistant":
    """The assistant for the documents; what the opening changed in the index is told on standard error."""
    from index.build import NEWS
    from qa.assistant import Assistant
    from qa.preview import skipped_text, summary_text

    assistant = Assistant.open(documents(settings), settings, _progress())
    retriever = assistant.retriever
    if retriever.reason or any(change.status in NEWS for change in retriever.changes):
        _print(skipped_text(retriever.changes), sys.stderr)
        _print(summary_text(retriever.changes, retriever.reason), sys.stderr)
    if retriever.behind:
        print("another process is updating the index: this is from the one before", file=sys.stderr)
    return assistant


def _fault(error: DossierError) -> None:
    print(f"error: {one_line(str(error))}", file=sys.stderr, flush=True)


def _say(line: str) -> None:
    print(safe(line), flush=True)


def _updated(opened: "Retriever") -> None:
    """Say what became of each file."""
    from qa.preview import change_text, summary_text

    _print(chain.from_iterable(map(change_text, opened.changes)))
    _print(summary_text(opened.changes, opened.reason))


def _news(opened: "Retriever") -> None:
    """Say which files changed, and when."""
    from index.build import NEWS
    from qa.preview import change_text

    changed = [change for change in opened.changes if change.status in NEWS]
    _print([time.strftime("%H:%M:%S"), *chain.from_iterable(map(change_text, changed))])
    sys.stdout.flush()


def _question(arguments: argparse.Namespace) -> str:
    return " ".join(arguments.question)


def _print(lines: Iterable[str], stream: TextIO | None = None) -> None:
    for line in lines:
        print(safe(line), file=stream or sys.stdout)


def _progress() -> Report:
    """Progress on standard error, on one line that is written over, where that is a terminal."""
    from qa import pace
    from qa.retrieve import quiet

    if not sys.stderr.isatty():
        return quiet
    begun: dict[str, float] = {}

    def show(progress: Progress) -> None:
        seconds = time.monotonic() - begun.setdefault(progress.stage, time.monotonic())
        end = "\r" if progress.done < progress.total else "\n"
        print(f"\x1b[2K{pace.line(progress, seconds)}", end=end, file=sys.stderr, flush=True)

    return show


COMMANDS: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
    "index": index,
    "search": search,
    "ask": ask,
    "chat": chat,
    "serve": serve,
    "status": status,
    "check": check,
    "repair": repair,
    "verify": verify,
    "eval": evaluate,
}

if __name__ == "__main__":
    sys.exit(main())
