"""The figures of docs/verify.md: quotations checked against transcripts, scored by the script in ../shared.

``python3 dev.py bench verify``. The 347 labelled quotations are checked against the 1,261 transcripts of ../shared by
the command line, which builds the index in the same run. Then they are checked among ten times as many transcripts
within one process, and the confidence of the verdicts is compared with how often they are right.
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
from onrecord.verification import QuotationChecker
from onrecord.verification.speaker_match import speakers_agree

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
QUOTATIONS, TRANSCRIPTS = SHARED / "quotations" / "quotations.jsonl", SHARED / "quotations" / "transcripts.jsonl.gz"
SCORER = SHARED / "scoring" / "quotations.py"
# figure: (floor, aim, is more better)
TARGETS = {
    "macro_f1": (85, 92, True),
    "passed": (2, 1, False),
    "accused": (5, 2, False),
    "transcript": (98, 99.5, True),
    "passage": (93, 96, True),
}
SECONDS = (15, 5)
COLLECTION_FACTOR, MAX_SLOWDOWN = 10, 3
DOWD = (
    "Al Qaeda is on the run . . . they're not a problem anymore",
    "That group of terrorists who attacked our country is slowly, but surely being decimated. Al Qaeda is on the run."
    " That group of terrorists who attacked our country is slowly but surely being decimated. Right now, about half of"
    " all the top Al Qaeda operatives are either jailed or dead. In either case, they're not a problem anymore.",
)


def main() -> None:
    if not SHARED.exists():
        print("skipped: ../shared is missing")
        return
    labels = [json.loads(line) for line in QUOTATIONS.read_text(encoding="utf-8").splitlines()]
    missed = measure_command_line(labels)
    missed += check_dowd_ellipsis()
    with gzip.open(TRANSCRIPTS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    missed += measure_large_collection(rows, labels)
    sys.exit(f"under the floor: {', '.join(missed)}" if missed else 0)


def measure_command_line(labels: Sequence[dict]) -> list[str]:
    """Print the figures and the time of ``onrecord verify``; return the names of figures under their floor."""
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        quotation_list, answers = Path(folder) / "quotes.jsonl", Path(folder) / "verdicts.jsonl"
        quotations = [
            {"id": label["id"], "quote": label["quote"], "speaker": label["claimed_speaker"], "date": label["date"]}
            for label in labels
        ]
        quotation_list.write_text("".join(json.dumps(entry) + "\n" for entry in quotations), encoding="utf-8")
        command = [sys.executable, "-m", "onrecord", "verify", str(quotation_list), "--against", str(TRANSCRIPTS)]
        start = time.perf_counter()
        with answers.open("wb") as out:
            run = subprocess.run([*command, "--format", "jsonl"], stdout=out, check=False)
        seconds = time.perf_counter() - start
        assert run.returncode == 3, "some quotations were edited"
        scored = subprocess.run(
            [sys.executable, str(SCORER), str(QUOTATIONS), str(answers), "--json"], capture_output=True, check=True
        )
        verdicts = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    figures = json.loads(scored.stdout)
    for name, (floor, aim, more_is_better) in TARGETS.items():
        missed += print_figure(name, figures[name], floor, aim, more_is_better)
    print(f"{'F1 by verdict':<14}" + ", ".join(f"{name} {value}" for name, value in figures["f1"].items()))
    missed += print_figure("seconds", round(seconds, 1), *SECONDS, False)
    print_confidence(labels, verdicts)
    print_speakers(labels, verdicts)
    return missed


def print_figure(name: str, value: float, floor: float, aim: float, more_is_better: bool) -> list[str]:
    """Print a figure beside its floor and aim; return its name if it misses the floor."""
    is_under = value < floor if more_is_better else value > floor
    meets_aim = value >= aim if more_is_better else value <= aim
    print(f"{name:<14}{value:>7}   floor {floor}, aim {aim}: "
          f"{'MISS' if is_under else 'aim met' if meets_aim else 'floor met'}")  # fmt: skip
    return [name] if is_under else []


def print_confidence(labels: Sequence[dict], verdicts: Sequence[dict]) -> None:
    """Print how often the verdicts of each confidence are right."""
    is_right_by_confidence = defaultdict(list)
    for label, verdict in zip(labels, verdicts, strict=True):
        kind = "verbatim" if verdict["verdict"] == "minor" else verdict["verdict"]
        is_right_by_confidence[verdict["confidence"]].append(kind == label["verdict"])
    shares = (
        f"{confidence:.2f}: {sum(is_right)} of {len(is_right)}"
        for confidence, is_right in sorted(is_right_by_confidence.items())
    )
    print(f"{'confidence':<14}right where it is " + ", ".join(shares))


def print_speakers(labels: Sequence[dict], verdicts: Sequence[dict]) -> None:
    """Print how often the transcript's speaker is the labelled one, where both find the quotation."""
    pairs = [
        (label["true_speaker"], verdict["speaker"])
        for label, verdict in zip(labels, verdicts, strict=True)
        if verdict["transcript"] and label["true_speaker"]
    ]
    right = sum(speaker is not None and speakers_agree(true, speaker) is not False for true, speaker in pairs)
    print(f"{'speaker':<14}right in {right} of {len(pairs)}")


