"""The public names: complete, documented, importable, and cheap to import."""

from __future__ import annotations

import inspect
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import onrecord
from onrecord import edit_reasons, errors, records
from paths import ROOT

HEAVY = {"onnxruntime", "tokenizers", "numpy", "trafilatura", "lxml", "httpx", "rich", "typer", "msgspec", "jinja2"}
REFERENCE = (ROOT / "docs" / "api.md").read_text("utf-8")
ALIASES = {"Source", "CheckSource", "ProgressOption", "Shown"}  # of unions of public types
FUNCTIONS = [name for name in onrecord.__all__ if inspect.isfunction(getattr(onrecord, name))]


def test_every_public_name_exists_and_is_listed_once() -> None:
    assert list(onrecord.__all__) == sorted(set(onrecord.__all__))
    assert dir(onrecord) == list(onrecord.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = onrecord.no_such_name


def test_type_checkers_see_the_same_names() -> None:
    source = Path(str(onrecord.__file__)).read_text("utf-8")
    checked = re.findall(r"^    from [\w.]+ import (\w+) as \1$", source, re.M)
    assert sorted([*checked, "__version__"]) == list(onrecord.__all__)


@pytest.mark.parametrize("module", [errors, records, edit_reasons], ids=lambda module: module.__name__)
def test_every_error_and_core_type_is_public(module: object) -> None:
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_"):  # type: ignore[attr-defined]
            assert name in onrecord.__all__


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_type_that_a_function_takes_or_returns_is_public(name: str) -> None:
    annotations = " ".join(map(str, getattr(onrecord, name).__annotations__.values()))
    words = set(re.findall(r"\b[A-Z]\w+", annotations)) - {"Any", "Callable", "Iterable", "Iterator", "None", "Event"}
    assert words - ALIASES <= set(onrecord.__all__)


def test_every_public_name_is_documented() -> None:
    for name in onrecord.__all__:
        if name in FUNCTIONS:
            assert f"\n### {name}\n" in REFERENCE
        else:
            assert f"| `{name}` | " in REFERENCE or name == "__version__"


def test_every_public_name_has_a_docstring() -> None:
    for name in onrecord.__all__:
        assert name == "__version__" or inspect.getdoc(getattr(onrecord, name)), name


def test_every_parameter_of_a_function_is_documented() -> None:
    for name in FUNCTIONS:
        function = getattr(onrecord, name)
        parameters = list(inspect.signature(function).parameters)
        if len(parameters) > 1:
            docstring = inspect.getdoc(function) or ""
            assert [parameter for parameter in parameters if f"    {parameter}: " not in docstring] == [], name


@pytest.mark.usefixtures("shipped_model")
def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_WORKERS", "1")
    runpy.run_path(str(ROOT / "docs" / "api_examples.py"))
    assert "We shut the bridge on Friday" in capsys.readouterr().out


def test_every_error_is_in_the_tree_at_the_top_of_its_module() -> None:
    for name, value in vars(errors).items():
        if inspect.isclass(value) and value.__module__ == errors.__name__:
            assert f" {name} " in f"{errors.__doc__}".replace("\n", " "), name


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert onrecord.__version__ == project["version"]


def test_importing_onrecord_imports_nothing_heavy() -> None:
    program = "import onrecord, sys; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "onrecord" in loaded
    assert not HEAVY & set(loaded)


def test_reading_without_a_store_does_without_its_libraries() -> None:
    program = "import onrecord.ingest.read_ahead, sys; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "alembic"} & set(loaded)
