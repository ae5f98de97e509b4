"""The papermill engine ``effekt``: a forked child for each notebook, in place of a new kernel.

``papermill --engine effekt inn.ipynb ut.ipynb`` runs any Python notebook with it. papermill and nbclient do what they
always do; only the kernel is another (``kernel``), forked from this process with all that it has imported. Where this
process has threads, which a fork would leave in the middle of something, the child is a new process instead.
"""

from typing import Any


class EffektEngine:
    """What papermill knows the engine by; it is imported with papermill, and so imports little."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Return the notebook with its outputs; raise PapermillException where that cannot be."""
        from papermill.exceptions import PapermillException

        from effekt.execution.client import ForkEngine
        from effekt.execution.pool import can_fork

        if (language := cls.nb_language(nb)) != "python":
            raise PapermillException(f"motoren effekt kjører bare Python, ikke {language}.")
        if not can_fork():
            raise PapermillException("motoren effekt trenger fork, som dette systemet ikke har. Bruk papermills egen.")
        return ForkEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the name of the kernel; «python3» where the notebook names none."""
        return name or str(nb.metadata.get("kernelspec", {}).get("name", "python3"))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the notebook's language; Python where it names none."""
        known = nb.metadata.get("kernelspec", {}).get("language") or nb.metadata.get("language_info", {}).get("name")
        return language or str(known or "python")
