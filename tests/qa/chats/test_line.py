import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def talk(corpus: Path, typed: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "cli.py", "--docs", str(corpus), "--embedder", "hashing", "chat", *arguments]
    given = {**os.environ, "DOSSIER_THRESHOLD": "0", **environment}
    return subprocess.run(command, input=typed, capture_output=True, text=True, env=given, cwd=ROOT, check=False)


@pytest.mark.parametrize(("arguments", "term"), [(["--plain"], "xterm"), ([], "dumb")])
def test_each_line_is_a_question_and_a_follow_up_leans_on_the_one_before(
    corpus: Path, arguments: list[str], term: str
) -> None:
    done = talk(corpus, "When did the harbour of Lisbon open again?\n???\nAnd why?\n", *arguments, TERM=term)
    lines = done.stdout.split("\n")
    assert lines[0].startswith("3 documents. Type a question")
    assert lines[1] == "Answer:"
    assert lines[2] == "The harbour of Lisbon opened again on Tuesday. [1]"
    assert "Error: the question is empty: ask in words" in lines
    assert any(line.startswith("searched: And why? (") for line in lines)
    assert "\x1b" not in done.stdout
    assert done.returncode == 0


def test_without_a_terminal_and_without_plain_the_chat_says_what_to_do(corpus: Path) -> None:
    done = talk(corpus, "x\n", TERM="xterm")
    assert done.returncode == 2
    assert "dossier chat --plain" in done.stderr
