"""The public names: complete, importable, and cheap to import."""

from __future__ import annotations

import inspect
import subprocess
import sys
import tomllib

import onrecord
from onrecord import errors, records
from paths import ROOT

HEAVY = {"onnxruntime", "tokenizers", "numpy", "trafilatura", "lxml", "httpx", "rich", "typer", "msgspec"}


def test_all_names_everything_public() -> None:
    types = {name for module in (errors, records) for name in vars(module) if name in onrecord.__all__}
    assert types <= set(dir(onrecord))
    assert list(onrecord.__all__) == sorted(onrecord.__all__)


def test_every_error_and_core_type_is_public() -> None:
    for module in (errors, records):
        own = {name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
        assert own <= set(onrecord.__all__)


def test_every_error_stands_in_the_tree_drawn_above_them() -> None:
    for name, value in vars(errors).items():
        if inspect.isclass(value):
            assert f" {name} " in f"{errors.__doc__}".replace("\n", " "), name


def test_everything_public_says_what_it_is() -> None:
    for name in onrecord.__all__:
        assert name == "__version__" or inspect.getdoc(getattr(onrecord, name)), name


def test_the_version_is_the_package_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert onrecord.__version__ == project["version"]


def test_importing_onrecord_imports_nothing_heavy() -> None:
    program = "import onrecord, sys; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "onrecord" in loaded
    assert not HEAVY & set(loaded)
