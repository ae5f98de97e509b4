"""A process that has the slow libraries ready, and makes the preview each time it is asked.

Run by its path, so that none of effekt is imported here: each preview is made by a child that
imports effekt as it stands then. It reads a line of standard input for each, the book
as JSON: its data/ and its root. It writes the outcome as a line of JSON; progress goes to standard error.
Where the system has no fork, it is started with the line as an argument, once for each preview.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import sys
from pathlib import Path

_SLOW = (
    "matplotlib.backends.backend_svg", "pandas", "IPython.core.interactiveshell", "jinja2",
    "jupyter_book.sphinx", "myst_nb.sphinx_ext", "nbformat", "papermill", "pydantic", "resvg_py",
    "sphinx.builders.html", "sphinx_design", "sphinx_external_toc", "xlsxwriter", "yaml",
)  # fmt: skip


_INTERVAL = 50  # milliseconds between two looks at whether the preview is done


def _make(bok: str, warm: bool) -> None:
    from effekt.base.characters import visible
    from effekt.execution.execute import RunSettings
    from effekt.reading.bokmappe import Bokmappe
    from effekt.site.preview import make_preview

    data, root = json.loads(bok)
    answer = os.dup(1)
    os.dup2(2, 1)  # what libraries say is not the answer

    def say(line: str) -> None:
        print(visible(line), file=sys.stderr, flush=True)

    preview = make_preview(Bokmappe(Path(data), Path(root)), say, RunSettings(warm=warm))
    os.write(answer, f"{preview.to_json()}\n".encode())


def _child(bok: str) -> int:
    """Make the preview in a child; return its exit code."""
    parent = os.getpid()
    child = os.fork()
    if not child:
        code = 1
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            sys.path.insert(0, str(Path(__file__).parents[2]))
            from effekt.base.processes import end_with_parent

            end_with_parent(parent)
            _make(bok, warm=True)
            code = 0
        except (KeyboardInterrupt, BrokenPipeError):  # whoever asked is gone
            pass
        except Exception as fault:
            print(f"effekt: uventet feil ({type(fault).__name__}: {fault})", file=sys.stderr)
        finally:
            os._exit(code)

    def stop(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(child, signal.SIGINT)  # as Ctrl-C: it clears up after itself
            os.waitpid(child, 0)
        os._exit(1)

    signal.signal(signal.SIGTERM, stop)
    asker = select.poll()
    asker.register(0, 0)  # only that the other end is gone
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if asker.poll(_INTERVAL):
            stop()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return os.waitstatus_to_exitcode(ended[1])


def _leave_own_folder() -> None:
    sys.path[:] = [path for path in sys.path if path != str(Path(__file__).parent)]


def make_once(bok: str) -> None:
    """Make one preview in this process."""
    _leave_own_folder()
    sys.path.insert(0, str(Path(__file__).parents[2]))
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):  # whoever asked is gone
        _make(bok, warm=False)


def answer() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides when it is over
    _leave_own_folder()
    for module in _SLOW:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    for line in sys.stdin:
        if code := _child(line.strip()):
            print(f"! {code}", flush=True)


if __name__ == "__main__":
    answer() if len(sys.argv) == 1 else make_once(sys.argv[1])
