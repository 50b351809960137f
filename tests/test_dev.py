"""``dev.py``: its environments are made once, made again when they must be, and never half made.

Making one for real takes minutes and the network, and running these tests through ``dev.py`` has just done it; here
``venv`` and ``pip`` are stood in for, and everything around them is real.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from paths import ROOT

DEV = ROOT / "dev.py"


def load(root: Path) -> ModuleType:
    """dev.py as a module whose project is ``root``."""
    spec = importlib.util.spec_from_file_location("dev", DEV)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ROOT = str(root)  # type: ignore[attr-defined]
    return module


class Commands:
    """Replaces running venv and pip: it records the commands and does as little as possible."""

    def __init__(self, root: Path) -> None:
        self.root, self.ran = root, list[str]()
        self.fail = ""

    def __call__(self, command: list[str], output: str = "inherit") -> int:
        assert output != "inherit", "dev.py's own commands keep off standard output"
        kind = "venv" if "venv" in command else "pip" if "pip" in command else command[0]
        self.ran.append(kind)
        if kind == "venv":
            python = Path(command[-1]) / "bin" / "python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        if kind == self.fail == "pip":
            raise KeyboardInterrupt
        return int(kind == self.fail)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


@pytest.fixture
def commands(project: Path) -> Commands:
    return Commands(project)


@pytest.fixture
def dev(project: Path, commands: Commands) -> ModuleType:
    module = load(project)
    module.run = commands  # type: ignore[attr-defined]
    return module


def make(dev: ModuleType) -> str:
    return str(dev.environment(".venv", "[dev]", "pyproject.toml"))


def test_the_first_call_sets_up_and_the_second_does_nothing(
    dev: ModuleType, commands: Commands, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(dev) == str(project / ".venv" / "bin" / "python")
    assert make(dev) == str(project / ".venv" / "bin" / "python")
    assert commands.ran == ["venv", "pip"]
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("dev.py: setting up .venv")


def test_a_changed_project_is_installed_again(dev: ModuleType, commands: Commands, project: Path) -> None:
    make(dev)
    (project / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    make(dev)
    make(dev)
    assert commands.ran == ["venv", "pip", "pip"]


def test_an_interrupted_setting_up_is_done_again(dev: ModuleType, commands: Commands) -> None:
    commands.fail = "pip"
    with pytest.raises(KeyboardInterrupt):
        make(dev)
    commands.fail = ""
    make(dev)
    assert commands.ran == ["venv", "pip", "venv", "pip"]


def test_an_interrupted_update_is_done_again(dev: ModuleType, commands: Commands, project: Path) -> None:
    make(dev)
    (project / "pyproject.toml").write_text("changed")
    commands.fail = "pip"
    with pytest.raises(KeyboardInterrupt):
        make(dev)
    commands.fail = ""
    (project / "pyproject.toml").write_text("[project]\n")  # back to what the first stamp said
    make(dev)
    assert commands.ran == ["venv", "pip", "pip", "venv", "pip"]


def test_a_lost_python_or_a_moved_folder_starts_anew(dev: ModuleType, commands: Commands, project: Path) -> None:
    make(dev)
    (project / ".venv" / "bin" / "python").unlink()
    make(dev)
    assert commands.ran == ["venv", "pip"] * 2
    moved = project / "moved"
    moved.mkdir()
    (moved / "pyproject.toml").write_text("[project]\n")
    (project / ".venv").rename(moved / ".venv")
    dev.ROOT = str(moved)  # type: ignore[attr-defined]
    make(dev)
    assert commands.ran == ["venv", "pip"] * 3


@pytest.mark.parametrize(("fails", "words"), [("venv", "python3-venv")])
def test_a_python_without_venv_is_told_what_to_do(
    fails: str, words: str, dev: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.fail = fails
    assert dev.main(["read", "x"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert words in told[1]


TOGETHER = """
import sys, time
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_dev import Commands, load
root = Path({root!r})
dev = load(root)
commands = Commands(root)
def slow(*arguments, **options):
    time.sleep(0.2)
    return commands(*arguments, **options)
dev.run = slow
dev.environment(".venv", "[dev]", "pyproject.toml")
print(len(commands.ran))
"""


def test_of_calls_at_the_same_time_one_sets_up(project: Path) -> None:
    program = TOGETHER.format(tests=str(Path(__file__).parent), root=str(project))
    runs = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    outputs = [run.communicate(timeout=60)[0].strip() for run in runs]
    assert sorted(outputs) == ["0", "0", "0", "2"]


def test_alone_it_prints_its_verbs(capsys: pytest.CaptureFixture[str], dev: ModuleType) -> None:
    assert dev.main([]) == 0
    out = capsys.readouterr().out
    assert all(f"\n    {verb}" in out for verb in ("read", "test", "check", "bench", "docs", "golden", "train"))


def test_an_old_python_is_told_so(
    capsys: pytest.CaptureFixture[str], dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "MINIMUM_PYTHON", (9, 1))
    assert dev.main(["read"]) == 1
    assert capsys.readouterr().err.startswith("dev.py: onrecord needs Python 9.1 or newer; this is 3.")


def test_an_unknown_benchmark_is_wrong_use(capsys: pytest.CaptureFixture[str], dev: ModuleType) -> None:
    assert dev.main(["bench", "nothing"]) == 2
    assert "lists them" in capsys.readouterr().err


def test_benchmarks_are_listed_with_their_subject() -> None:
    listed = subprocess.run([sys.executable, DEV, "bench"], capture_output=True, text=True, check=True).stdout
    names = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if not path.stem.startswith("_")}
    assert {line.split()[0] for line in listed.splitlines()} == names
    assert all(len(line.split()) > 2 for line in listed.splitlines())


def test_missing_system_parts_are_installed_when_they_may(
    dev: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda program: "/usr/bin/apt-get" if program == "apt-get" else None)
    dev.SYSTEM_PACKAGES = (("no-such-program", "no-such-package"),)  # type: ignore[attr-defined]
    dev.install_system_packages()
    assert commands.ran == ["apt-get", "apt-get"]
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    commands.fail, commands.ran = "sudo", []
    dev.install_system_packages()
    assert commands.ran == ["sudo"]
    assert "may not install them: no-such-package" in capsys.readouterr().err


def test_it_costs_little() -> None:
    program = (
        "import time; start = time.process_time(); import runpy; "
        f"runpy.run_path({str(DEV)!r}); print(time.process_time() - start)"
    )
    best = min(
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    )
    assert best < 0.1


@pytest.mark.parametrize(("status", "expected"), [(0, ""), (3, "WARNING: pip says\n")])
def test_what_pip_prints_is_shown_only_if_it_fails(
    status: int, expected: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = f"import sys; print('WARNING: pip says', file=sys.stderr); sys.exit({status})"
    assert load(tmp_path).run([sys.executable, "-c", program], output="failure") == status
    assert capfd.readouterr() == ("", expected)
