"""Title, date, authors and body of 38 real pages: ``python3 dev.py bench articles``.

Scored by ../shared/scoring/articles.py against ../shared/pages/gold.json.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from onrecord.articles import extract
from onrecord.errors import ArticleError
from onrecord.records import Page, PageOrigin
from onrecord.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"
TARGETS = {"title": (82, 90), "date": (97, 100), "authors": (95, 98), "body": (96.5, 98)}


def main() -> None:
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    gold_file = SHARED / "pages" / "gold.json"
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "predicted.jsonl"
        with out.open("w", encoding="utf-8") as file:
            for row in json.loads(gold_file.read_text("utf-8")):
                body = gzip.decompress((SHARED / "pages" / "html" / row["file"]).read_bytes()).decode(
                    "utf-8", "replace"
                )
                page = Page(PageOrigin("file", row["file"], None, "0" * 64), "html", body, url=row["url"])
                try:
                    a = extract(page, Settings())
                except ArticleError as error:
                    print(error, file=sys.stderr)
                    continue
                made = {
                    "file": row["file"],
                    "title": a.title,
                    "authors": a.authors,
                    "published": a.published,
                    "text": a.text,
                }
                file.write(json.dumps(made) + "\n")
        command = [sys.executable, str(SHARED / "scoring" / "articles.py"), str(gold_file), str(out)]
        found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    print(f"{found['pages']} pages")
    for key, (floor, aim) in TARGETS.items():
        print(f"{key:8} {found[key]:6.1f}   floor {floor}, aim {aim}")
    print("worst bodies:", found["worst"])


if __name__ == "__main__":
    main()
