"""Quotations held against transcripts: the figures of docs/verify.md, by the scoring script in ../shared.

``python3 dev.py bench verify``. The 347 labelled quotations and 1,261 transcripts of ../shared go through the command
line, as a desk would have it, the index made in the same run. Then the same with ten times the transcripts, asked
within one process, and what the verdicts' confidence is worth.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from onrecord.records import Quotation, Transcript
from onrecord.verification import Checker
from onrecord.verification.speaker_match import agrees

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
QUOTATIONS, TRANSCRIPTS = SHARED / "quotations" / "quotations.jsonl", SHARED / "quotations" / "transcripts.jsonl.gz"
SCORER = SHARED / "scoring" / "quotations.py"
# figure: (floor, aim, whether more is better)
TARGETS = {
    "macro_f1": (80, 90, True),
    "passed": (4, 2, False),
    "accused": (10, 3, False),
    "transcript": (98, 99.5, True),
    "passage": (93, 96, True),
}
SECONDS = (15, 5)
TIMES, SLOWER = 10, 3
DOWD = (
    "Al Qaeda is on the run . . . they're not a problem anymore",
    "That group of terrorists who attacked our country is slowly, but surely being decimated. Al Qaeda is on the run."
    " That group of terrorists who attacked our country is slowly but surely being decimated. Right now, about half of"
    " all the top Al Qaeda operatives are either jailed or dead. In either case, they're not a problem anymore.",
)


def main() -> None:
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    gold = [json.loads(line) for line in QUOTATIONS.read_text(encoding="utf-8").splitlines()]
    missed = command_line(gold)
    missed += dowd()
    with gzip.open(TRANSCRIPTS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    missed += ten_times(rows, gold)
    sys.exit(f"under the floor: {', '.join(missed)}" if missed else 0)


def command_line(gold: Sequence[dict]) -> list[str]:
    """The figures and the time of ``onrecord verify``; the names of those under their floor."""
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        given, answers = Path(folder) / "quotes.jsonl", Path(folder) / "verdicts.jsonl"
        asked = [{"id": q["id"], "quote": q["quote"], "speaker": q["claimed_speaker"], "date": q["date"]} for q in gold]
        given.write_text("".join(json.dumps(one) + "\n" for one in asked), encoding="utf-8")
        command = [sys.executable, "-m", "onrecord", "verify", str(given), "--against", str(TRANSCRIPTS)]
        begun = time.perf_counter()
        with answers.open("wb") as out:
            run = subprocess.run([*command, "--format", "jsonl"], stdout=out, check=False)
        seconds = time.perf_counter() - begun
        assert run.returncode == 3, "some quotations were edited"
        scored = subprocess.run(
            [sys.executable, str(SCORER), str(QUOTATIONS), str(answers), "--json"], capture_output=True, check=True
        )
        verdicts = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    figures = json.loads(scored.stdout)
    for name, (floor, aim, more) in TARGETS.items():
        missed += told(name, figures[name], floor, aim, more)
    print(f"{'F1 by verdict':<14}" + ", ".join(f"{name} {value}" for name, value in figures["f1"].items()))
    missed += told("seconds", round(seconds, 1), *SECONDS, False)
    confidence(gold, verdicts)
    speakers(gold, verdicts)
    return missed


def told(name: str, value: float, floor: float, aim: float, more: bool) -> list[str]:
    """Prints a figure beside its floor and aim; gives its name when it misses the floor."""
    under = value < floor if more else value > floor
    reached = "MISS" if under else "aim met" if (value >= aim if more else value <= aim) else "floor met"
    print(f"{name:<14}{value:>7}   floor {floor}, aim {aim}: {reached}")
    return [name] if under else []


def confidence(gold: Sequence[dict], verdicts: Sequence[dict]) -> None:
    """How often the verdicts of each confidence are right."""
    right = defaultdict(list)
    for label, verdict in zip(gold, verdicts, strict=True):
        said = "verbatim" if verdict["verdict"] == "minor" else verdict["verdict"]
        right[verdict["confidence"]].append(said == label["verdict"])
    shares = (f"{sure:.2f}: {sum(some)} of {len(some)}" for sure, some in sorted(right.items()))
    print(f"{'confidence':<14}right where it is " + ", ".join(shares))


def speakers(gold: Sequence[dict], verdicts: Sequence[dict]) -> None:
    """How often the transcript's speaker is the labelled one, where both find the quotation, by their names."""
    rows = zip(gold, verdicts, strict=True)
    pairs = ((label["true_speaker"], verdict["speaker"], verdict["transcript"]) for label, verdict in rows)
    both = [(true, spoken) for true, spoken, found in pairs if found and true]
    right = sum(spoken is not None and agrees(true, spoken) is not False for true, spoken in both)
    print(f"{'speaker':<14}right in {right} of {len(both)}")


def dowd() -> list[str]:
    """The ellipsis that makes “they” mean others."""
    printed, spoken = DOWD
    found = Checker([Transcript("speech", spoken)]).check(Quotation("dowd", printed))
    good = found.verdict in ("trimmed", "spliced") and found.meaning_changed
    meaning = "meaning changed" if found.meaning_changed else "same meaning"
    print(f"{'Dowd ellipsis':<14}{found.verdict}, {meaning}: {found.explanation}")
    return [] if good else ["Dowd ellipsis"]


def ten_times(rows: Sequence[dict], gold: Sequence[dict]) -> list[str]:
    """The time for asking among ten times the transcripts: nine more of each, of sentences from all over, by seed."""
    asked = [Quotation(q["id"], q["quote"], q["claimed_speaker"], q["date"]) for q in gold]
    once = [Transcript(row["id"], row["text"], row["event"], row["date"]) for row in rows]
    taken, answers = [], []
    for held in (once, [*once, *shuffled(once, TIMES - 1)]):
        begun = time.perf_counter()
        checker = Checker(held)
        made = time.perf_counter()
        answers.append([checker.check(one).verdict for one in asked])
        taken.append(time.perf_counter() - made)
        words = sum(len(one.text) for one in held) / 1e6
        print(f"{len(held):>6} transcripts, {words:.0f} million characters: index {made - begun:.1f} s,"
              f" {len(asked)} questions {taken[-1]:.1f} s")  # fmt: skip
    same = sum(a == b for a, b in zip(*answers, strict=True))
    print(f"{same} of {len(asked)} verdicts are the same among ten times the transcripts")
    return told("ten times", round(taken[1] / taken[0], 2), SLOWER, SLOWER, False)


def shuffled(transcripts: Sequence[Transcript], times: int) -> list[Transcript]:
    """Transcripts as long as those given, of their sentences in another order, so that phrases are as common."""
    chance = random.Random(11)
    sentences = [one for held in transcripts for one in re.split(r"(?<=[.?!])\s+", held.text)]
    made = []
    for round_ in range(times):
        chance.shuffle(sentences)
        left = iter(sentences)
        for held in transcripts:
            some, size = [], 0
            while size < len(held.text) and (one := next(left, None)) is not None:
                some.append(one)
                size += len(one) + 1
            made.append(Transcript(f"{held.id}-{round_}", " ".join(some), held.event, held.date))
    return made


if __name__ == "__main__":
    main()
