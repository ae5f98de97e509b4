"""The published report's chapters import the face and nothing else of effekt."""

from pathlib import Path

import pytest

from tests.test_face import BOKENS, imports_the_face_alone


@pytest.mark.parametrize("fil", BOKENS, ids=lambda fil: fil.name)
def test_a_chapter_imports_the_face_and_nothing_else_of_effekt(fil: Path) -> None:
    imports_the_face_alone(fil)
