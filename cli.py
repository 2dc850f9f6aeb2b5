"""The command line: `dossier`, or `python cli.py` in a checkout.

Results go to standard output, progress and errors to standard error. The exit code is 0 when there is an answer or
result, 1 when there is none, 2 for a usage or other reported error; docs/reliability.md has the others.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_config_path

from index.errors import DossierError, UsageError
from index.parts import part
from qa.options import read
from qa.safe import one_line
from qa.settings import Settings, settle

INTERRUPTED = 130
_TYPED = ("docs", "index", "embedder", "ranking", "reranker", "k")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Only what that command needs is imported."""
    arguments = read(argv)
    try:
        code = int(part("qa.commands", arguments.command).run(arguments, _settings(arguments)))
        sys.stdout.flush()
        return code
    except DossierError as error:
        print(f"error: {one_line(str(error))}", file=sys.stderr, flush=True)
        return error.exit_code
    except KeyboardInterrupt:
        print("stopped; the index is as it was", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _settings(arguments: argparse.Namespace) -> Settings:
    """The settings in force: the options typed, the environment, the settings file."""
    typed = {name: getattr(arguments, name, None) for name in _TYPED}
    environment = dict(os.environ)
    chosen = environment.pop("DOSSIER_CONFIG", "")
    file = Path(chosen) if chosen else user_config_path("dossier", appauthor=False) / "config.toml"
    if chosen and not file.is_file():
        raise UsageError(f"there is no settings file {file}: see DOSSIER_CONFIG")
    return settle(typed, environment, file)


if __name__ == "__main__":
    sys.exit(main())
