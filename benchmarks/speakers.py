"""Who is speaking, end to end: the figures of docs/speakers.md, by the scoring script in ../shared.

``python3 dev.py bench speakers``. Reads the labelled PolNeAR dev documents and the varied articles through the command
line, as a user would; a statement that is not found counts as wrong under ``right``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

import onrecord
from onrecord.records import Page, PageOrigin
from statements import SHARED, read_json_lines, read_records

SCORER = SHARED / "scoring" / "speakers.py"
TARGETS = {
    "polnear dev": {
        ("kind.person", "right"): (70, 82),
        ("kind.person", "given"): (86, 95),
        ("via.pronoun", "given"): (80, 92),
        ("all", "given"): (82, 92),
    },
    "varied articles": {("all", "given"): (80, 92), ("via.floating", "right"): (60, 85)},
}
ROUNDS = 5


def speed(documents: list[dict]) -> float:
    """Return the speed of reading with speakers as a share of the speed without: the best of five rounds of each."""
    origin = PageOrigin("jsonl", "", None, "0" * 64)
    pages = [Page(origin, "exact", d["text"], d["id"]) for d in documents]

    def seconds() -> float:
        began = time.perf_counter()
        for _ in onrecord.read_many(pages):
            pass
        return time.perf_counter() - began

    seconds()
    times: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(ROUNDS):
        times["with"].append(seconds())
        with patch("onrecord.reader.resolve_speakers", lambda article, statements, reading, model: (statements, ())):
            times["without"].append(seconds())
    return min(times["without"]) / min(times["with"])


def main() -> None:
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    labels = SHARED / "speakers" / "labels.jsonl"
    labelled = {row["doc_id"] for row in read_json_lines(labels)}
    sets = (
        ("polnear dev", SHARED / "polnear" / "dev.jsonl.gz", str(labels), labelled),
        ("varied articles", SHARED / "varied" / "articles.jsonl", "-", None),
    )
    for name, path, gold, document_ids in sets:
        documents = [d for d in read_json_lines(path) if document_ids is None or d["id"] in document_ids]
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "records.jsonl"
            read_records(documents, output)
            command = [sys.executable, str(SCORER), str(path), gold, str(output), "--json"]
            scores = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        print(f"{name:28} labels  found  right  given  floor    aim")
        for key, row in scores.items():
            print(f"{key:28} {row['labels']:6} {row['found']:6} {row['right']:6} {row['given']:6}")
        for (key, figure), (floor, aim) in TARGETS[name].items():
            print(f"  {key} {figure}: {scores[key][figure]}, floor {floor}, aim {aim}")
    ratio = speed(read_json_lines(SHARED / "polnear" / "dev.jsonl.gz"))
    print(f"speed with speakers against without, {ROUNDS} rounds of PolNeAR dev: {ratio:.2f}, floor 0.8")


if __name__ == "__main__":
    main()
