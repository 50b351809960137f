#!/usr/bin/env python3
"""The project's one command: ``python3 dev.py COMMAND …``. Standard library only.

    read, schema, …   any command of onrecord, run from this checkout
    test [ARGS]       run the tests; ARGS go to pytest
    reliability       run the long load and fault tests (half an hour); ARGS go to pytest
    fuzz [TARGET …] [--seconds N]
                      run tests/fuzz with atheris for N seconds (600) in all
    lowest [ARGS]     run tests with the lowest versions that pyproject.toml allows: tests/pages, tests/articles,
                      tests/store, tests/verification and tests/parquet, or what ARGS name
    check             ruff, ruff format, mypy
    bench [NAME …]    run benchmarks/NAME.py; without a name, list the benchmarks
    docs              generate docs/ pages and the README's example
    golden            regenerate the expected records of tests/golden
    train [ARGS]      train the model; ARGS go to training/train.py

The first call creates .venv beside this file and installs the project into it; after a change of pyproject.toml it
installs again. Messages of dev.py go to standard error, so that standard output is the command's alone.
"""

from __future__ import annotations

import hashlib
import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
MINIMUM_PYTHON = (3, 11)
# (program, Debian package) that the tests need; `test` installs those that are missing
SYSTEM_PACKAGES = (("psql", "postgresql"), ("chromium", "chromium"))


def main(argv: list[str]) -> int:
    """Run one command and return its exit status."""
    if sys.version_info < MINIMUM_PYTHON:
        versions = (*MINIMUM_PYTHON, *sys.version_info[:2])
        return fail("onrecord needs Python {}.{} or newer; this is {}.{}".format(*versions))
    if not argv or argv[0] in ("-h", "--help", "help"):
        print((__doc__ or "").strip())
        return 0
    name, arguments = argv[0], argv[1:]
    commands = {
        command.__name__: command for command in (test, reliability, fuzz, lowest, check, bench, docs, golden, train)
    }
    try:
        if name in commands:
            return commands[name](arguments)
        return become([environment(".venv", "[dev]", "pyproject.toml"), "-m", "onrecord", *argv])
    except SetUpError as error:
        return fail(str(error))
    except KeyboardInterrupt:
        return 130


def test(args: list[str]) -> int:
    """Run the tests; all of them in one process more than there are cores, up to four: some wait for others."""
    python = environment(".venv", "[dev]", "pyproject.toml")
    install_system_packages()
    processes = min(4, (os.cpu_count() or 1) + 1)
    in_parallel = [] if args else ["-n", str(processes), "--dist", "loadfile"]
    return become([python, "-m", "pytest", *in_parallel, *args], ROOT)


def reliability(args: list[str]) -> int:
    """Run the long load and fault tests."""
    return test([os.path.join("tests", "reliability"), "-m", "long", "-s", *args])


def fuzz(args: list[str]) -> int:
    """Run the fuzz targets with atheris, which chooses the input by the code that it reaches."""
    if not sys.platform.startswith("linux"):
        return fail("atheris is there for Linux only; ONRECORD_FUZZ_EXAMPLES=500 makes `dev.py test tests/fuzz` longer")
    python = environment(".venv-fuzz", "[dev,fuzz]", "pyproject.toml")
    return become([python, os.path.join("tests", "fuzz", "coverage_guided.py"), *args], ROOT)


def lowest(args: list[str]) -> int:
    """Run tests with the lowest versions of the run-time dependencies that pyproject.toml allows."""
    python = environment(".venv-lowest", "[dev]", "pyproject.toml")
    name = f"lowest-{make_stamp(('pyproject.toml',))[:16]}.txt"
    pins, project = os.path.join(ROOT, ".venv-lowest", name), os.path.join(ROOT, "pyproject.toml")
    if not os.path.exists(pins):
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]
        resolve = [python, "-m", "uv", "pip", "compile", "--quiet", "--resolution", "lowest-direct"]
        resolve += [
            "--extra",
            "postgres",
            "--extra",
            "web",
            "--extra",
            "exports",
            "--output-file",
            f"{pins}.part",
            project,
        ]
        install = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "--requirement", f"{pins}.part"]
        for command in (pip, resolve, install):
            if status := run(command, output="failure"):
                return status
        os.replace(f"{pins}.part", pins)
    folders = [os.path.join("tests", name) for name in ("pages", "articles", "store", "verification", "parquet")]
    # warnings of old versions are no errors
    return become([python, "-m", "pytest", "-W", "default", *(args or folders)], ROOT)


def check(args: list[str]) -> int:
    """Run the linter, the formatter and the type checker."""
    python = environment(".venv", "[dev]", "pyproject.toml")
    worst_status = 0
    for tool in (["ruff", "check", *args], ["ruff", "format", "--check", *args], ["mypy"]):
        say(" ".join(tool))
        worst_status = max(worst_status, run([python, "-m", *tool]))
    return 1 if worst_status else 0


def bench(args: list[str]) -> int:
    """Run a benchmark, or list them."""
    folder = os.path.join(ROOT, "benchmarks")
    if not args or args[0].startswith("-"):
        for name, summary in list_benchmarks(folder):
            print(f"{name:<16}{summary}")
        return 0
    path = os.path.join(folder, args[0] + ".py")
    if not os.path.isfile(path):
        return fail(f"no benchmark named {args[0]!r}; `python3 dev.py bench` lists them", 2)
    if os.path.isfile(os.path.join(folder, "requirements.txt")):
        python = environment(".venv-bench", "[dev]", "pyproject.toml", "benchmarks/requirements.txt")
    else:
        python = environment(".venv", "[dev]", "pyproject.toml")
    return become([python, path, *args[1:]])


