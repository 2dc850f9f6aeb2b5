"""What the README shows is run: its Python as it stands, its commands with the outcome that it prints."""

import re
import shlex
from pathlib import Path

import pytest

import cli
from qa.options import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_of_the_readme_runs(
    block: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})
    shown = [line.split("# ", 1)[1] for line in block.splitlines() if line.startswith("print(") and "# " in line]
    assert capsys.readouterr().out.splitlines() == shown


@pytest.mark.parametrize("block", blocks("console"))
def test_the_commands_of_the_readme_print_what_it_shows(
    block: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    for command, expected in re.findall(r"^\$ dossier (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        cli.main(shlex.split(command))
        assert capsys.readouterr().out.rstrip() == expected.rstrip()


def test_every_command_has_its_place_in_the_readme() -> None:
    for command in COMMANDS:
        assert f"dossier {command}" in README


def test_every_link_of_the_readme_within_the_repository_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
