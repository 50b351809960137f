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
SCORER = SHARED / "scoring" / "statements.py"
TARGETS = {
    "polnear dev": {
        "said": (74, 78, 75.5),
        "detected": (81, 84, 82.0),
        "exact": (60, 69, 68.8),
        "triple": (72.5, 76, 74.7),
        "direct": (92, 96, 95.6),
        "span.content": (64, 73, 69.3),
    },
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


def main() -> None:
    """Print the figures of both sets."""
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    corpora = {
        "polnear dev": (SHARED / "polnear" / "dev.jsonl.gz", []),
        "varied articles": (SHARED / "varied" / "articles.jsonl", ["--speech"]),
    }
    with tempfile.TemporaryDirectory() as scratch:
        for name, (gold, options) in corpora.items():
            output = Path(scratch) / f"{name.replace(' ', '-')}.jsonl"
            spans = check_offsets(read_records(read_json_lines(gold), output))
            figures = score(gold, output, *options)
            print(
                f"\n{name} {' '.join(options)} "
                f"({figures['statements']['gold']} gold, {spans} spans right to the character)"
            )
            print(f"{'':16}{'P':>6}{'R':>6}{'F1':>6}{'floor':>7}{'aim':>6}{'human':>7}")
            for key, value in figures.items():
                if key == "statements":
                    continue
                floor, aim, human = TARGETS[name].get(key, ("", "", None))
                figure = value if isinstance(value, float) else value["f1"]
                parts = "" if isinstance(value, float) else f"{value['precision']:6.1f}{value['recall']:6.1f}"
                print(f"{key:16}{parts:>12}{figure:6.1f}{floor!s:>7}{aim!s:>6}{human or '':>7}")


if __name__ == "__main__":
    main()
