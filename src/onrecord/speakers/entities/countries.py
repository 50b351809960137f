"""Countries, and the capitals and buildings that stand for their governments, from ``countries.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.text.word_lists import WordLists

_COUNTRIES = WordLists("onrecord.speakers.entities", "countries.toml")


@dataclass(frozen=True, slots=True)
class Country:
    """A country. All but ``name`` and ``adjective`` is in lower case and without “the”.

    ``peoples`` are the words for its people and things: “russian”; ``adjective`` is the first of them as it is written.
    """

    name: str
    spellings: frozenset[str]
    capitals: frozenset[str]
    buildings: frozenset[str]
    peoples: frozenset[str]
    adjective: str = ""


@cache
def _countries_by_word() -> dict[str, Country]:
    """Return the countries by each of their words; of two with the same word, the later in the file."""
    by_word: dict[str, Country] = {}
    for name, lists in _COUNTRIES.tables().items():
        spellings, capitals, buildings, peoples = (
            frozenset(_lookup_form(word) for word in words)
            for words in (
                [name, *lists.get("spellings", ())],
                lists.get("capitals", ()),
                lists.get("buildings", ()),
                lists.get("peoples", ()),
            )
        )
        country = Country(name, spellings, capitals, buildings, peoples, next(iter(lists.get("peoples", ())), ""))
        by_word |= dict.fromkeys(spellings | capitals | buildings | peoples, country)
    return by_word


def _lookup_form(words: str) -> str:
    return words.lower().removeprefix("the ")


def country_named(words: str) -> Country | None:
    """Return the country that the words name, or whose capital they are; None for its buildings and its people."""
    lookup_form = _lookup_form(words)
    country = _countries_by_word().get(lookup_form)
    return country if country and lookup_form in country.spellings | country.capitals else None


def country_of_people(word: str) -> Country | None:
    """Return the country of a word like “Russian”."""
    country = _countries_by_word().get(word.lower())
    return country if country and word.lower() in country.peoples else None


def is_capital(words: str) -> bool:
    """Return whether the words name a capital rather than the country itself."""
    country = country_named(words)
    return country is not None and _lookup_form(words) not in country.spellings


def government_name(country_name: str) -> str:
    """Return what the government of a country is called: “Turkish government”, of one in capitals “UK government”."""
    country = country_named(country_name)
    is_short = country_name.isupper()
    adjective = country.adjective if country and not is_short else ""
    return f"{adjective or country_name} government"


def is_government_building(words: str) -> bool:
    """Return whether the words name a seat of government: “the Kremlin”, “No 10”."""
    lookup_form = _lookup_form(words)
    country = _countries_by_word().get(lookup_form)
    return country is not None and lookup_form in country.buildings