def check_dowd_ellipsis() -> list[str]:
    """Print the verdict on the ellipsis that makes “they” mean others."""
    printed, spoken = DOWD
    verdict = QuotationChecker([Transcript("speech", spoken)]).check(Quotation("dowd", printed))
    is_right = verdict.meaning_changed
    meaning = "meaning changed" if verdict.meaning_changed else "same meaning"
    print(f"{'Dowd ellipsis':<14}{verdict.verdict}, {meaning}: {verdict.explanation}")
    return [] if is_right else ["Dowd ellipsis"]


def measure_large_collection(rows: Sequence[dict], labels: Sequence[dict]) -> list[str]:
    """Print the time among ten times the transcripts, made of the sentences of all by a seed."""
    quotations = [Quotation(label["id"], label["quote"], label["claimed_speaker"], label["date"]) for label in labels]
    transcripts = [Transcript(row["id"], row["text"], row["event"], row["date"]) for row in rows]
    durations, answers = [], []
    for collection in (transcripts, [*transcripts, *shuffle_sentences(transcripts, COLLECTION_FACTOR - 1)]):
        start = time.perf_counter()
        checker = QuotationChecker(collection)
        indexed = time.perf_counter()
        answers.append([checker.check(quotation).verdict for quotation in quotations])
        durations.append(time.perf_counter() - indexed)
        characters = sum(len(transcript.text) for transcript in collection) / 1e6
        print(f"{len(collection):>6} transcripts, {characters:.0f} million characters: index {indexed - start:.1f} s,"
              f" {len(quotations)} questions {durations[-1]:.1f} s")  # fmt: skip
    same = sum(a == b for a, b in zip(*answers, strict=True))
    print(f"{same} of {len(quotations)} verdicts are the same among ten times the transcripts")
    return print_figure("ten times", round(durations[1] / durations[0], 2), MAX_SLOWDOWN, MAX_SLOWDOWN, False)


def shuffle_sentences(transcripts: Sequence[Transcript], copies: int) -> list[Transcript]:
    """Return copies of the transcripts, as long, of their sentences in another order: phrases stay as common."""
    rng = random.Random(11)
    sentences = [sentence for transcript in transcripts for sentence in re.split(r"(?<=[.?!])\s+", transcript.text)]
    shuffled = []
    for copy_number in range(copies):
        rng.shuffle(sentences)
        unused = iter(sentences)
        for transcript in transcripts:
            parts, length = [], 0
            while length < len(transcript.text) and (sentence := next(unused, None)) is not None:
                parts.append(sentence)
                length += len(sentence) + 1
            copy_id = f"{transcript.id}-{copy_number}"
            shuffled.append(Transcript(copy_id, " ".join(parts), transcript.event, transcript.date))
    return shuffled


if __name__ == "__main__":
    main()
