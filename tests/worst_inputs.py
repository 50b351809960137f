"""Texts on which a regular expression takes longest: what each part of it matches, again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

COMMON_UNITS = (
    " ",
    "a",
    "A",
    "1",
    ".",
    ",",
    "“",
    '"',
    "’",
    "-",
    "\n",
    "(",
    "a ",
    "A ",
    "Aa ",
    "a.",
    "a-",
    "the ",
    "said ",
)
_CATEGORIES = {
    op.CATEGORY_DIGIT: "1", op.CATEGORY_NOT_DIGIT: "a", op.CATEGORY_SPACE: " ", op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_WORD: "a", op.CATEGORY_NOT_WORD: "-",
}  # fmt: skip


def worst_units(pattern: re.Pattern[Any]) -> set[str]:
    """Return short texts which, repeated, make the expression go back and forth: its samples and their beginnings."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    units = set(COMMON_UNITS)
    for sequence in _sequences(tree):
        samples = [_sample(item) for item in sequence]
        for end in range(1, len(samples) + 1):
            units.add("".join(samples[:end]))
            units.add(samples[end - 1])
            units.add("".join(samples[max(0, end - 2) : end]))
    return {unit for unit in units if unit}


def _sequences(tree: Any) -> Iterator[list[Any]]:
    """Yield every sequence of items in the expression."""
    items = list(tree)
    yield items
    for code, argument in items:
        if code is op.BRANCH:
            for branch in argument[1]:
                yield from _sequences(branch)
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            yield from _sequences(argument[2])
        elif code is op.SUBPATTERN:
            yield from _sequences(argument[3])
        elif code is op.ATOMIC_GROUP:
            yield from _sequences(argument)


def _sample(item: tuple[Any, Any]) -> str:
    """A short text that an item matches; of a repeated one, two times what is repeated."""
    code, argument = item
    if code is op.LITERAL:
        return chr(argument)
    if code is op.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if code is op.ANY:
        return "a"
    if code is op.IN:
        return _sample_of_set(argument)
    if code is op.BRANCH:
        return _sample_of_sequence(argument[1][0])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        low, high, body = argument
        return _sample_of_sequence(body) * min(max(low, 2), high)
    if code is op.SUBPATTERN:
        return _sample_of_sequence(argument[3])
    if code is op.ATOMIC_GROUP:
        return _sample_of_sequence(argument)
    return ""


def _sample_of_sequence(items: Any) -> str:
    return "".join(map(_sample, items))


def _sample_of_set(items: Any) -> str:
    if items[0][0] is op.NEGATE:
        excluded = re.compile("[" + "".join(re.escape(_sample_of_set([item])) for item in items[1:]) + "]")
        return next((letter for letter in "a A1.-“" if not excluded.match(letter)), "~")
    code, argument = items[0]
    if code is op.LITERAL:
        return chr(argument)
    if code is op.RANGE:
        return chr(argument[0])
    return _CATEGORIES.get(argument, "a") if code is op.CATEGORY else "a"