def list_benchmarks(folder: str) -> list[tuple[str, str]]:
    """Return each benchmark's name and the first line of its docstring."""
    import ast

    summaries = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith(".py") and not name.startswith("_"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                docstring = ast.get_docstring(ast.parse(file.read())) or ""
            summaries.append((name[:-3], docstring.split("\n")[0]))
    return summaries


def docs(args: list[str]) -> int:
    """Generate the documents that come from the code."""
    return become([environment(".venv", "[dev]", "pyproject.toml"), os.path.join(ROOT, "docs", "generate.py"), *args])


def golden(args: list[str]) -> int:
    """Regenerate the expected records of the golden tests."""
    python = environment(".venv", "[dev]", "pyproject.toml")
    return become([python, os.path.join(ROOT, "tests", "golden", "regenerate.py"), *args])


def train(args: list[str]) -> int:
    """Train the model."""
    python = environment(".venv-train", "", "pyproject.toml", "training/requirements.txt")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [ROOT, os.environ.get("PYTHONPATH")]))
    return become([python, os.path.join(ROOT, "training", "train.py"), *args])


class SetUpError(Exception):
    """An environment could not be created; the message says what to do."""


def environment(name: str, extra: str, *files: str) -> str:
    """Return the Python of the virtual environment ``name``, created or updated if ``files`` changed."""
    folder = os.path.join(ROOT, name)
    current_stamp = make_stamp(files)
    if read_stamp(folder) != current_stamp:
        with ProcessLock(folder + ".lock"):
            if read_stamp(folder) != current_stamp:  # another call may have created it while this one waited
                set_up(folder, extra, [path for path in files if path.endswith(".txt")])
                with open(os.path.join(folder, "stamp"), "w", encoding="utf-8") as file:
                    file.write(current_stamp)
    return python_of(folder)


def make_stamp(files: tuple[str, ...]) -> str:
    """Return what an environment is made from: a hash of the files, and this folder, since it cannot be moved."""
    digest = hashlib.sha256()
    for path in files:
        with open(os.path.join(ROOT, path), "rb") as file:
            digest.update(file.read())
    return f"{digest.hexdigest()} {ROOT}\n"


def read_stamp(folder: str) -> str | None:
    """Return the stamp of a complete environment; None if there is none, it was interrupted or its Python is gone."""
    try:
        with open(os.path.join(folder, "stamp"), encoding="utf-8") as file:
            return file.read() if os.path.exists(python_of(folder)) else None
    except OSError:
        return None


def set_up(folder: str, extra: str, requirements: list[str]) -> None:
    """Create or update an environment and install the project into it."""
    name = os.path.basename(folder)
    old_stamp = read_stamp(folder)
    if old_stamp is not None and old_stamp.endswith(f" {ROOT}\n"):
        say(f"updating {name} …")
        os.remove(os.path.join(folder, "stamp"))  # so that an interruption from here on is noticed
    else:
        say(f"setting up {name} (only once; it takes a minute or two) …")
        create(folder)
    arguments = ["--editable", ROOT + extra]
    for path in requirements:
        arguments += ["--requirement", os.path.join(ROOT, path)]
    pip = [python_of(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if run(pip, output="failure"):
        raise SetUpError("pip could not install the project; see its message above, and run this again")


def create(folder: str) -> None:
    """Create an empty virtual environment."""
    from importlib.util import find_spec

    advice = "on Debian and Ubuntu run `apt-get install python3-venv`; then run this again"
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise SetUpError(f"{sys.executable} cannot create virtual environments: {advice}")
    if run([sys.executable, "-m", "venv", "--clear", folder], output="stderr"):
        raise SetUpError(f"{sys.executable} could not create {folder}: {advice}")


def python_of(folder: str) -> str:
    """Return the path of an environment's Python."""
    return os.path.join(folder, "Scripts", "python.exe") if os.name == "nt" else os.path.join(folder, "bin", "python")


class ProcessLock:
    """A lock between processes; the system releases it when the process ends, however it ends."""

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
            say("waiting for another call that is setting up …")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def install_system_packages() -> None:
    """Install missing system packages if this user may; otherwise say which are missing."""
    import shutil

    missing = [package for program, package in SYSTEM_PACKAGES if shutil.which(program) is None]
    if not missing:
        return
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    prefix = [] if is_root else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (not is_root and run(["sudo", "-n", "true"], output="none")):
        say("the tests need these packages, and this user may not install them: " + ", ".join(missing))
        return
    say("installing for the tests: " + ", ".join(missing))
    run([*prefix, "apt-get", "update", "-q"], output="stderr")
    run([*prefix, "apt-get", "install", "-y", "-q", *missing], output="stderr")


def run(command: list[str], output: str = "inherit") -> int:
    """Run a command and return its exit status.

    ``output`` is what happens to what it prints: ``inherit``, ``stderr`` (all of it goes there), ``failure`` (shown
    on standard error only if the command fails) or ``none``.
    """
    import subprocess

    streams = {
        "inherit": {},
        "stderr": {"stdout": sys.stderr},
        "failure": {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT},
        "none": {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL},
    }
    try:
        result = subprocess.run(command, cwd=ROOT, **streams[output])
        if result.stdout and result.returncode:
            sys.stderr.write(result.stdout.decode("utf-8", "replace"))
        return result.returncode
    except OSError as error:
        say(f"{command[0]}: {error.strerror}")
        return 127


def become(command: list[str], folder: str | None = None) -> int:
    """Replace this process by ``command``; on Windows, run it and return its exit status."""
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
    """Print a message on standard error."""
    print("dev.py: " + message, file=sys.stderr, flush=True)


def fail(message: str, status: int = 1) -> int:
    """Print a message and return an exit status."""
    say(message)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
