"""Readers that do their worst, in the real process: each is given up with a code, and the next file is read."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import sandbox
from index.errors import Code, FileSkipped
from index.sandbox import Sandbox
from index.types import Article, Document, Inner, Progress, Source, Span

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
SOURCE = Source("a.bin", "/corpus/a.bin")
HEAD = (
    "import os, socket, subprocess, sys, time\n"
    "from index.errors import Code, FileSkipped\n"
    "from index.types import Article, Document, Inner, Progress, Span\n"
    "def read(source, data):\n"
)
GOOD = "    yield Article(Document(source.id, source.path, 'Some text.'), (Span(0, 10),))"
ARTICLE = Article(Document("a.bin", "/corpus/a.bin", "Some text."), (Span(0, 10),))


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox whose process finds more readers, in a folder of the test."""
    extended = f"import index.readers; index.readers.__path__.append({str(tmp_path)!r}); from index.worker import main"
    monkeypatch.setattr(sandbox, "_START", sandbox._START.replace("from index.worker import main", extended))
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "good.py").write_text(HEAD + GOOD)
    with Sandbox() as one:
        yield one


def found(box: Sandbox, tmp_path: Path, body: str, data: bytes = b"x") -> list[object]:
    """What a reader with this body yields, and the code that it is given up with."""
    (tmp_path / "bad.py").write_text(HEAD + body)
    result: list[object] = []
    try:
        result.extend(box.read("bad", SOURCE, data))
    except FileSkipped as skipped:
        result.append(skipped.code)
    assert list(box.read("good", SOURCE, b"x")) == [ARTICLE]
    return result


def test_what_a_reader_yields_comes_back_as_it_was(box: Sandbox, tmp_path: Path) -> None:
    body = (
        "    yield Progress('pages', 1, 2)\n"
        "    yield Inner('b.txt', bytes(range(256)) + data)\n"
        "    one = Document(source.id, 'x', 'é\\U0001F600.\\n', title='t', lines=(0, 3), unit='page')\n"
        "    yield Article(one, (Span(0, 3),))"
    )
    document = Document("a.bin", "/corpus/a.bin", "é\U0001f600.\n", title="t", lines=(0, 3), unit="page")
    assert found(box, tmp_path, body, b"\0\xff") == [
        Progress("pages", 1, 2),
        Inner("b.txt", bytes(range(256)) + b"\0\xff"),
        Article(document, (Span(0, 3),)),
    ]
    assert box.starts == 1


