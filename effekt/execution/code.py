"""The library code that something reaches, and the locked packages behind it, as fingerprints.

A module reaches what it imports, at its top or inside its functions, and so on through all that
those import. It is read off the syntax trees: nothing is imported, so it makes no difference what
a process happens to have loaded already. Comments, docstrings and layout are no part of a module's
fingerprint, for nothing in the library reads them when it runs.
"""

import ast
import gc
import hashlib
import json
import platform
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

PAKKE: Final = Path(__file__).parents[1]
LAASFIL: Final = PAKKE.parent / "uv.lock"
# With one of these, what is imported cannot be read off the code.
_DYNAMISK: Final = {"import_module", "__import__", "run_module", "run_path", "run_line_magic"}
_DYNAMISK_I_CELLE: Final = _DYNAMISK | {"exec", "eval", "get_ipython"}
_PROSA: Final = "%%tekst"
_ALT: Final = "*"
_FILER_I_LAAS: Final = re.compile(rb"^(?:    \{ url = |sdist = ).*\n", re.MULTILINE)


def avtrykk(innhold: bytes | str) -> str:
    """The fingerprint of bytes or text."""
    raa = innhold.encode() if isinstance(innhold, str) else innhold
    return hashlib.sha256(raa).hexdigest()[:32]


def avtrykk_av_fil(fil: Path) -> str:
    """The fingerprint of a file's bytes, or of the names in a folder; empty where there is none."""
    if fil.is_dir():
        return avtrykk("\n".join(sorted(del_.name for del_ in fil.iterdir())))
    return avtrykk(fil.read_bytes()) if fil.is_file() else ""


class Kodelager:
    """What has been read of modules, notebooks and the lock, by the files' own fingerprints.

    ``lest`` is what an earlier ``som_json`` gave: a file that is as it was then is not parsed.
    """

    def __init__(self, lest: object = None) -> None:
        # Another Python reads other syntax trees, and this module, when changed, other things.
        leser = f"{python()} {avtrykk_av_fil(Path(__file__))}"
        self._lest = lest if isinstance(lest, dict) and lest.get("leser") == leser else {}
        self._brukt: dict[str, Any] = {"leser": leser}
        self._moduler: dict[str, tuple[str, frozenset[str]]] = {}
        self._finnes = frozenset(_moduler())
        self._nadd: dict[frozenset[str], dict[str, str]] = {}
        self._pakker: dict[frozenset[str], dict[str, str]] = {}

    def som_json(self) -> dict[str, Any]:
        """All that was read or used since."""
        return self._brukt

    def _les(self, kilde: bytes, les: Callable[[bytes], list[Any]]) -> list[Any]:
        """What ``les`` makes of the bytes of a file, now or when they were read before."""
        nokkel = f"{les.__name__} {avtrykk(kilde)}"
        if nokkel not in self._brukt:
            husket = self._lest.get(nokkel)
            gyldig = isinstance(husket, list) and len(husket) == 2
            self._brukt[nokkel] = husket if gyldig else les(kilde)
        lest: list[Any] = self._brukt[nokkel]
        return lest

    def _modul(self, navn: str) -> tuple[str, frozenset[str]]:
        """A module's fingerprint, and the modules that it imports itself."""
        if navn not in self._moduler:
            les = _les_pakken if navn == PAKKE.name else _les_modul
            form, importert = self._les(_fil(navn).read_bytes(), les)
            self._moduler[navn] = (form, self._kjente(importert))
        return self._moduler[navn]

    def _kjente(self, importert: Iterable[str]) -> frozenset[str]:
        """Those that are modules; what is none, the package imports from one of its own."""
        moduler, egne = set[str](), set[str]()
        for navn in importert:
            if navn in self._finnes or navn == _ALT:
                moduler.add(navn)
            elif navn.startswith(f"{PAKKE.name}."):
                egne.update(self._les(_fil(PAKKE.name).read_bytes(), _les_modul)[1])
        return frozenset(moduler | (egne & self._finnes))

    def nadd(self, navn: Iterable[str]) -> dict[str, str]:
        """The modules that these reach, themselves among them, with their fingerprints.

        «*» reaches the whole library, and the files of other kinds in it.
        """
        fra = frozenset(navn)
        if fra not in self._nadd:
            self._nadd[fra] = self._finn_nadd(fra)
        return self._nadd[fra]

    def _finn_nadd(self, fra: frozenset[str]) -> dict[str, str]:
        ventende, nadd = set(fra), dict[str, str]()
        while ventende:
            if _ALT in ventende:
                return self._alle()
            modul = ventende.pop()
            nadd[modul], importert = self._modul(modul)
            ventende |= importert - nadd.keys()
        return nadd

    def alene(self, modul: str) -> str:
        """The fingerprint of one module, without what it imports."""
        return self._modul(modul)[0]

    def _alle(self) -> dict[str, str]:
        filer = (f for f in PAKKE.rglob("*") if f.is_file() and f.suffix not in {".py", ".pyc"})
        return {navn: self._modul(navn)[0] for navn in self._finnes} | {
            f.relative_to(PAKKE.parent).as_posix(): avtrykk_av_fil(f) for f in filer
        }

    def notatbok(self, fil: Path) -> tuple[frozenset[str], frozenset[str]]:
        """The library's modules that a notebook's cells import, and the other packages they name.

        The modules are «*» where they cannot be read off the cells. What is no notebook has none.
        """
        moduler, pakker = self._les(fil.read_bytes(), _les_notatbok)
        return self._kjente(moduler), frozenset(pakker)

    def pakker(self, egne: Iterable[str] = ()) -> dict[str, str]:
        """The locked versions that running the library rests on, and the version of Python.

        Those of the project's dependencies and of theirs; what only its developers use is none of
        them, unless it is among ``egne``.
        """
        fra = frozenset(egne)
        if fra not in self._pakker:
            self._pakker[fra] = self._finn_pakker(fra)
        return self._pakker[fra]

    def _finn_pakker(self, fra: frozenset[str]) -> dict[str, str]:
        kilde = LAASFIL.read_bytes() if LAASFIL.is_file() else b""
        prosjekt, laast = self._les(kilde, _les_laas)
        ventende, funnet = {prosjekt, *fra}, dict[str, str]()
        while ventende:
            navn = ventende.pop()
            if navn in laast and navn not in funnet:
                funnet[navn], krever = laast[navn]
                ventende.update(krever)
        funnet.pop(prosjekt, None)
        return {**funnet, "Python": python()}


