"""The command line: `dossier`, or `python cli.py` in a checkout.

Results go to standard output, progress and errors to standard error. The exit code is 0 when there is an answer or
result, 1 when there is none, 2 for a usage or other reported error; docs/reliability.md has the others.
"""

import os
import sys
import threading
from collections.abc import Sequence

from index.errors import DossierError
from index.parts import part
from qa.console import fault
from qa.options import read, settled

INTERRUPTED = 130

_BLAS = ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "MKL_NUM_THREADS")
"""How many threads numpy's products of matrices have, read when numpy is imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Only what that command needs is imported."""
    arguments = read(argv)
    if arguments.command != "index":  # the products of a question are small: dividing one takes longer than doing it
        os.environ.update({name: "1" for name in _BLAS if name not in os.environ})
    try:
        code = int(part("qa.commands", arguments.command).run(arguments, settled(arguments)))
        sys.stdout.flush()
        return code
    except DossierError as error:
        fault(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("stopped; the index is as it was", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run() -> None:
    """Run the command that was typed, and end the process.

    Once everything is written and no other thread runs, it ends at once: taking the interpreter apart would take a
    tenth of the time of an answer, for memory that the system takes back anyway.
    """
    code = main()
    if threading.active_count() == 1:
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
