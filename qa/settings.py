"""All settings with their defaults. What a person types wins over the environment, that over the settings file."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from index.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are indexed, searched and quoted.

    `docs` are files and folders, `index` the folder of the index (empty: one a corpus in `home`), `home` where indexes
    are kept (empty: $DOSSIER_HOME, else the platform's cache folder). `embedder` is NAME or NAME:ARGUMENT, `store` the
    vector store.
    `processes` is by how many processes a light embedder's documents are indexed, and a long file of questions is
    answered (0: one a core).
    `words` is the most words of a passage, `k` how many passages a search returns, `pool` how many candidates are
    ranked for it, and `ranking` the weights of the ranking's stages (see qa/rank.py). `reranker` is NAME:ARGUMENT, as
    cross:FOLDER (empty: none), and puts the best `rerank` passages in its own order. `sentences` is the most that an
    answer quotes; an answer whose confidence is below `threshold` (0 to 1) is not given.
    `keys` gives actions of the chat other keys, each as ACTION=KEY (see docs/chat.md).
    """

    docs: tuple[str, ...] = ()
    index: str = ""
    home: str = ""
    embedder: str = "static"
    store: str = "faiss"
    processes: int = 0
    words: int = 120
    k: int = 8
    pool: int = 64
    ranking: str = "words=0.05 document=0.2 meaning=0.18 likeness=0.38 feedback=0.2 lead=0.07 time=0.05 source=0.3"
    reranker: str = ""
    rerank: int = 20
    sentences: int = 3
    threshold: float = 0.18
    keys: tuple[str, ...] = ()


_RANGES = {
    "processes": (0, 64),
    "words": (20, 2000),
    "k": (1, 1000),
    "pool": (1, 10_000),
    "rerank": (1, 1000),
    "sentences": (1, 10),
}


def settle(typed: Mapping[str, Any], environment: Mapping[str, str], file: Path | None) -> Settings:
    """The settings in force: `typed` (None where nothing was), then DOSSIER_<NAME> variables, then the TOML file.

    Raises UsageError for an unknown key in the file, or for a value of the wrong kind or out of range.
    """
    settings = Settings()
    names = {field.name for field in fields(Settings)}
    if file is not None and file.is_file():
        settings = _with(settings, _from_file(file, names), str(file))
    variables = {
        name: environment[f"DOSSIER_{name.upper()}"] for name in names if f"DOSSIER_{name.upper()}" in environment
    }
    settings = _with(settings, variables, "the environment")
    return _with(settings, {name: value for name, value in typed.items() if value is not None}, "the command line")


def _from_file(file: Path, names: set[str]) -> dict[str, Any]:
    import tomllib

    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"the settings file {file} cannot be read: {error}") from error
    if unknown := sorted(found.keys() - names):
        raise UsageError(
            f"the settings file {file} has an unknown key “{unknown[0]}”: there are {', '.join(sorted(names))}"
        )
    return found


def _with(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    return replace(settings, **{name: _value(name, value, where) for name, value in values.items()})


def _value(name: str, value: Any, where: str) -> Any:
    """A value as its field wants it. Raises UsageError when it cannot be that."""
    default = getattr(Settings(), name)
    try:
        if isinstance(default, tuple):
            return tuple(map(str, [value] if isinstance(value, str) else value))
        made = type(default)(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name} from {where} must be a {type(default).__name__}, not “{value}”") from error
    low, high = _RANGES.get(name, (float("-inf"), float("inf")))
    if isinstance(made, int | float) and not low <= made <= high:
        raise UsageError(f"{name} from {where} must be from {low} to {high}, not {value}")
    return made
