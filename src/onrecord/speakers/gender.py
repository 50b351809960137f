"""Whether words about a person say “she” or “he”: titles, given names, kinship and offices."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

FEMALE, MALE = 1, -1
_SHE = re.compile(
    r"\b(?:Mrs|Ms|Miss|Dame|Lady|Madam|Queen|Princess|Duchess|Baroness|Sister|congresswoman|councilwoman|"
    r"spokeswoman|chairwoman|businesswoman|policewoman|actress|mother|mom|mum|wife|widow|daughter|sister|aunt|niece|"
    r"grandmother|girlfriend|woman|girl|heiress|hostess|waitress|businesswomen|lady|queen|princess|she|her|herself)\b",
    re.IGNORECASE,
)
_HE = re.compile(
    r"\b(?:Mr|Sir|King|Prince|Duke|Lord|Baron|Father|Brother|congressman|councilman|spokesman|chairman|businessman|"
    r"policeman|fireman|actor|father|dad|husband|widower|son|brother|uncle|nephew|grandfather|boyfriend|man|boy|heir|"
    r"king|prince|gentleman|he|his|him|himself)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _given() -> dict[str, int]:
    text = resources.files("onrecord.speakers").joinpath("given_names.txt").read_text("utf-8")
    _, female, male = re.split(r"\[\w+\]", text)
    return dict.fromkeys(male.split(), MALE) | dict.fromkeys(female.split(), FEMALE)


def of_given_name(name: str) -> int:
    """1 for a woman's given name, -1 for a man's, 0 where it does not say."""
    return _given().get(name.lower(), 0)


def of_words(words: str) -> int:
    """1 where the words speak of a woman, -1 of a man, 0 where they do not say or say both."""
    return bool(_SHE.search(words)) - bool(_HE.search(words))
