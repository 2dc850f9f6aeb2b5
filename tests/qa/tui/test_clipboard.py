import os
import sys
from pathlib import Path

import pytest

from qa.tui.clipboard import _given, local_program

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="their clipboards have one program each")


def program(folder: Path, name: str, body: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    file.chmod(0o755)


def test_the_program_fits_the_display_and_none_is_used_over_ssh(tmp_path: Path) -> None:
    program(tmp_path, "xclip", "cat")
    program(tmp_path, "wl-copy", "cat")
    path = {"PATH": str(tmp_path)}
    assert local_program({**path, "DISPLAY": ":0"}) == ["xclip", "-selection", "clipboard"]
    assert local_program({**path, "DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}) == ["wl-copy"]
    assert local_program({**path, "DISPLAY": ":0", "SSH_CONNECTION": "1"}) == []
    assert local_program(path) == []
    assert local_program({"PATH": os.devnull, "DISPLAY": ":0"}) == []


def test_the_text_is_handed_over_as_it_is_and_a_failure_is_told(tmp_path: Path) -> None:
    program(tmp_path, "takes", f"cat > {tmp_path}/taken")
    program(tmp_path, "fails", "exit 1")
    assert _given([str(tmp_path / "takes")], "“quote”\n[1]")
    assert (tmp_path / "taken").read_text("utf-8") == "“quote”\n[1]"
    assert not _given([str(tmp_path / "fails")], "x")
    assert not _given([str(tmp_path / "missing")], "x")
