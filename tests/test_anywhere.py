"""The program on a machine that is not this one: no fork, no fcntl, few signals, links for nobody, a cp1252 console."""

import ast
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import effekt
from tests.helpers.bokkopi import ROT

FREMMED = ROT / "tests" / "helpers" / "fremmed"
# What Windows has not. The engine that forks is asked for only where there is a fork.
MODULER = {"fcntl", "grp", "pwd", "resource", "termios", "pty", "tty"}
NAVN = {
    "os": {
        "fork", "killpg", "setsid", "getpgid", "getuid", "geteuid", "wait", "WNOHANG", "O_ACCMODE", "mkfifo", "chown",
        "uname", "set_blocking", "sched_getaffinity", "getloadavg",
    },
    "signal": {"SIGKILL", "SIGHUP", "SIGCHLD", "SIGALRM", "pthread_sigmask", "SIG_BLOCK", "SIG_UNBLOCK", "alarm"},
    "socket": {"AF_UNIX", "send_fds", "recv_fds"},
    "select": {"poll", "epoll", "POLLIN"},
}  # fmt: skip
FORKER = {"execution/pool.py", "execution/client.py", "execution/kernel.py", "site/warm.py", "base/subcommand.py"}
HVER_MODUL = [
    modul.name
    for modul in pkgutil.walk_packages(effekt.__path__, "effekt.")
    if not modul.name.endswith("__main__") and ".jupyter." not in modul.name
]


def _fremmed(*argv: str, mappe: Path) -> "subprocess.CompletedProcess[str]":
    egne = {navn: verdi for navn, verdi in os.environ.items() if not navn.startswith("EFFEKT_")}
    miljo = {**egne, "PYTHONPATH": str(FREMMED), "PYTHONIOENCODING": "cp1252", "EFFEKT_FEILSOK": "1"}
    return subprocess.run(
        [sys.executable, *argv], cwd=mappe, env=miljo, capture_output=True, encoding="cp1252", check=False
    )


def _moduler() -> Iterator[tuple[str, ast.Module]]:
    for fil in sorted((ROT / "effekt").rglob("*.py")):
        yield fil.relative_to(ROT / "effekt").as_posix(), ast.parse(fil.read_text(encoding="utf-8"))


def test_nothing_asks_for_what_windows_has_not_but_the_engine_that_forks() -> None:
    funn = []
    for navn, tre in _moduler():
        forsokt = {en for ett in ast.walk(tre) if isinstance(ett, ast.Try) for en in ast.walk(ett)}
        valgt = {
            en
            for ett in ast.walk(tre)
            if isinstance(ett, ast.If) and "sys.platform" in ast.unparse(ett.test)
            for en in ast.walk(ett)
        }
        for ledd in ast.walk(tre):
            if isinstance(ledd, ast.Import | ast.ImportFrom) and ledd not in forsokt:
                alle = {alias.name for alias in ledd.names} | {getattr(ledd, "module", None)}
                funn += [f"{navn}: import {modul}" for modul in alle & MODULER]
            elif isinstance(ledd, ast.Attribute) and isinstance(ledd.value, ast.Name) and navn not in FORKER:
                mangler = ledd.attr in NAVN.get(ledd.value.id, ()) and ledd not in valgt
                funn += [f"{navn}: {ledd.value.id}.{ledd.attr}"] if mangler else []
    assert funn == []


def test_every_text_file_is_opened_as_utf_8() -> None:
    """As Windows would else open it: in the signs of the machine's own language."""
    funn = []
    for navn, tre in _moduler():
        for ledd in ast.walk(tre):
            if isinstance(ledd, ast.Call) and isinstance(ledd.func, ast.Attribute):
                uten = "encoding" not in {ett.arg for ett in ledd.keywords} and "'utf-8'" not in ast.unparse(ledd)
                if ledd.func.attr in {"read_text", "write_text"} and uten:
                    funn.append(f"{navn}:{ledd.lineno}")
                if ledd.func.attr == "run" and uten and any(ett.arg == "text" for ett in ledd.keywords):
                    funn.append(f"{navn}:{ledd.lineno}")
    assert funn == []


linux = pytest.mark.skipif(sys.platform != "linux", reason="what is open is seen in /proc")


@linux
def test_every_module_can_be_imported_where_what_windows_lacks_is_not_there(tmp_path: Path) -> None:
    kode = (
        "import os, signal, sys\n"
        "assert not hasattr(os, 'fork') and not hasattr(signal, 'SIGKILL')\n"
        f"for navn in {HVER_MODUL!r}: __import__(navn)\n"
    )
    kjort = _fremmed("-P", "-c", f"import sys; sys.path.insert(0, {str(ROT)!r})\n{kode}", mappe=tmp_path)
    assert kjort.returncode == 0, kjort.stderr
    assert len(HVER_MODUL) > 150


@linux
@pytest.mark.bygg
def test_a_book_is_laid_checked_built_and_rerun_there(tmp_path: Path) -> None:
    def effekt_(*valg: str, kode: int = 0) -> str:
        kjort = _fremmed("-P", "-m", "effekt.cli", *valg, mappe=tmp_path)
        sagt = kjort.stdout + kjort.stderr
        assert kjort.returncode == kode, sagt
        assert "Traceback" not in sagt
        assert "\x1b" not in sagt
        return sagt

    effekt_("new-sector", "kul", "--kommune", "Lillevik", "--navn", "Kultur", "--periode", "2026-2029")
    assert "1 Kilder" in effekt_("check", kode=1)
    effekt_("template", "mal.xlsx", "--sector", "kul")
    assert "Ingen forskjell" in effekt_("import", "mal.xlsx", "--dry-run")
    # One chapter: each takes a kernel of its own here.
    toc = "format: jb-book\nroot: book/kul/3-1-kul\n"
    (tmp_path / "_toc.yml").write_text(toc, encoding="utf-8")
    assert "nettstedet er bygd" in effekt_("build")
    assert "Kultur" in (tmp_path / "_build/html/book/kul/3-1-kul.html").read_text(encoding="utf-8")
    arbeid = tmp_path / "_build/effekt"
    assert [*arbeid.glob("arbeid/*")] == []
    assert not {sti.name for sti in arbeid.iterdir()} & {"skriving", "skriving.las", "utgivelse"}
    assert "Siden: " in effekt_("rerun", "kul/3-1-kul")
