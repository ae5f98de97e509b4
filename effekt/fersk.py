"""A forked child made as if it were a new process: nothing of its parent's is left to be seen."""

import atexit
import gc
import logging
import os
import random
import signal
import sys
import warnings
import weakref
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any, Final

import ipykernel_launcher

from effekt.underkommando import glem_foreldrenes_mapper, glem_kapitlet, tom_inndata

_PAKKER: Final = {"site-packages", "dist-packages"}
_KOLONNER, _KOLONNER_VIST = "display.max_columns", 20
# What a fresh interpreter would warn of: as they stood before anyone ran anything.
_varselfiltre: Final[list[Any]] = list(warnings.filters)


def husk_varselfiltre() -> None:
    """Let the warning filters as they now are be those of every child to come."""
    _varselfiltre[:] = list(warnings.filters)


def bli_fersk() -> None:
    """Leave the parent behind: its group, signals, input, log, warnings, seeds and exit handlers.

    The chapter that the parent may have open is forgotten too: the child reads data/ itself.
    """
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for nr in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(nr, signal.SIG_DFL)
    glem_kapitlet()
    tom_inndata()
    sys.argv = [ipykernel_launcher.__file__]
    if not sys.flags.safe_path and sys.path:
        del sys.path[0]  # the folder of the parent's script
    if "" not in sys.path and not os.environ.get("PYTHONSAFEPATH"):
        # The notebook's own folder, where IPython puts it; the parent may have done without.
        pakker = (nr for nr, sti in enumerate(sys.path) if Path(sti).name in _PAKKER)
        sys.path.insert(next(pakker, 0), "")
    _fersk_varsling()
    rot = logging.getLogger()
    rot.handlers.clear()
    rot.setLevel(logging.WARNING)
    logging.getLogger("papermill").setLevel(logging.NOTSET)
    atexit._clear()
    glem_foreldrenes_mapper()
    atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]
    atexit.register(logging.shutdown)
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    gc.enable()


def _fersk_varsling() -> None:
    """Warnings go to stderr, whatever the parent had made of them."""
    opphav = find_spec("warnings")
    if opphav and opphav.loader:
        fersk = module_from_spec(opphav)
        opphav.loader.exec_module(fersk)
        warnings._showwarnmsg_impl = fersk._showwarnmsg_impl  # type: ignore[attr-defined]
        warnings.showwarning = warnings._showwarning_orig  # type: ignore[attr-defined]
    warnings.filters[:] = _varselfiltre  # type: ignore[index]


def fersk_import() -> None:
    """Pandas and matplotlib as if they were imported only now, in this shell."""
    if "pandas" in sys.modules:
        from pandas import set_option
        from pandas._config import config

        # Imported where there was no shell, it takes a notebook for a terminal.
        valg = config._registered_options  # type: ignore[attr-defined]
        valg[_KOLONNER] = valg[_KOLONNER]._replace(defval=_KOLONNER_VIST)
        set_option(_KOLONNER, _KOLONNER_VIST)
    if mpl := sys.modules.get("matplotlib"):
        for satt in (mpl.rcParams, mpl.rcParamsOrig):
            dict.__setitem__(satt, "backend", os.environ["MPLBACKEND"])
