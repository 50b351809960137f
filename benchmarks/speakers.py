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
from statements import SHARED, read, rows

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
    """Reading with speakers against reading without, in documents a second: the best of five rounds of each."""
    origin = PageOrigin("jsonl", "", None, "0" * 64)
    pages = [Page(origin, "exact", d["text"], d["id"]) for d in documents]

    def seconds() -> float:
        begun = time.perf_counter()
        for _ in onrecord.read_many(pages):
            pass
        return time.perf_counter() - begun

    seconds()
    taken: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(ROUNDS):
        taken["with"].append(seconds())
        with patch("onrecord.reader.resolve_speakers", lambda article, statements, reading, model: (statements, ())):
            taken["without"].append(seconds())
    return min(taken["without"]) / min(taken["with"])


def main() -> None:
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    labels = SHARED / "speakers" / "labels.jsonl"
    labelled = {row["doc_id"] for row in rows(labels)}
    sets = (
        ("polnear dev", SHARED / "polnear" / "dev.jsonl.gz", str(labels), labelled),
        ("varied articles", SHARED / "varied" / "articles.jsonl", "-", None),
    )
    for name, path, gold, wanted in sets:
        documents = [d for d in rows(path) if wanted is None or d["id"] in wanted]
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "records.jsonl"
            read(documents, out)
            command = [sys.executable, str(SCORER), str(path), gold, str(out), "--json"]
            found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        print(f"{name:28} labels  found  right  given  floor    aim")
        for key, row in found.items():
            print(f"{key:28} {row['labels']:6} {row['found']:6} {row['right']:6} {row['given']:6}")
        for (key, figure), (floor, aim) in TARGETS[name].items():
            print(f"  {key} {figure}: {found[key][figure]}, floor {floor}, aim {aim}")
    ratio = speed(rows(SHARED / "polnear" / "dev.jsonl.gz"))
    print(f"speed with speakers against without, {ROUNDS} rounds of PolNeAR dev: {ratio:.2f}, floor 0.8")


if __name__ == "__main__":
    main()
