"""The papermill engine ``effekt``: a forked child for each notebook, in place of a new kernel.

``papermill --engine effekt inn.ipynb ut.ipynb`` runs any Python notebook with it. papermill and
nbclient do what they always do; only the kernel is another (``kjerne``), forked from this process
with all that it has imported. Where this process has threads, which a fork would leave in the
middle of something, the child is a new process instead.
"""

from typing import Any


class Motor:
    """What papermill knows the engine by; it is imported with papermill, and so imports little."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **valg: Any) -> Any:
        """The notebook with its outputs; raises PapermillException where that cannot be."""
        from papermill.exceptions import PapermillException

        from effekt.execution.client import Utforer
        from effekt.execution.pool import kan_forgrene

        if (sprak := cls.nb_language(nb)) != "python":
            raise PapermillException(f"motoren effekt kjører bare Python, ikke {sprak}.")
        if not kan_forgrene():
            raise PapermillException("motoren effekt trenger fork, som dette systemet ikke har. Bruk papermills egen.")
        return Utforer.execute_notebook(nb, kernel_name, **valg)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """The name of the kernel; «python3» where the notebook names none."""
        return name or str(nb.metadata.get("kernelspec", {}).get("name", "python3"))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The notebook's language; Python where it names none."""
        kjent = nb.metadata.get("kernelspec", {}).get("language") or nb.metadata.get("language_info", {}).get("name")
        return language or str(kjent or "python")