def python() -> str:
    """The Python that runs: «CPython 3.12.3»."""
    return f"{platform.python_implementation()} {platform.python_version()}"


# --- reading files -------------------------------------------------------------------------------


def _les_modul(kilde: bytes) -> list[Any]:
    """A module's fingerprint, and what of the library it imports anywhere."""
    try:
        tre = _parse(kilde)
    except (SyntaxError, ValueError):  # somebody is in the middle of writing it
        return [avtrykk(kilde), [_ALT]]
    lest = _Lest(tre, _DYNAMISK)
    lest.ta_bort_docstrings()
    return [avtrykk(ast.dump(tre)), sorted(lest.moduler)]


def _les_pakken(kilde: bytes) -> list[Any]:
    """The same of the package: what it imports when asked counts for those who ask."""
    form, importert = _les_modul(kilde)
    if _ALT in importert:
        return [form, importert]
    tre = _parse(kilde)
    tre.body = [del_ for del_ in tre.body if isinstance(del_, ast.Import | ast.ImportFrom)]
    return [form, sorted(_Lest(tre, _DYNAMISK).moduler)]


def _les_notatbok(kilde: bytes) -> list[Any]:
    """The library's modules that the cells import, «*» for what cannot be told; other packages."""
    try:
        celler = json.loads(kilde)["cells"]
        kode = ["".join(c["source"]) for c in celler if c.get("cell_type", "code") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [[], []]
    moduler, pakker = set[str](), set[str]()
    for celle in kode:
        if celle.startswith(_PROSA):
            continue
        try:
            lest = _Lest(ast.parse(celle), _DYNAMISK_I_CELLE)
        except (SyntaxError, ValueError):  # IPython's own language, which may run anything
            moduler.add(_ALT)
            continue
        moduler |= lest.moduler
        pakker |= {re.sub(r"[-_.]+", "-", navn).lower() for navn in lest.pakker}
    return [sorted(moduler), sorted(pakker)]


def _les_laas(kilde: bytes) -> list[Any]:
    """The project's name; version and requirements of each package, its extras as packages."""
    # Where files are fetched from is most of the lock, and takes most of the time.
    uten_filer = _FILER_I_LAAS.sub(b"", kilde).decode()
    pakker: dict[str, tuple[str, list[str]]] = {}
    prosjekt = ""
    for pakke in tomllib.loads(uten_filer).get("package", []):
        navn = pakke["name"]
        if pakke.get("source", {}).get("editable") == ".":
            prosjekt = navn
        # A package may be locked at one version for each version of Python.
        versjon, krever = pakker.get(navn, ("", []))
        versjon = f"{versjon} {pakke.get('version', '')}".strip()
        pakker[navn] = (versjon, [*krever, *_krevd(pakke.get("dependencies", []))])
        for tillegg, krevde in pakke.get("optional-dependencies", {}).items():
            pakker[f"{navn}[{tillegg}]"] = (versjon, _krevd(krevde))
    return [prosjekt, pakker]


def _krevd(krav: list[dict[str, Any]]) -> list[str]:
    return [navn for ett in krav for navn in (ett["name"], *(f"{ett['name']}[{t}]" for t in ett.get("extra", [])))]


# --- syntax trees --------------------------------------------------------------------------------


class _Lest:
    """What one walk through a syntax tree finds: imports, docstrings."""

    def __init__(self, tre: ast.Module, dynamisk: Collection[str]) -> None:
        self.moduler: set[str] = set()
        self.pakker: set[str] = set()
        self._kropper: list[list[ast.stmt]] = []
        for del_ in _gjennom(tre):
            match del_:
                case ast.Import(names=navn):
                    for alias in navn:
                        self._importert(alias.name, [])
                case ast.ImportFrom(module=str(modul), names=navn, level=0):
                    self._importert(modul, [alias.name for alias in navn])
                    if any(alias.name in dynamisk for alias in navn):
                        self.moduler.add(_ALT)
                case ast.Name(id=navn) | ast.Attribute(attr=navn):
                    if navn in dynamisk:
                        self.moduler.add(_ALT)
                case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._kropper.append(del_.body)

    def _importert(self, modul: str, navn: list[str]) -> None:
        """Note ``import modul`` or, with names, ``from modul import navn``."""
        pakke = modul.partition(".")[0]
        self.pakker.add(pakke)
        if pakke != PAKKE.name:
            return
        self.moduler.add(pakke)
        if modul != pakke:
            self.moduler.add(modul)
        elif navn and _ALT not in navn:
            self.moduler |= {f"{pakke}.{ett}" for ett in navn}
        else:  # with the bare package in hand, whatever has been imported can be had from it
            self.moduler.add(_ALT)

    def ta_bort_docstrings(self) -> None:
        for kropp in self._kropper:
            match kropp:
                case [ast.Expr(value=ast.Constant(value=str())), *_]:
                    del kropp[0]


def _gjennom(tre: ast.Module) -> Iterator[ast.AST]:
    """Every part of the tree, but for what only a type checker reads."""
    ventende: list[ast.AST] = [tre]
    while ventende:
        del_ = ventende.pop()
        yield del_
        if isinstance(del_, ast.If) and getattr(del_.test, "id", "") == "TYPE_CHECKING":
            ventende.extend(del_.orelse)
        else:
            ventende.extend(ast.iter_child_nodes(del_))


def _parse(kilde: bytes) -> ast.Module:
    """The syntax tree; a collection in the middle of making it would be for nothing."""
    samler = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(kilde)
    finally:
        if samler:
            gc.enable()


def _moduler() -> list[str]:
    """The modules that the library has."""
    filer = sorted(PAKKE.rglob("*.py"))
    return [
        ".".join([PAKKE.name, *f.relative_to(PAKKE).with_suffix("").parts]).removesuffix(".__init__") for f in filer
    ]


def _fil(modul: str) -> Path:
    mappe = PAKKE.parent.joinpath(*modul.split("."))
    return mappe / "__init__.py" if mappe.is_dir() else mappe.with_suffix(".py")