def test_a_reason_comes_back_with_its_code(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(HEAD + "    raise FileSkipped(Code.ENCRYPTED, 'locked')\n    yield")
    (one,) = box.read("bad", SOURCE, b"x")
    assert isinstance(one, FileSkipped)
    assert (one.code, str(one)) == (Code.ENCRYPTED, "locked")


def test_the_process_is_started_when_it_is_needed_and_used_again(box: Sandbox) -> None:
    assert box.starts == 0
    for _ in range(3):
        assert list(box.read("good", SOURCE, b"x")) == [ARTICLE]
    assert box.starts == 1
    box.close()
    assert list(box.read("good", SOURCE, b"x")) == [ARTICLE]
    assert box.starts == 2


def test_a_reader_that_does_not_end_is_given_up(box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SILENCE", 1.5)
    began = time.monotonic()
    assert found(box, tmp_path, "    while True: pass\n    yield") == [Code.TIMEOUT]
    assert time.monotonic() - began < 20


def test_a_reader_that_shows_life_may_take_longer_but_not_for_ever(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "SILENCE", 2.0)
    body = "    for n in range({}):\n        time.sleep(0.5)\n        yield Progress('pages', n, 9)\n"
    assert len(found(box, tmp_path, body.format(6))) == 6
    box.close()
    monkeypatch.setattr(sandbox, "WHOLE", 2.0)
    assert found(box, tmp_path, body.format(99))[-1] == Code.TIMEOUT


@unix
def test_a_reader_that_takes_all_memory_is_given_up(box: Sandbox, tmp_path: Path) -> None:
    body = "    held = []\n    while True: held.append(bytes(1 << 24))\n    yield"
    (one,) = found(box, tmp_path, body)
    assert isinstance(one, FileSkipped)
    assert one.code == Code.MEMORY


def test_a_package_that_a_reader_needs_and_that_is_missing_is_named(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("import no_such_package")
    (one,) = box.read("bad", SOURCE, b"x")
    assert isinstance(one, FileSkipped)
    assert str(one.note) == (
        "no-reader: the reader “bad” needs no_such_package, which is not installed: "
        "install dossier-qa with its dependencies"
    )


def test_a_reader_that_nests_too_deep_is_skipped(box: Sandbox, tmp_path: Path) -> None:
    (one,) = found(box, tmp_path, "    def deep(n): return deep(n + 1) + 1\n    yield deep(0)")
    assert isinstance(one, FileSkipped)
    assert one.code == Code.LIMIT
    assert box.starts == 1


@pytest.mark.parametrize(
    "body", ["    os._exit(0)\n    yield", "    os.abort()\n    yield", "    sys.exit(3)\n    yield"]
)
def test_a_reader_that_dies_is_skipped(box: Sandbox, tmp_path: Path, body: str) -> None:
    assert found(box, tmp_path, body) == [Code.CRASHED]


def test_what_a_reader_found_before_it_died_is_kept(box: Sandbox, tmp_path: Path) -> None:
    assert found(box, tmp_path, GOOD + "\n    os._exit(1)") == [ARTICLE, Code.CRASHED]


def test_a_reader_that_writes_without_end_is_given_up(box: Sandbox, tmp_path: Path) -> None:
    body = "    while True: yield Article(Document(source.id, '', 'x' * (1 << 20)), ())"
    assert found(box, tmp_path, body)[-1] == Code.LIMIT
    body = "    while True: yield Inner('a', bytes(1 << 26))"
    assert found(box, tmp_path, body)[-1] == Code.LIMIT


@pytest.mark.parametrize(
    "body",
    [
        "    yield Article(Document('other.txt', '', 'x'), ())",
        "    yield Article(Document(source.id, '', 'x'), (Span(0, 9),))",
        "    yield Article(Document(source.id, '', 'xyz'), (Span(2, 3), Span(0, 1)))",
        "    yield Article(Document(source.id, '', 'xyz', lines=(2, 1)), ())",
        "    yield Article(Document(source.id, '', 'xyz', title=['x']), ())",
        "    yield Article(Document(source.id, '', None), ())",
        "    os.write(sys.stdout.fileno(), b'x'); os.write(3, b'y' * 99); os.write(4, b'y' * 99); yield",
    ],
)
def test_a_reader_that_answers_nonsense_is_skipped(box: Sandbox, tmp_path: Path, body: str) -> None:
    assert found(box, tmp_path, body)[-1] in {Code.CRASHED, Code.LIMIT}


def test_what_a_reader_prints_is_no_answer(box: Sandbox, tmp_path: Path) -> None:
    assert found(box, tmp_path, "    print('A' * 9999, flush=True); os.write(1, b'B' * 99)\n" + GOOD) == [ARTICLE]


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname').read()",
        "open(path, 'w')",
        "open(__file__, 'a')",
        "os.remove(path)",
        "os.mkdir(path + '2')",
        "os.rename(path, path + '2')",
        "os.kill(os.getppid(), 9)",
        "os.system('touch ' + path)",
        "subprocess.run(['touch', path])",
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 9))",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "__import__('pickle').loads(b'cos\\nsystem\\n(S\"true\"\\ntR.')",
        "__import__('ctypes').CDLL(None)",
    ],
)
def test_a_reader_can_do_nothing_but_read_its_bytes(box: Sandbox, tmp_path: Path, deed: str) -> None:
    path = tmp_path.parent / "kept"
    path.write_text("as it was")
    body = f"    path = {str(path)!r}\n    {deed}\n    yield Progress('did it', 0, 0)"
    (one,) = found(box, tmp_path, body)
    assert isinstance(one, FileSkipped)
    assert (one.code, str(one)) == (Code.DAMAGED, "it cannot be parsed (PermissionError)")
    assert path.read_text() == "as it was"


def test_a_reader_sees_neither_the_environment_nor_the_working_folder(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    body = "    raise FileSkipped(Code.EMPTY, f\"{os.environ.get('SECRET_KEY')} {os.getcwd()}\")\n    yield"
    (one,) = found(box, tmp_path, body)
    assert str(one) == f"None {os.path.abspath(os.sep)}"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that started it")
def test_the_process_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text(HEAD + "    while True: pass\n    yield")
    program = (
        "import os, sys, threading; from index import sandbox; from index.types import Source\n"
        f"more = \"import index.readers; index.readers.__path__.append('{tmp_path}'); \"\n"
        "sandbox._START = sandbox._START.replace('from index.worker', more + 'from index.worker')\n"
        "box = sandbox.Sandbox()\n"
        "def tell():\n"
        "    while box._process is None: threading.Event().wait(0.01)\n"
        "    print(box._process.pid, flush=True); threading.Event().wait(1); os.kill(os.getpid(), 9)\n"
        "threading.Thread(target=tell).start()\n"
        "list(box.read('endless', Source('a.bin', '/a.bin'), b'x'))"
    )
    environment = {**os.environ, "PYTHONPATH": f"{Path(__file__).parents[2]}:{tmp_path}"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == -9, done.stderr
    state = Path(f"/proc/{int(done.stdout)}/stat")
    until = time.monotonic() + 10
    while state.exists() and " Z " not in state.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    assert not state.exists() or " Z " in state.read_text()


@unix
def test_a_module_in_the_working_folder_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path, "", str(tmp_path)])
    with Sandbox() as box:
        (one,) = box.read("rtf", Source("a.rtf", "/a.rtf"), b"{\\rtf1 Some words are here.}")
    assert isinstance(one, Article)
    assert one.document.text == "Some words are here."
