"""Every regular expression of the package on the texts that take it longest: its time grows with the text.

An expression that its module only matches at one place (``match``, ``fullmatch``) is run so; every other one is
searched for, unless the table below says how long the texts are that it is given.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.statements.attributes.lexicon import entry_pattern, list_names
from worst_inputs import worst_units

LONGEST = 2_000  # characters
MAX_GROWTH = 9.0  # for four times the text; quadratic time would take sixteen times
TOO_SHORT_TO_TELL = 0.002  # seconds
MIN_SECONDS = 1e-5

SEARCHES = {"search", "finditer", "findall", "split", "sub", "subn"}
# Searched for in texts of at most so many characters.
BOUNDED = {
    "articles.body.boilerplate": {"_BOILERPLATE": 260, "_BIOGRAPHY": 520},
    "articles.metadata.bylines": dict.fromkeys(("_ADDRESS", "_LEADING_ROLES", "_ONLY_ROLE", "_AFFILIATION"), 1_000),
    "articles.metadata.headlines": {"_OUTLET_SUFFIX": 1_000},
    "articles.metadata.shown_dates": {"_DATE_WORDS": 60},
    "articles.text_file": {"_OUTLET": 200},
    "speakers.entities.affiliations": {"_OWNER": 60},
    "speakers.entities.naming_clauses": {"_NOUN": 30},
    "speakers.entities.organization_grouping": {"_OWNER": 30},
    "speakers.entities.roles": {"_SENTENCE_END": 40},
    "speakers.linking.organization_names": {"_BRACKETED": 1_000},
    "speakers.linking.person_names": {"_IN_BRACKETS": 1_000},
    "speakers.resolution.mentions": {"_PHRASE_AT_END": 60, "_NOUN_AND": 1_000},
    "statements.attributes.addressee": {"_BETWEEN_SUBJECT_AND_PASSIVE": 140},
    "text.sentences": {"SENTENCE_END_IN_CUE": 1_000},
    "text.label_lines": {"_ROLE": 200},
    "text.speaker_labels": {"_LABEL": 90},
    "verification.drafts.draft_quotations": {"_SPOKEN_APART": 1_000, "SENTENCE_END_IN_CUE": 1_000},
}
MAX_SECONDS_BOUNDED = 0.5  # of processor time, for the longest text that a bounded expression is given


@cache
def all_expressions() -> tuple[tuple[str, str, re.Pattern[Any]], ...]:
    """Return the module, the name and the expression of each that a module holds, or makes without arguments."""
    found: dict[tuple[Any, int], tuple[str, str, re.Pattern[Any]]] = {}
    for info in pkgutil.walk_packages(onrecord.__path__, "onrecord."):
        if info.name.endswith("__main__") or ".migrations" in info.name:
            continue
        module = importlib.import_module(info.name)
        for name, pattern in _expressions_of(module):
            found.setdefault((pattern.pattern, pattern.flags), (info.name.removeprefix("onrecord."), name, pattern))
    return tuple(found.values())


def _expressions_of(module: Any) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern):
            yield name, value
            continue
        function = getattr(value, "__wrapped__", value)
        code = getattr(function, "__code__", None)
        returns = str(getattr(function, "__annotations__", {}).get("return", ""))
        if code is not None and "Pattern" in returns and not code.co_argcount:
            yield name, value()


def seconds(run: Callable[[Any], object], text: str | bytes) -> float:
    """Return the processor time of one run."""
    start = time.process_time()
    run(text)
    return time.process_time() - start


def growth(pattern: re.Pattern[Any], run: Callable[[Any], object], unit: str, longest: int = LONGEST) -> float:
    """Return how many times as long four times the text takes; 0.0 if it takes too little time to tell.

    Lengths are tried from the shortest on, so that an expression that goes back twice over does not take minutes.
    """
    before = 0.0
    for length in (longest // 64, longest // 16, longest // 4, longest):
        text: Any = (unit * (length // len(unit) + 1))[:length] + "\x00"
        text = text.encode("utf-8", "ignore") if isinstance(pattern.pattern, bytes) else text
        taken = seconds(run, text)
        if taken > TOO_SHORT_TO_TELL:
            taken = min(taken, seconds(run, text), seconds(run, text))
            ratio = taken / max(before, MIN_SECONDS)
            if ratio > MAX_GROWTH:
                return ratio
        before = taken
    return 0.0


def slow_units(pattern: re.Pattern[Any], runs: list[Callable[[Any], object]]) -> list[tuple[str, float]]:
    """Return the units on which an expression's time grows faster than the text."""
    ratios = ((unit, growth(pattern, run, unit)) for unit in sorted(worst_units(pattern)) for run in runs)
    return [(unit, ratio) for unit, ratio in ratios if ratio > MAX_GROWTH]


def runs_of(module: str, name: str, pattern: re.Pattern[Any]) -> list[Callable[[Any], object]]:
    """Return how the package runs an expression: a private one in its own module, any other in all of them."""
    uses = {use for source in _sources(module if name.startswith("_") else None) for use in _uses(source, name)}
    return [pattern.search] if not uses or uses & SEARCHES else [getattr(pattern, use) for use in sorted(uses)]


@cache
def _sources(module: str | None) -> tuple[str, ...]:
    root = Path(onrecord.__path__[0])
    paths = root.rglob("*.py") if module is None else [root / f"{module.replace('.', '/')}.py"]
    return tuple(path.read_text("utf-8") for path in paths if path.is_file())


def _uses(source: str, name: str) -> list[str]:
    return re.findall(rf"\b{name}(?:\(\))?\s*\.(match|fullmatch|{'|'.join(SEARCHES)})\b", source)


def test_the_table_names_expressions() -> None:
    for module, names in BOUNDED.items():
        for name in names:
            assert isinstance(getattr(importlib.import_module(f"onrecord.{module}"), name), re.Pattern)


def test_no_expression_goes_back_over_the_text() -> None:
    slow = {}
    for module, name, pattern in all_expressions():
        if name in BOUNDED.get(module, {}):
            continue
        if units := slow_units(pattern, runs_of(module, name, pattern)):
            slow[f"{module}.{name}"] = units[:3]
    assert slow == {}


def test_bounded_expressions_are_quick_on_the_longest_text_that_they_get() -> None:
    modules = {module: importlib.import_module(f"onrecord.{module}") for module in BOUNDED}
    for module, bounds in BOUNDED.items():
        for name, length in bounds.items():
            pattern = getattr(modules[module], name)
            for unit in worst_units(pattern):
                text = (unit * (length // len(unit) + 1))[: length - 1] + "\x00"
                if seconds(pattern.search, text[length // 2 :]) < MAX_SECONDS_BOUNDED / 100:
                    continue
                assert seconds(pattern.search, text) < MAX_SECONDS_BOUNDED, (module, name, unit)


@pytest.mark.parametrize("table", ["act", "tone", "hedges"])
def test_patterns_of_word_lists(table: str) -> None:
    for name in list_names(table):
        pattern = entry_pattern(table, name)
        assert slow_units(pattern, [pattern.search]) == []


def test_a_quadratic_expression_is_noticed() -> None:
    pattern = re.compile(r"\s+x")
    assert [unit for unit, _ in slow_units(pattern, [pattern.search])]
    exponential = re.compile(r"(?:a+)+b")
    assert growth(exponential, exponential.match, "a", 24) > MAX_GROWTH
