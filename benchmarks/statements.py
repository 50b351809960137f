"""Who said what: the figures of the README, by the scoring script in ../shared.

``python3 dev.py bench statements``. Reads PolNeAR dev and the varied articles through the command line, as a user
would. Prints each score beside its target and the agreement of human annotators, and checks that every span of every
record is the text at its offsets.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
SCORER, SHOWN_SCORER = SHARED / "scoring" / "statements.py", SHARED / "scoring" / "shown.py"
CORPORA: dict[str, tuple[str, list[str]]] = {
    "polnear dev": ("polnear/dev.jsonl.gz", []),
    "varied dev": ("varied/dev.jsonl", ["--speech"]),
    "varied articles": ("varied/articles.jsonl", ["--speech"]),
}
SHOWN_TARGETS = {"real": (92, 95), "right": (75, 88), "named": (88, 95), "recall.top": (80, 90), "direct": (85, 95)}
TARGETS = {
    "polnear dev": {
        "said": (74, 78, 75.5),
        "detected": (81, 84, 82.0),
        "exact": (60, 69, 68.8),
        "triple": (72.5, 76, 74.7),
        "direct": (92, 96, 95.6),
        "span.content": (64, 73, 69.3),
    },
    "varied dev": {"said": (76, 82, None), "recall.nested": (50, 75, None)},
    "varied articles": {
        "said": (86, 92, None),
        "recall.floating": (60, 90, None),
        "recall.nested": (50, 80, None),
        "span.content": (74, 85, None),
    },
}


def read_json_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file, compressed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def read_records(documents: list[dict[str, Any]], output: Path) -> list[dict[str, Any]]:
    """Return the records of the documents, which the command line writes to ``output``."""
    source = output.with_suffix(".in.jsonl")
    source.write_text("".join(json.dumps({"id": d["id"], "text": d["text"]}) + "\n" for d in documents), "utf-8")
    command = [sys.executable, "-m", "onrecord", "read", str(source), "--format", "jsonl"]
    with output.open("wb") as file:
        subprocess.run(command, stdout=file, check=True)
    return read_json_lines(output)


def check_offsets(records: list[dict[str, Any]]) -> int:
    """Return the number of spans in the records.

    Raises:
        AssertionError: a span is not the text at its offsets.
    """
    count = 0
    for record in records:
        text = record["article"]["text"]
        for statement in record["statements"]:
            spans = [*statement["content"], *statement["cue"], *statement["source"], *statement["hedges"]]
            spans += statement["occasion"] + ([statement["addressee"]] if statement["addressee"] else [])
            for span in spans:
                assert text[span["start"] : span["end"]] == span["text"], (record["id"], span)
            count += len(spans)
    return count


def score(gold: Path, predicted: Path, *options: str) -> dict[str, Any]:
    """Return the figures of the scoring script of ../shared."""
    command = [sys.executable, str(SCORER), str(gold), str(predicted), "--json", *options]
    figures: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return figures


def top_level(path: Path) -> Path:
    """Write the records without nested statements, which PolNeAR does not label, and return the new file."""
    output = path.with_suffix(".top.jsonl")
    with output.open("w", encoding="utf-8") as file:
        for record in read_json_lines(path):
            record["statements"] = [statement for statement in record["statements"] if statement["parent"] is None]
            file.write(json.dumps(record) + "\n")
    return output


def print_scores(title: str, figures: dict[str, Any], targets: dict[str, tuple[float, float, float | None]]) -> None:
    """Print the scores of one set beside their targets."""
    print(f"\n{title} ({figures.pop('statements')['gold']} gold)")
    print(f"{'':16}{'P':>6}{'R':>6}{'F1':>6}{'floor':>7}{'aim':>6}{'human':>7}")
    for key, value in figures.items():
        floor, aim, human = targets.get(key, ("", "", None))
        figure = value if isinstance(value, float) else value["f1"]
        parts = "" if isinstance(value, float) else f"{value['precision']:6.1f}{value['recall']:6.1f}"
        print(f"{key:16}{parts:>12}{figure:6.1f}{floor!s:>7}{aim!s:>6}{human or '':>7}")


def print_shown(gold: Path, predicted: Path) -> None:
    """Print what a reader is shown by default, in percent."""
    command = [sys.executable, str(SHOWN_SCORER), str(gold), str(predicted), "--json"]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    print(f"\nshown by default: {figures['shown']} statements")
    for key, (floor, aim) in SHOWN_TARGETS.items():
        print(f"{key:16}{figures[key]:18.1f}{floor:7}{aim:6}")


def main() -> None:
    """Print the figures of every set."""
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    with tempfile.TemporaryDirectory() as scratch:
        for name, (file, options) in CORPORA.items():
            gold, output = SHARED / file, Path(scratch) / f"{name.replace(' ', '-')}.jsonl"
            spans = check_offsets(read_records(read_json_lines(gold), output))
            print(f"\n{name}: {spans} spans right to the character")
            if not options:
                print_scores(f"{name}, without nested statements", score(gold, top_level(output)), TARGETS[name])
            print_scores(f"{name} {' '.join(options)}", score(gold, output, *options), TARGETS[name])
            if options:
                print_shown(gold, output)


if __name__ == "__main__":
    main()
