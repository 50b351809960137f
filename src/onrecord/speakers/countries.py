"""Countries, and the capitals and buildings that stand for their governments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its name, how else it is written, capitals and buildings of its government, what its people are."""

    name: str
    spellings: frozenset[str]
    capitals: frozenset[str]
    buildings: frozenset[str]
    peoples: frozenset[str]


@lru_cache(maxsize=1)
def _countries() -> dict[str, Country]:
    lines = resources.files("onrecord.speakers").joinpath("countries.txt").read_text("utf-8").splitlines()
    found: dict[str, Country] = {}
    for line in lines:
        if line.startswith("#"):
            continue
        first, *rest = ([part.strip() for part in field.split(",") if part.strip()] for field in line.split("/"))
        spellings, capitals, buildings, peoples = (
            frozenset(x.lower().removeprefix("the ") for x in names) for names in (first, *rest)
        )
        country = Country(first[0], spellings, capitals, buildings, peoples)
        for name in spellings | capitals | buildings | peoples:
            found[name] = country
    return found


def country(words: str) -> Country | None:
    """The country that the words name, or whose capital they are; none for its buildings and its people."""
    plain = words.lower().removeprefix("the ")
    found = _countries().get(plain)
    return found if found and plain in found.spellings | found.capitals else None


def homeland(word: str) -> Country | None:
    """The country that a word like “Russian” is about."""
    found = _countries().get(word.lower())
    return found if found and word.lower() in found.peoples else None


def is_capital(words: str) -> bool:
    """Whether the words name a capital rather than the country itself."""
    found = country(words)
    return found is not None and words.lower().removeprefix("the ") not in found.spellings


def is_building(words: str) -> bool:
    """Whether the words name a seat of government: “the Kremlin”, “No 10”."""
    plain = words.lower().removeprefix("the ")
    found = _countries().get(plain)
    return found is not None and plain in found.buildings
