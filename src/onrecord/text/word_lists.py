"""Word lists from TOML files: loading, looking up, and the folding that makes words comparable with them.

A file's comment says where its words come from. A list is an array of strings at the top of the file or in a table;
its address is its keys joined by a full stop: ``titles.courtesy``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})
_NOT_LETTERS = re.compile(r"[^\w&@+]+|_+")
_APOSTROPHES = re.compile(r"[.'’‘`´ʼ]")


class WordLists:
    """The word lists of one TOML file beside a package's modules; the file is read at the first look-up.

    Args:
        package: The package that holds the file, such as ``onrecord.text``.
        file: The file's name, such as ``honorifics.toml``.
    """

    def __init__(self, package: str, file: str) -> None:
        self.package, self.file = package, file

    @cache  # noqa: B019 - one object for each file, for as long as the program runs
    def tables(self) -> dict[str, Any]:
        """Return the whole file as nested tables."""
        return tomllib.loads(resources.files(self.package).joinpath(self.file).read_text("utf-8"))

    def table(self, address: str) -> dict[str, Any]:
        """Return one table of the file, in the order of the file."""
        table: dict[str, Any] = self.tables()[address]
        return table

    @cache  # noqa: B019
    def words(self, *addresses: str) -> frozenset[str]:
        """Return the words of one or several lists together. Raises KeyError for an address that the file lacks."""
        return frozenset(self._addressed(addresses))

    @cache  # noqa: B019
    def alternatives(self, *addresses: str) -> str:
        """Return a regular expression's alternatives for the words of the lists, longer words first."""
        return alternatives(self.words(*addresses))

    def _addressed(self, addresses: Iterable[str]) -> Iterator[str]:
        for address in addresses:
            node: Any = self.tables()
            for key in address.split("."):
                node = node[key]
            yield from node


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression's alternatives for words, longer words first and each escaped: ``Mrs|Mr``."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return text as names are compared: no case, accents, full stops or apostrophes, and one space for other marks.

    “Jean-Luc É.” becomes “jean luc e”.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_LETTERS.sub(" ", _APOSTROPHES.sub("", letters)).strip()
