"""Models by their folder or by their name on the hub: what the transformer embedder and the rerankers share.

It needs huggingface_hub alone, not torch.
"""

import hashlib
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Protocol, TypeVar

from huggingface_hub import HfApi
from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import (  # type: ignore[attr-defined]  # public there, though not marked so
    are_progress_bars_disabled,
    disable_progress_bars,
    enable_progress_bars,
    validate_repo_id,
)

from index.errors import PartMissing, UsageError

Model = TypeVar("Model")

_PATIENCE = 10
"""Seconds until the hub counts as out of reach."""
_CODE = (".py", ".bin", ".pt", ".pth", ".pkl", ".ckpt")
"""Suffixes of Python code and of pickled weights, which may hold code too."""
_CONTENT = (".json", ".safetensors", ".txt", ".model")
"""Suffixes of the files that decide what a model gives."""
_QUIET = RLock()
"""Held while the switches of the process are off: two threads would put back each other's."""


class Bars(Protocol):
    """The switch of a library's progress bars, as the module `transformers.utils.logging` has it."""

    def is_progress_bar_enabled(self) -> bool: ...

    def enable_progress_bar(self) -> None: ...

    def disable_progress_bar(self) -> None: ...


def load_model(argument: str, part: str, make: Callable[..., Model], bars: Bars) -> tuple[str, Model]:
    """A model of sentence-transformers and what identifies it: its folder and fingerprint, or its name and commit.

    `part` is what wants it, such as “embedder transformer”, and `make` the library's class. Weights are read from
    safetensors only, and no code of the model's own is run. Raises UsageError without a name and for a folder that is
    not there, PartMissing when the model cannot be loaded.
    """
    kind = part.rpartition(" ")[2]
    write = f"write {kind}:FOLDER, or {kind}:NAME for a model of the hub"
    if not argument:
        raise UsageError(f"the {part} needs a model: {write}")
    folder = model_folder(argument, write)
    safely = partial(make, trust_remote_code=False, model_kwargs={"use_safetensors": True})
    try:
        with quiet(bars):
            model = safely(str(folder), local_files_only=True) if folder else _local_or_hub(argument, safely)
        return f"{folder}@{fingerprint(folder)}" if folder else f"{argument}@{_revision(model)}", model
    except Exception as error:  # the libraries below raise whatever they like; the person needs the reason only
        raise unloadable(argument, error) from error


def _local_or_hub(name: str, make: Callable[..., Model]) -> Model:
    """Load what lies on this machine; a model that does not is asked for on the hub once before it is fetched."""
    try:
        return make(name, local_files_only=True)
    except OSError:
        ask_hub(name)
        return make(name)


def _revision(model: object) -> str:
    """The commit of a model from the hub, as far as its configuration tells."""
    return str(getattr(getattr(model, "config", None), "_commit_hash", None) or "unknown")


def model_folder(argument: str, write: str) -> Path | None:
    """The folder that `argument` names, absolute and safe to load; None when it is a name on the hub instead.

    A folder that exists always goes before the hub. `write` ends the refusal, and says what to write instead. Raises
    UsageError for what is neither a folder nor such a name, PartMissing for a folder that holds no model or might run
    code.
    """
    place = argument
    with suppress(ValueError):  # a zero byte in the name of a user
        place = os.path.expanduser(argument)
    if os.path.isdir(place):
        folder = Path(place).resolve()
        if not any(os.path.isfile(folder / name) for name in ("modules.json", "config.json")):
            raise PartMissing(f"the folder {folder} holds no model: it has neither modules.json nor config.json")
        refuse_code(folder)
        return folder
    if os.path.exists(place):
        raise UsageError(f"“{argument}” is no folder: {write}")
    try:
        validate_repo_id(argument)
    except HFValidationError as error:
        raise UsageError(f"there is no folder “{argument}”: {write}") from error
    return None


def refuse_code(folder: Path) -> None:
    """Raise PartMissing for a folder that holds pickled weights or Python code, which loading might run."""
    unsafe = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _CODE]
    if unsafe:
        raise PartMissing(
            f"the model {folder} is refused because of {unsafe[0].relative_to(folder)}: "
            "use a model that has its weights as safetensors and no code of its own"
        )


def ask_hub(name: str) -> None:
    """Raise OSError when the hub has no such model or is out of reach; loading would try for a minute to reach it."""
    try:
        HfApi().model_info(name, timeout=_PATIENCE)
    except Exception as error:  # the library raises whatever it likes; the person needs the reason only
        raise OSError(f"it is not on this machine, and the hub does not give it ({_reason(error)})") from error


def unloadable(argument: str, error: Exception) -> PartMissing:
    """The error for a model that a library could not load, with the first line of what the library says."""
    return PartMissing(f"the model “{argument}” cannot be loaded: {_reason(error)}")


def _reason(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__


def fingerprint(folder: Path) -> str:
    """Sixteen hexadecimal digits that stand for what the model's files hold; equal files in another folder have the
    same ones.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _CONTENT and path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape") + b"\0")
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


@contextmanager
def quiet(bars: Bars) -> Iterator[None]:
    """Nothing is logged, warned of or shown as a bar meanwhile, by any thread; then all is as it was.

    Besides `bars`, whose switch turns those of the hub as well, these are switches of the whole process, so one thread
    at a time is in here and others wait.
    """
    with _QUIET, warnings.catch_warnings(action="ignore"):
        level = logging.root.manager.disable
        shown, hidden = bars.is_progress_bar_enabled(), are_progress_bars_disabled()
        logging.disable(logging.CRITICAL)
        bars.disable_progress_bar()
        disable_progress_bars()
        try:
            yield
        finally:
            logging.disable(level)
            if shown:
                bars.enable_progress_bar()
            (disable_progress_bars if hidden else enable_progress_bars)()
