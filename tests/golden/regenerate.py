"""Regenerate the expected records: ``python3 dev.py golden``. Review the difference before you commit it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import onrecord

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CONFIDENCE_DIGITS = 2


def pages() -> list[str]:
    """Return the pages with an expected record, as paths from the root: the examples and the pages in this folder."""
    paths = [*(path for path in (ROOT / "examples").iterdir() if path.is_file()), *(HERE / "pages").iterdir()]
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


def expected_path(page: str) -> Path:
    """Return where the expected record of a page is."""
    return HERE / "expected" / f"{Path(page).name}.json"


def render(page: str) -> str:
    """Return the page's record as sorted JSON with rounded confidences. Paths are relative: run it in the root."""
    record = json.loads(onrecord.to_json(onrecord.read(page, settings=onrecord.Settings())))
    for statement in record["statements"]:
        statement["confidence"] = round(statement["confidence"], CONFIDENCE_DIGITS)
    return json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all expected records."""
    os.chdir(ROOT)
    (HERE / "expected").mkdir(exist_ok=True)
    current_paths = {expected_path(page) for page in pages()}
    for obsolete_path in set((HERE / "expected").iterdir()) - current_paths:
        obsolete_path.unlink()
    for page in pages():
        expected_path(page).write_text(render(page), encoding="utf-8")
        print(expected_path(page).relative_to(ROOT))


if __name__ == "__main__":
    main()
