"""An edition is found by its folder, its notebook or its commit."""

import subprocess
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.review.editions import open_edition


def _git(mappe: Path, *valg: str) -> None:
    egen = ["-c", "user.name=Lillevik", "-c", "user.email=post@lillevik.example"]
    subprocess.run(["git", "-C", mappe, *egen, *valg], check=True, capture_output=True)


def test_a_clone_of_the_last_commits_alone_says_how_to_have_the_rest(tmp_path: Path) -> None:
    hel, grunn = tmp_path / "hel", tmp_path / "grunn"
    hel.mkdir()
    _git(hel, "init", "-q")
    for nr in range(2):
        _git(hel, "commit", "-q", "--allow-empty", "-m", str(nr))
    _git(tmp_path, "clone", "-q", "--depth=1", hel.as_uri(), str(grunn))
    for rot, rad in ((grunn, r"git fetch --unshallow\.$"), (hel, r"utgave i git\.$")):
        with pytest.raises(Datafeil, match=rad), open_edition(rot, "HEAD~9"):
            pass
    _git(grunn, "fetch", "-q", "--unshallow")
    _git(grunn, "rev-parse", "--verify", "HEAD~1")
