"""Start a process of this program that imports from where this one does, and from nowhere else."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_PATHS = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "


def module(name: str) -> tuple[list[str], dict[str, str]]:
    """The command that runs a module of the program in the working folder, from which no module is taken, and the
    environment for it."""
    return [sys.executable, "-P", "-m", name], {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def start(code: str, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """A Python process that runs `code`, with pipes to its standard input and output, in a session of its own, which
    the keys of a terminal do not reach. Its working folder is the root of the disk."""
    root = str(Path(__file__).parents[1])
    here = os.getcwd() if os.path.exists(".") else ""
    paths = [path for path in sys.path if os.path.isabs(path) and (path != here or path == root)]
    paths += [root] if root not in paths else []
    return subprocess.Popen(
        [sys.executable, "-P", "-E", "-s", "-X", "utf8", "-W", "ignore", "-c", _PATHS + code, json.dumps(paths)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.path.abspath(os.sep),
        env=dict(environment),
        start_new_session=True,
    )
