"""A process that has the slow libraries ready, and makes the preview each time it is asked.

Run by its path, so that none of effekt is imported here: each preview is made by a child that
imports effekt as it stands then. Reads a line of standard input for each, and writes its outcome as
a line of JSON; progress goes to standard error.
"""

import contextlib
import importlib
import os
import signal
import sys
from pathlib import Path

_TREGE = (
    "matplotlib.backends.backend_svg", "pandas", "IPython.core.interactiveshell", "jinja2",
    "jupyter_book.sphinx", "myst_nb.sphinx_ext", "nbformat", "papermill", "pydantic", "resvg_py",
    "sphinx.builders.html", "sphinx_design", "sphinx_external_toc", "xlsxwriter", "yaml",
)  # fmt: skip


def _lag(rot: str) -> None:
    from effekt.execution.execute import Kjoremate
    from effekt.site.preview import forhandsvis

    svar = os.dup(1)
    os.dup2(2, 1)  # what libraries say is not the answer

    def si(linje: str) -> None:
        print(linje, file=sys.stderr, flush=True)

    visning = forhandsvis(Path(rot), si, Kjoremate(varm=True))
    os.write(svar, f"{visning.som_json()}\n".encode())


def _barn(rot: str) -> int:
    """The exit code of a child that makes the preview."""
    barn = os.fork()
    if not barn:
        kode = 1
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            sys.path.insert(0, str(Path(__file__).parents[2]))
            _lag(rot)
            kode = 0
        except KeyboardInterrupt:
            pass
        except Exception as feil:
            print(f"effekt: uventet feil ({type(feil).__name__}: {feil})", file=sys.stderr)
        finally:
            os._exit(kode)

    def avbryt(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(barn, signal.SIGINT)  # as Ctrl-C: it clears up after itself
            os.waitpid(barn, 0)
        os._exit(1)

    signal.signal(signal.SIGTERM, avbryt)
    return os.waitstatus_to_exitcode(os.waitpid(barn, 0)[1])


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides when it is over
    sys.path[:] = [sti for sti in sys.path if sti != str(Path(__file__).parent)]
    for modul in _TREGE:
        with contextlib.suppress(ImportError):
            importlib.import_module(modul)
    for linje in sys.stdin:
        if kode := _barn(linje.strip()):
            print(f"! {kode}", flush=True)


if __name__ == "__main__":
    main()
