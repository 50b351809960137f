"""The data's way has one direction: every import in the package is one that the design allows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import onrecord

PACKAGE = Path(onrecord.__file__).parent
STAGES = {"pages", "articles", "statements", "speakers"}
CORE = {"edit_reasons", "skipped", "source_page", "transcript_types", "records", "errors", "settings", "inference"}
OUTER = {"cli"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "progress": set(),
    "stop_event": set(),
    "edit_reasons": set(),
    "skipped": {"errors"},
    "source_page": set(),
    "transcript_types": set(),
    "records": {"edit_reasons", "skipped", "source_page", "transcript_types"},
    "settings": {"errors"},
    "inference": {"errors", "settings"},
    "workers": {"settings", "skipped"},  # processes, and limits on pages
    "record_json": {"errors", "records"},
    "parquet": {"errors", "records", "record_json"},
    "text": set(),  # what several stages share
    "diff": {"records", "edit_reasons", "text"},  # how two wordings differ: comparison and verification both use it
    **dict.fromkeys(STAGES, CORE | {"text"}),
    "pages": CORE | {"text", "stop_event"},  # a wait for a site's turn ends when stopped
    "store": CORE
    | {"text", "pages", "speakers", "parquet"},  # speakers are linked across articles where the articles are kept
    "comparison": CORE | {"text", "diff", "speakers", "statements", "store", "progress"},
    "verification": CORE | STAGES | {"text", "diff"},  # a transcript may be a page
    "open_sources": {"records", "settings", "pages", "store"},
    "exports": CORE | {"text", "record_json", "parquet"},
    "reader": CORE | STAGES | {"workers"},
    "ingest": CORE | STAGES | {"parquet", "reader", "store", "progress", "stop_event", "workers"},
    "api": CORE
    | STAGES
    | {"comparison", "ingest", "open_sources", "parquet", "progress", "reader", "stop_event", "store"}
    | {"verification"},
    "bulk": CORE | STAGES | {"parquet", "reader", "workers"},
    "web": CORE
    | {"api", "comparison", "exports", "ingest", "open_sources", "progress", "record_json", "store", "text", "workers"}
    | {"__init__"},
    "cli": CORE
    | {
        "api",
        "bulk",
        "exports",
        "ingest",
        "parquet",
        "progress",
        "record_json",
        "stop_event",
        "store",
        "text",
        "web",
        "workers",
        "__init__",
    },
    "__init__": CORE | {"api", "exports", "ingest", "record_json", "store"},
    "__main__": {"cli"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part(path: Path) -> str:
    """The folder or module at the top of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def is_notebook_hook(node: ast.AST) -> bool:
    """Whether a node is a method for notebooks: the only places where a lower layer may import ``exports``."""
    return isinstance(node, ast.FunctionDef) and node.name in ("_repr_html_", "to_frame")


def imported(path: Path) -> set[str]:
    """The parts of the package that a file imports, at its top or within its functions."""
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    shown_in_notebooks = {node for method in ast.walk(tree) if is_notebook_hook(method) for node in ast.walk(method)}
    for node in ast.walk(tree):
        if node in shown_in_notebooks and isinstance(node, ast.ImportFrom) and "onrecord.exports" in f"{node.module}":
            continue
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.split(".")[0] == "onrecord":
                inner = name.split(".")[1]
                found.add(inner if (PACKAGE / inner).is_dir() or (PACKAGE / f"{inner}.py").exists() else "__init__")
    return found - {part(path)}


def test_every_part_has_its_rule() -> None:
    assert {part(path) for path in modules()} == set(ALLOWED)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_it_may(path: Path) -> None:
    assert imported(path) <= ALLOWED[part(path)]


def test_nothing_imports_the_outermost() -> None:
    importers = {part(path) for path in modules() if imported(path) & OUTER}
    assert importers == {"__main__"}


def test_training_is_never_imported() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in modules())
    assert "import torch" not in text
    assert "from training" not in text
