"""A model is a folder or a name on the hub, never one taken for the other, and loading it says nothing."""

import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from huggingface_hub import HfApi, utils

from index.errors import PartMissing, UsageError
from index.hub import ask_hub, fingerprint, model_folder, quiet, unloadable

WRITE = "write part:FOLDER"
ROOT = Path(__file__).parents[2]


class Bars:
    """The bars of a library that has no others below it."""

    def __init__(self, shown: bool = True) -> None:
        self.shown = shown

    def is_progress_bar_enabled(self) -> bool:
        return self.shown

    def enable_progress_bar(self) -> None:
        self.shown = True

    def disable_progress_bar(self) -> None:
        self.shown = False


def switches(bars: Bars) -> tuple[int, list[Any], bool, bool]:
    """What `quiet` turns off: the level of logging, the filters of warnings, two kinds of bars."""
    hidden: bool = utils.are_progress_bars_disabled()  # type: ignore[attr-defined]
    return logging.root.manager.disable, list(warnings.filters), bars.shown, not hidden


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "0_Part").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "0_Part" / "model.safetensors").write_bytes(b"weights")
    return folder


@pytest.fixture
def bars() -> Iterator[Bars]:
    yield Bars()
    utils.enable_progress_bars()  # type: ignore[attr-defined]


def refusal(kind: type[Exception], argument: str) -> str:
    """What this argument is refused with."""
    with pytest.raises(kind) as caught:
        model_folder(argument, WRITE)
    return str(caught.value)


@pytest.mark.parametrize("name", ["gpt2", "nobody/has-this-model", "a.b_c/D-1", "a" * 96])
def test_a_name_of_the_hub_is_no_folder(name: str) -> None:
    assert model_folder(name, WRITE) is None


def test_a_folder_may_be_written_in_any_way(model: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(model.parent)
    (home / "link").symlink_to(model)
    for argument in (str(model), "model", "./model", "model/", f"../{model.parent.name}/model", "~/link"):
        assert model_folder(argument, WRITE) == model


@pytest.mark.parametrize(
    "argument",
    [
        "/no/such/folder", "./nowhere", "../nowhere", "~/nowhere", "~nobody/x", "~no\0body/x", "a/b/c", "nowhere/",
        "a\0b", " ", "a" * 97, "a" * 5000, "/" + "a" * 5000, "~" + "a" * 5000, "\ud800",
    ],
)  # fmt: skip
def test_what_is_neither_a_folder_nor_such_a_name_is_a_usage_error(argument: str) -> None:
    assert refusal(UsageError, argument) == f"there is no folder “{argument}”: {WRITE}"


@pytest.mark.parametrize("argument", ["file.txt", "./file.txt"])
def test_a_file_is_a_usage_error(argument: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.txt").touch()
    assert refusal(UsageError, argument) == f"“{argument}” is no folder: {WRITE}"


@pytest.mark.parametrize("argument", ["name", "owner/name"])
def test_a_folder_without_a_model_is_named_even_where_it_reads_as_a_name_of_the_hub(
    argument: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / argument / "config.json").mkdir(parents=True)  # a folder of that name is no such file
    (tmp_path / argument / "code.py").touch()
    assert refusal(PartMissing, argument) == (
        f"the folder {tmp_path / argument} holds no model: it has neither modules.json nor config.json"
    )


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "modeling.py", "0_Part/custom.py", "weights.pt", "a.pkl", "b.ckpt", "c.pth", "D.PY"]
)
def test_a_folder_that_might_run_code_is_refused(model: Path, name: str) -> None:
    (model / name).touch()
    assert refusal(PartMissing, str(model)) == (
        f"the model {model} is refused because of {name}: "
        "use a model that has its weights as safetensors and no code of its own"
    )


def test_a_fingerprint_is_of_the_names_and_contents_of_the_files_that_decide(model: Path) -> None:
    first = fingerprint(model)
    (model / "README.md").write_text("what decides nothing")
    (model / "folder.json").mkdir()
    assert (first, fingerprint(model)) == ("449a7ad64737001b", "449a7ad64737001b")
    (model / "config.json").write_text("[]")
    assert fingerprint(model) == "517f89ce1af05d6a"
    (model / "config.json").write_text("{}")
    (model / "config.json").rename(model / "modules.json")
    assert fingerprint(model) == "ecc276da98b5908b"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are not UTF-8")
def test_a_name_that_is_no_text_has_a_fingerprint(model: Path) -> None:
    (model / os.fsdecode(b"\xff.json")).touch()
    assert fingerprint(model) == "f82931287941f584"


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError("no answer\nTraceback"), "no answer"), (ValueError("\n one\n"), "one"), (KeyError(), "KeyError")],
)
def test_the_reason_is_the_first_line_of_what_a_library_says(
    error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(HfApi, "model_info", refuse)
    with pytest.raises(OSError) as caught:  # noqa: PT011  the message is the next line's
        ask_hub("gpt2")
    assert str(caught.value) == f"it is not on this machine, and the hub does not give it ({reason})"
    assert str(unloadable("gpt2", error)) == f"the model “gpt2” cannot be loaded: {reason}"


def test_nothing_is_logged_or_warned_of_or_shown_meanwhile(bars: Bars, capfd: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("some.library")
    log.addHandler(logging.StreamHandler())
    with quiet(bars):
        log.critical("some news")
        warnings.warn("some warning", stacklevel=1)
        assert switches(bars)[2:] == (False, False)
        list(utils.tqdm(range(3)))  # type: ignore[attr-defined, no-untyped-call]
    assert capfd.readouterr() == ("", "")
    log.warning("some news")
    assert capfd.readouterr() == ("", "some news\n")


@pytest.mark.parametrize("level", [logging.NOTSET, logging.INFO])
@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("hub", [True, False])
def test_then_all_is_as_it_was(bars: Bars, level: int, shown: bool, hub: bool) -> None:
    bars.shown = shown
    (utils.enable_progress_bars if hub else utils.disable_progress_bars)()  # type: ignore[attr-defined]
    logging.disable(level)
    before = switches(bars)
    with pytest.raises(KeyError), quiet(bars), quiet(bars):
        raise KeyError
    assert switches(bars) == before
    assert before[::2] + before[3:] == (level, shown, hub)
    logging.disable(logging.NOTSET)


def test_a_thread_waits_until_another_has_put_back_the_switches(bars: Bars) -> None:
    before, inside = switches(bars), Event()

    def load() -> None:
        with quiet(bars):
            inside.set()

    other = Thread(target=load)
    with quiet(bars):
        other.start()
        assert not inside.wait(0.1)
    other.join()
    assert inside.is_set()
    assert switches(bars) == before


def test_it_needs_no_torch() -> None:
    code = "import index.hub, sys; print(sorted({'torch', 'transformers', 'sentence_transformers'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
