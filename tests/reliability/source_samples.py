"""What the suite adds: pages of the examples and generated articles, the same bytes for the same seed."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

from reliability.command_runs import ROOT

FIRST = ["Ann", "Tom", "Mara", "Joel", "Ines", "Omar", "Lucy", "Piet"]
LAST = ["Lee", "Ray", "Quill", "Osborne", "Harrow", "Delgado", "Whitlock", "Brandt"]
ROLES = ["mayor of Northport", "finance minister", "harbour master", "union leader", "chief executive of Tidewater"]
WHAT = ["the bridge", "the new toll", "the budget", "the harbour wall", "the strike", "the ferry to Eastness"]
DOES = ["would open in May", "had never been safe", "was far too expensive", "could not wait another year"]
QUOTES = ["It is a disgrace", "Nobody asked us about it", "We will pay every penny back", "I have no problem with it"]


def article(rng: random.Random, number: int) -> str:
    """A few paragraphs in which people who also stand in other articles say things."""
    parts = []
    for turn in range(rng.randint(2, 4)):
        name, role = f"{rng.choice(FIRST)} {rng.choice(LAST)}", rng.choice(ROLES)
        other = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        day = rng.choice(["Monday", "Tuesday", "Friday"])
        parts += [
            f"{name}, the {role}, said on {day} that {rng.choice(WHAT)} {rng.choice(DOES)}.",
            f"“{rng.choice(QUOTES)},” {other} told reporters after meeting number {number}.{turn}.",
        ]
    return "\n\n".join(parts)


def lines(count: int, seed: int = 4) -> list[str]:
    """JSON Lines: articles, of which every seventh is a later version of one before; and lines that are none."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        place = rng.randrange(number) if number and number % 7 == 0 else number
        one = {"id": f"n{number}", "url": f"https://paper{place % 3}.example/{place}", "text": article(rng, number)}
        made.append(json.dumps(one | {"published": f"2025-0{1 + number % 9}-11", "title": f"Number {number}"}))
        if number % 10 == 3:
            made.append("{this is no JSON")
    return made


def folder(at: Path, count: int = 10, seed: int = 4) -> Path:
    """A folder of pages of several kinds, one of them damaged, one of no kind and one twice."""
    at.mkdir(parents=True)
    for path in sorted(one for one in (ROOT / "examples").iterdir() if one.is_file()):
        shutil.copy(path, at)
    beer = ROOT / "tests" / "golden" / "pages" / "beer-duty.html.gz"
    shutil.copy(beer, at)
    shutil.copy(beer, at / "beer-again.html.gz")
    (at / "cut.html.gz").write_bytes(beer.read_bytes()[:-200])
    (at / "notes.xyz").write_text("of no known kind")
    (at / "many.jsonl").write_text("\n".join(lines(count, seed)), "utf-8")
    return at
