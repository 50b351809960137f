"""The modules of ``training`` import each other without a circle. Read from the source: torch is not needed."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

TRAINING = Path(__file__).resolve().parents[1] / "training"

pytestmark = pytest.mark.skipif(not TRAINING.is_dir(), reason="training/ is not here: this is an installed package")


def imported_modules(source: str, modules: set[str]) -> set[str]:
    """The modules of ``training`` that a source imports, at its top or inside its functions."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    parts = [name.split(".") for name in names]
    return {part[1] for part in parts if part[0] == "training" and len(part) > 1 and part[1] in modules}


def test_training_has_no_circle_of_imports() -> None:
    sources = {path.stem: path.read_text(encoding="utf-8") for path in TRAINING.glob("*.py")}
    imports = {name: imported_modules(source, set(sources)) for name, source in sources.items()}
    order = list(TopologicalSorter(imports).static_order())  # raises CycleError where there is one
    assert order.index("loop") < order.index("finish") < order.index("train")


def test_an_import_inside_a_function_counts() -> None:
    source = "def finish():\n    from training.finish import publish\n    import training.loop\n"
    assert imported_modules(source, {"finish", "loop", "model"}) == {"finish", "loop"}
