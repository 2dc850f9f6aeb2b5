"""The command line: `dossier`, or `python cli.py` in a checkout.

Results go to standard output, progress and errors to standard error. The exit code is 0 when there is an answer or
result, 1 when there is none, 2 for a usage or other reported error; docs/reliability.md has the others.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TextIO

from platformdirs import user_config_path

import qa
from index.build import NEWS
from index.errors import DossierError, IndexBusy, UsageError
from index.repair import repair as mend
from index.types import Progress, Report
from qa import inspect, pace
from qa.assistant import Assistant
from qa.batch import answers, run_lines, write_run
from qa.chats.line import talk
from qa.claims import read_claims
from qa.export import answer_json, dumps, found_json
from qa.grade import grade, report
from qa.options import COMMON, parser
from qa.plain import answer_text, found_text
from qa.preview import change_text, preview_text, skipped_text, summary_text
from qa.rank import weights
from qa.retrieve import Retriever, load_embedder, plan, quiet
from qa.safe import one_line, safe
from qa.settings import Settings, settle
from qa.types import Filters
from qa.verdicts import verdict_text, verdicts_json
from qa.verify import verify as verified
from qa.verify import worst

FOUND, NOTHING, INTERRUPTED = 0, 1, 130
TYPED = ("docs", "index", "embedder", "ranking", "reranker", "k")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = parser(COMMANDS).parse_args(argv, argparse.Namespace(run=chat, **dict.fromkeys(COMMON)))
    try:
        settings = _settings(arguments)
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
        return talk(_open(settings), _filters(arguments))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the chat needs a terminal: use dossier ask in scripts, or dossier chat --plain in a pipe")
    from qa.tui.app import run  # textual is loaded for the chat only

    return run(_docs(settings), settings, _filters(arguments), getattr(arguments, "resume", False))


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the chat in a browser of this machine, for whoever has the link that is printed."""
    from qa.serve.server import How, run  # aiohttp is loaded for this only
    from qa.serve.tab import Offer

    offer = Offer(_docs(settings), settings, _filters(arguments))
    return run(offer, How(arguments.port, arguments.open, arguments.resume), _say)


def index(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build the index or bring it up to date, and say what became of each file."""
    docs = arguments.paths or _docs(settings)
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
    _print(inspect.check(plan(_docs(settings), settings), arguments.fast))
    return FOUND


def repair(arguments: argparse.Namespace, settings: Settings) -> int:
    """Mend a damaged index: go back to an older one that is sound, else read everything again; nothing is deleted."""
    docs = _docs(settings)
    _print(mend(plan(docs, settings), lambda: Retriever.rebuild(docs, settings, _progress())))
    return FOUND


def verify(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say of each quote of an answer or a text whether it stands in the documents: exact, altered or not found."""
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
    _print(report(grade(_open(settings), Path(arguments.file))))
    return FOUND


def _open(settings: Settings) -> Assistant:
    """The assistant for the documents; what the opening changed in the index is told on standard error."""
    assistant = Assistant.open(_docs(settings), settings, _progress())
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


def _updated(opened: Retriever) -> None:
    """Say what became of each file."""
    _print(chain.from_iterable(map(change_text, opened.changes)))
    _print(summary_text(opened.changes, opened.reason))


def _news(opened: Retriever) -> None:
    """Say which files changed, and when."""
    changed = [change for change in opened.changes if change.status in NEWS]
    _print([time.strftime("%H:%M:%S"), *chain.from_iterable(map(change_text, changed))])
    sys.stdout.flush()


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
