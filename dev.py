#!/usr/bin/env python3
"""The project's one command: ``python3 dev.py VERB …``. Standard library only.

    read, schema, …   any verb of onrecord's command line, run from this checkout
    test [ARGS]       run the tests; ARGS go to pytest
    reliability       run the long part of the load and fault suite: half an hour; ARGS go to pytest
    check             ruff, ruff format, mypy
    bench [NAME …]    run benchmarks/NAME.py; without a name, list them
    docs              write the generated documents again
    golden            write the expected records of tests/golden again
    train [ARGS]      train the model; ARGS go to training/train.py

The first call makes .venv beside this file and installs the project into it; a changed pyproject.toml installs again.
What dev.py itself has to say goes to standard error, so standard output is the command's alone.
"""

from __future__ import annotations

import hashlib
import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
OLDEST = (3, 11)
# (program, Debian package): what the tests need from the system; `test` installs what is missing
SYSTEM_PARTS = (("psql", "postgresql"),)


def main(argv: list[str]) -> int:
    """Run one verb and give its exit status."""
    if sys.version_info < OLDEST:
        return fail("onrecord needs Python {}.{} or newer; this is {}.{}".format(*OLDEST, *sys.version_info[:2]))
    if not argv or argv[0] in ("-h", "--help", "help"):
        print((__doc__ or "").strip())
        return 0
    verb, rest = argv[0], argv[1:]
    verbs = {one.__name__: one for one in (test, reliability, check, bench, docs, golden, train)}
    try:
        if verb in verbs:
            return verbs[verb](rest)
        return become([environment(".venv", "[dev]", "pyproject.toml"), "-m", "onrecord", *argv])
    except SetUpError as error:
        return fail(str(error))
    except KeyboardInterrupt:
        return 130


def test(args: list[str]) -> int:
    python = environment(".venv", "[dev]", "pyproject.toml")
    install_system_parts()
    return become([python, "-m", "pytest", *args], ROOT)


def reliability(args: list[str]) -> int:
    return test([os.path.join("tests", "reliability"), "-m", "long", "-s", *args])


def check(args: list[str]) -> int:
    python = environment(".venv", "[dev]", "pyproject.toml")
    worst = 0
    for tool in (["ruff", "check", *args], ["ruff", "format", "--check", *args], ["mypy"]):
        say(" ".join(tool))
        worst = max(worst, run([python, "-m", *tool]))
    return 1 if worst else 0


def bench(args: list[str]) -> int:
    folder = os.path.join(ROOT, "benchmarks")
    if not args or args[0].startswith("-"):
        for name, about in benchmarks(folder):
            print(f"{name:<16}{about}")
        return 0
    path = os.path.join(folder, args[0] + ".py")
    if not os.path.isfile(path):
        return fail(f"no benchmark named {args[0]!r}; `python3 dev.py bench` lists them", 2)
    if os.path.isfile(os.path.join(folder, "requirements.txt")):
        python = environment(".venv-bench", "[dev]", "pyproject.toml", "benchmarks/requirements.txt")
    else:
        python = environment(".venv", "[dev]", "pyproject.toml")
    return become([python, path, *args[1:]])


def benchmarks(folder: str) -> list[tuple[str, str]]:
    """Each benchmark's name with the first line of its docstring."""
    import ast

    found = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith(".py") and not name.startswith("_"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                about = ast.get_docstring(ast.parse(file.read())) or ""
            found.append((name[:-3], about.split("\n")[0]))
    return found


def docs(args: list[str]) -> int:
    return become([environment(".venv", "[dev]", "pyproject.toml"), os.path.join(ROOT, "docs", "generate.py"), *args])


def golden(args: list[str]) -> int:
    python = environment(".venv", "[dev]", "pyproject.toml")
    return become([python, os.path.join(ROOT, "tests", "golden", "regenerate.py"), *args])


def train(args: list[str]) -> int:
    python = environment(".venv-train", "", "pyproject.toml", "training/requirements.txt")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [ROOT, os.environ.get("PYTHONPATH")]))
    return become([python, os.path.join(ROOT, "training", "train.py"), *args])


class SetUpError(Exception):
    """An environment could not be made; the message says what to do."""


