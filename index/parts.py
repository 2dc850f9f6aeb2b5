"""The parts loader: the modules of a folder are the parts that there are, and a part is loaded by its name."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from index.errors import PartMissing


def names(package: str) -> list[str]:
    """The parts that a package such as "index.embedders" offers, sorted."""
    return sorted(found.name for found in iter_modules(import_module(package).__path__) if found.name[0] != "_")


def part(package: str, name: str) -> Any:
    """The module `name` of `package`.

    Raises PartMissing when there is none, saying which there are, or when a package that it imports is not installed.
    """
    kind = package.rpartition(".")[2].rstrip("s")
    if name not in names(package):
        raise PartMissing(f"there is no {kind} “{name}”: choose one of {', '.join(names(package))}")
    try:
        return import_module(f"{package}.{name}")
    except ModuleNotFoundError as error:
        raise PartMissing(
            f"the {kind} “{name}” needs {error.name}, which is not installed: install dossier-qa with its dependencies"
        ) from error
