"""The wheel, installed in a fresh environment elsewhere, answers; the checkout is nowhere near."""

import json
import os
import site
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the wheel; its dependencies are borrowed from the environment of the tests."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    packages = next(folder.rglob("site-packages"))
    with ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()))
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(python: Path, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(python), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_wheel_holds_the_packages_the_model_and_the_articles(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {"cli.py", "qa/__init__.py", "index/model/model.safetensors", "index/model/tokenizer.json"} <= set(names)
    assert sorted(name for name in names if name.startswith("qa/seeds/")) == sorted(
        f"qa/seeds/{path.name}" for path in (ROOT / "seeds").iterdir()
    )
    assert not [name for name in names if name.startswith(("tests", "training", "benchmarks", "docs", "seeds"))]


def test_the_installed_command_answers_from_its_own_articles(python: Path, tmp_path: Path) -> None:
    done = run(
        python, tmp_path, "-m", "cli", "ask", "--json", "How many Patriot systems will be jointly financed by Norway?"
    )
    cited = json.loads(done.stdout)["citations"][0]
    assert done.returncode == 0, done.stderr
    assert "two Patriot systems" in cited["quote"]
    assert Path(cited["path"]).parent == next(python.parents[1].rglob("qa/seeds"))


def test_the_installed_package_is_imported_from_the_environment(python: Path, tmp_path: Path) -> None:
    done = run(python, tmp_path, "-c", "import qa, index.types; print(qa.__file__); print(index.types.__file__)")
    assert done.returncode == 0, done.stderr
    assert all(Path(line).is_relative_to(python.parents[1]) for line in done.stdout.split("\n") if line)
