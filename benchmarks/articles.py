"""Title, date, authors and body of 38 real pages: ``python3 dev.py bench articles [PREDICTED.jsonl]``.

Reads ../shared/pages/html as files and scores by ../shared/scoring/articles.py against ../shared/pages/gold.json. What
was read is kept where a file is named. Exits 1 when a figure is below its floor.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from onrecord.articles.extract import extract_article
from onrecord.errors import ArticleError
from onrecord.pages import open_pages
from onrecord.records import Article, Skipped
from onrecord.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = SHARED / "pages" / "gold.json"
TARGETS = {"title": (82, 90), "date": (97, 100), "authors": (95, 98), "body": (96.5, 98)}


def main() -> int:
    if not GOLD.exists():
        print("skipped: ../shared is not here")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(sys.argv[1] if len(sys.argv) > 1 else f"{scratch}/predicted.jsonl")
        started = time.perf_counter()
        count = predict(out)
        seconds = time.perf_counter() - started
        figures = score(out)
    print(f"{figures['pages']} pages, {count} read, {count / seconds:.1f} a second")
    for name, (floor, aim) in TARGETS.items():
        print(f"{name:8} {figures[name]:6.1f}   floor {floor}, aim {aim}")
    print("worst bodies:", ", ".join(f"{name} {figure}" for figure, name in figures["worst"]))
    return int(any(figures[name] < floor for name, (floor, _) in TARGETS.items()))


def predict(out: Path) -> int:
    """Read every page and write what was found, a line each; gives how many were read."""
    files = [str(SHARED / "pages" / "html" / row["file"]) for row in json.loads(GOLD.read_text("utf-8"))]
    count = 0
    with out.open("w", encoding="utf-8") as lines:
        for page in open_pages(files, Settings()):
            if isinstance(page, Skipped):
                print(f"{page.location}: {page.detail}", file=sys.stderr)
                continue
            try:
                article = extract_article(page, Settings())
            except ArticleError as error:
                print(error, file=sys.stderr)
                continue
            lines.write(json.dumps(row_of(article)) + "\n")
            count += 1
    return count


def row_of(article: Article) -> dict[str, Any]:
    return {
        "file": Path(article.page.location).name,
        "title": article.title,
        "authors": article.authors,
        "published": article.published,
        "text": article.text,
    }


def score(out: Path) -> dict[str, Any]:
    command = [sys.executable, str(SHARED / "scoring" / "articles.py"), str(GOLD), str(out)]
    figures: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return figures


if __name__ == "__main__":
    sys.exit(main())