def environment(name: str, extra: str, *files: str) -> str:
    """The Python of the virtual environment ``name``, made or brought up to date when ``files`` say so."""
    folder = os.path.join(ROOT, name)
    wanted = stamp(files)
    if stamped(folder) != wanted:
        with lock(folder + ".lock"):
            if stamped(folder) != wanted:  # another call may have made it while this one waited
                set_up(folder, extra, [path for path in files if path.endswith(".txt")])
                with open(os.path.join(folder, "stamp"), "w", encoding="utf-8") as file:
                    file.write(wanted)
    return python_of(folder)


def stamp(files: tuple[str, ...]) -> str:
    """What an environment was made from. It names this folder, since an environment does not survive a move."""
    digest = hashlib.sha256()
    for path in files:
        with open(os.path.join(ROOT, path), "rb") as file:
            digest.update(file.read())
    return f"{digest.hexdigest()} {ROOT}\n"


def stamped(folder: str) -> str | None:
    """The stamp of a finished environment; None when there is none, or it was interrupted, or its Python is gone."""
    try:
        with open(os.path.join(folder, "stamp"), encoding="utf-8") as file:
            return file.read() if os.path.exists(python_of(folder)) else None
    except OSError:
        return None


def set_up(folder: str, extra: str, requirements: list[str]) -> None:
    name = os.path.basename(folder)
    old = stamped(folder)
    if old is not None and old.endswith(f" {ROOT}\n"):
        say(f"bringing {name} up to date …")
        os.remove(os.path.join(folder, "stamp"))  # so that an interruption from here on is seen
    else:
        say(f"setting up {name}, once; this takes a minute or two …")
        create(folder)
    arguments = ["--editable", ROOT + extra]
    for path in requirements:
        arguments += ["--requirement", os.path.join(ROOT, path)]
    pip = [python_of(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if run(pip, to_stderr=True):
        raise SetUpError("pip could not install the project; its message is above. Mend the cause and run this again")


def create(folder: str) -> None:
    from importlib.util import find_spec

    advice = "on Debian and Ubuntu `apt-get install python3-venv` brings what is missing; then run this again"
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise SetUpError(f"{sys.executable} cannot make virtual environments: {advice}")
    if run([sys.executable, "-m", "venv", "--clear", folder], to_stderr=True):
        raise SetUpError(f"{sys.executable} could not make {folder}: {advice}")


def python_of(folder: str) -> str:
    return os.path.join(folder, "Scripts", "python.exe") if os.name == "nt" else os.path.join(folder, "bin", "python")


class lock:
    """One process at a time; the system lets go of it when the process ends, however it ends."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file = open(self.path, "a+b")
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(self.file.fileno(), msvcrt.LK_LOCK, 1)
            return
        import fcntl

        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another call is setting up; waiting for it …")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def install_system_parts() -> None:
    """Install what SYSTEM_PARTS names and the system lacks, when this user may; otherwise say what is missing."""
    import shutil

    missing = [package for program, package in SYSTEM_PARTS if shutil.which(program) is None]
    if not missing:
        return
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    may = [] if root else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (not root and run(["sudo", "-n", "true"], quiet=True)):
        say("the tests need these, and this user may not install them: " + ", ".join(missing))
        return
    say("installing for the tests: " + ", ".join(missing))
    run([*may, "apt-get", "update", "-q"], to_stderr=True)
    run([*may, "apt-get", "install", "-y", "-q", *missing], to_stderr=True)


def run(command: list[str], to_stderr: bool = False, quiet: bool = False) -> int:
    import subprocess

    output = subprocess.DEVNULL if quiet else sys.stderr if to_stderr else None
    try:
        return subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.DEVNULL if quiet else None).returncode
    except OSError as error:
        say(f"{command[0]}: {error.strerror}")
        return 127


def become(command: list[str], folder: str | None = None) -> int:
    """Turn into ``command``; where the system cannot (Windows), run it and give its exit status."""
    sys.stdout.flush()
    sys.stderr.flush()
    if folder is not None:
        os.chdir(folder)
    if os.name == "nt":
        import subprocess

        return subprocess.run(command).returncode
    os.execv(command[0], command)
    return 0


def say(message: str) -> None:
    print("dev.py: " + message, file=sys.stderr, flush=True)


def fail(message: str, status: int = 1) -> int:
    say(message)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
