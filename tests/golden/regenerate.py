"""Write the expected records again: ``python3 dev.py golden``. Read the difference before it is committed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import onrecord

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PLACES = 2


def pages() -> list[str]:
    """The pages with an expected record, as paths from the repository's root: the examples and those kept here."""
    kept = [*(one for one in (ROOT / "examples").iterdir() if one.is_file()), *(HERE / "pages").iterdir()]
    return sorted(path.relative_to(ROOT).as_posix() for path in kept)


def expected(page: str) -> Path:
    return HERE / "expected" / f"{Path(page).name}.json"


def render(page: str) -> str:
    """The page's record as sorted JSON, confidences rounded. Paths are from the root, so run this there."""
    record = json.loads(onrecord.to_json(onrecord.read(page, settings=onrecord.Settings())))
    for statement in record["statements"]:
        statement["confidence"] = round(statement["confidence"], PLACES)
    return json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    os.chdir(ROOT)
    (HERE / "expected").mkdir(exist_ok=True)
    wanted = {expected(page) for page in pages()}
    for left in set((HERE / "expected").iterdir()) - wanted:
        left.unlink()
    for page in pages():
        expected(page).write_text(render(page), encoding="utf-8")
        print(expected(page).relative_to(ROOT))


if __name__ == "__main__":
    main()
