"""Run the fuzz targets with atheris, which keeps the inputs that reach new code and changes them further.

``python3 dev.py fuzz [TARGET …] [--seconds N]`` shares the time among the targets, each in a process of its own. A
target ends at its first failure: an exception, or an input that takes more than five seconds of processor time.
hypothesis keeps the input of an exception: ``python3 dev.py test tests/fuzz`` meets it again and prints it. The inputs
themselves are under ``.hypothesis/corpus``, and later runs begin with them; ``TARGET.current`` there is the last one.
"""

from __future__ import annotations

import argparse
import faulthandler
import logging
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CORPUS = Path(".hypothesis") / "corpus"
MAX_PROCESSOR_SECONDS, MAX_SECONDS = 5, 300  # for one input; on a busy machine seconds say little
MAX_BYTES = 4_096  # of what hypothesis makes an input from
SEEDS = 20  # random inputs that a target begins with
LINES_OF_FAILURE = 60
_STATISTIC = re.compile(r"^stat::(number_of_executed_units|slowest_unit_time_sec|peak_rss_mb): +(\d+)", re.MULTILINE)


def main() -> int:
    """Run the targets and return 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all")
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together (default: 600)")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.alone:
        run_target(arguments.targets[0], arguments.seconds)
    from fuzz_targets import TARGETS

    names = arguments.targets or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"no target {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    failed = [name for name in names if not succeeds(name, max(1, arguments.seconds // len(names)))]
    print(f"{len(failed)} of {len(names)} targets failed: {' '.join(failed)}")
    return 1 if failed else 0


def succeeds(name: str, seconds: int) -> bool:
    """Run one target in a process of its own; print a line, and after a failure the end of its output."""
    command = [sys.executable, __file__, name, "--seconds", str(seconds), "--alone"]
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    output = process.stdout.decode("utf-8", "replace")
    inputs, slowest, megabytes = ([*dict(_STATISTIC.findall(output)).values(), "?", "?", "?"])[:3]
    state = "ok" if process.returncode == 0 else "FAILED"
    print(f"{name:18} {inputs:>8} inputs, the slowest {slowest} s, {megabytes} MB  {state}", flush=True)
    if process.returncode:
        print("\n".join(output.splitlines()[-LINES_OF_FAILURE:]), flush=True)
    return process.returncode == 0


def run_target(name: str, seconds: int) -> None:
    """Run one target in this process, which ends with the status of libFuzzer."""
    import atheris

    with atheris.instrument_imports(include=["onrecord"], enable_loader_override=False):
        from fuzz_targets import TARGETS
    logging.disable()  # readers warn of broken input
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number in range(SEEDS):
        (corpus / f"seed-{number}").write_bytes(random.Random(number).randbytes(MAX_BYTES // 4))
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={MAX_SECONDS}",
        f"-max_len={MAX_BYTES}",
        "-len_control=0",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        f"-artifact_prefix={corpus}/failed-",
        str(corpus),
    ]
    run_input = limited(TARGETS[name].hypothesis.fuzz_one_input, CORPUS / f"{name}.current")
    atheris.Setup([sys.argv[0], *options], run_input)
    atheris.Fuzz()


def limited(run_input: Callable[[bytes], object], current: Path) -> Callable[[bytes], None]:
    """Return a function that keeps its input in a file, and ends the process with a traceback if it takes too long."""
    faulthandler.register(signal.SIGPROF, chain=True)  # in C: no expression and no library can hold it up

    def run(data: bytes) -> None:
        current.write_bytes(data)
        signal.setitimer(signal.ITIMER_PROF, MAX_PROCESSOR_SECONDS)
        run_input(data)
        signal.setitimer(signal.ITIMER_PROF, 0)

    return run


if __name__ == "__main__":
    sys.exit(main())
