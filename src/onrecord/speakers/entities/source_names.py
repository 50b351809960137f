"""What statements say of the names in their sources: the labels of turns, surnames that are places, and capitals.

The encoder takes capitals for an organization's, and it has no sentence to read a label in: “**NUNES**: I lost more”.
It takes “**Ireland** said” for the country, though Nathan Ireland was named just before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from onrecord.records import Span, Statement
from onrecord.speakers.entities.countries import country_named
from onrecord.speakers.entities.named_entities import NameKind, ProperName, with_settled_names
from onrecord.speakers.entities.roles import is_office
from onrecord.speakers.entities.speaker_kind import is_organization_word
from onrecord.text.honorifics import HONORIFICS, TITLES
from onrecord.text.speaker_labels import label_shape, may_be_full_name, names_office

MIN_CAPITALS = 4  # letters of a source in capitals that is a name in ordinary case: “US” is not “us”
MAX_ACRONYM = 5  # letters of a word in capitals that is an acronym if it has no vowel: “NPR”, “MSNBC”
_AFTER_WORD = re.compile(r"[a-z] $")
_BEFORE_LABEL = re.compile(r"[\s\"“>*_#\[(<–—-]*")
_TOGETHER = re.compile(r"[ ](?:and|&)[ ]", re.IGNORECASE)
_VOWEL = re.compile(r"[AEIOUYÀ-Ý]")


def settle_source_names(text: str, names: Sequence[ProperName], statements: Sequence[Statement]) -> list[ProperName]:
    """Return an article's proper names, with those that statements show to be persons as names of persons."""
    ordinary_names = _with_capital_sources(_with_place_surnames(text, names, statements), statements)
    return _with_turn_labels(text, ordinary_names, statements)


def _with_place_surnames(
    text: str, names: Sequence[ProperName], statements: Sequence[Statement]
) -> Iterator[ProperName]:
    """Yield the names; a place that speaks is a person if one of that surname was named since the place last was.

    “The full-back Nathan Ireland is out. “My knee,” **Ireland** said. Ireland play on Saturday.”
    """
    source_ends = {span.end for statement in statements for span in statement.source}
    is_person: dict[str, bool] = {}  # by surname: whether it was last named as a person's
    for name in names:
        surname = name.text.split()[-1]
        is_country = country_named(name.text) is not None
        if name.kind == "person" and surname != name.text:
            is_person[surname] = True
        elif is_country and is_person.get(surname) and name.end in source_ends:
            name = replace(name, kind="person", is_settled=True)
        elif is_country and surname in is_person and _AFTER_WORD.search(text, max(0, name.start - 2), name.start):
            is_person[surname] = False  # “in Ireland”, “beat Ireland”
        yield name


def _with_capital_sources(names: Iterable[ProperName], statements: Sequence[Statement]) -> list[ProperName]:
    """Return the names with sources in capitals as what they name in ordinary case, whatever the encoder says.

    “Dana Rail left. **RAIL**: I had to.”, “**HARBOUR WATCH** found that”: the article has “Harbour Watch” too.
    """
    names = list(names)
    kinds: dict[str, NameKind] = {}  # by the name in capitals
    for name in names:
        if not name.text.isupper():
            kinds.setdefault(name.text.upper(), name.kind)
    for name in names:
        if name.kind == "person" and not (surname := name.text.split()[-1]).isupper():
            kinds[surname.upper()] = "person"
    settled: list[ProperName] = []
    for span in sorted({span for statement in statements for span in statement.source}, key=lambda span: span.start):
        is_capital = span.text.isupper() and len(span.text) >= MIN_CAPITALS and span.text in kinds
        if is_capital and not (settled and span.start < settled[-1].end):
            settled.append(ProperName(span.start, span.end, span.text, kinds[span.text], is_settled=True))
    return with_settled_names(names, settled)


def _with_turn_labels(text: str, names: Iterable[ProperName], statements: Sequence[Statement]) -> list[ProperName]:
    """Return the names with the labels of its turns as names of persons.

    A label in capitals is a person's unless the other labels are full names in ordinary case: “NPR”, “Rosa Quintana”.
    """
    labels = [label for statement in statements if (label := _label_of_turn(text, statement))]
    any_full_name = any(label_shape(label.text.split()) == "title" and " " in label.text for label in labels)
    in_doubt = [label for label in labels if not (label.text.isupper() and any_full_name)]
    person_at = {name.start: name for label in in_doubt for name in _person_of_label(text, label)}
    return with_settled_names(names, [person_at[start] for start in sorted(person_at)])


def _label_of_turn(text: str, statement: Statement) -> Span | None:
    """Return the source of a statement that is a turn: it begins the line, and what is said follows it."""
    if len(statement.source) != 1 or any(cue.text != ":" for cue in statement.cue):
        return None
    label = statement.source[0]
    line_start = text.rfind("\n", 0, label.start) + 1
    begins_line = _BEFORE_LABEL.fullmatch(text, line_start, label.start) is not None
    return label if begins_line and statement.content[0].start > label.end else None


def _person_of_label(text: str, label: Span) -> Iterator[ProperName]:
    """Yield the person's name in a label without titles and offices: “MR. **FAIRFAX**”, “SENATOR **LIND**”."""
    title = _titles().match(text, label.start, label.end)
    start = title.end() if title else label.start
    name = text[start : label.end]
    if names_office(label.text) or _TOGETHER.search(name) or not name:
        return
    words = name.split()
    if title or (may_be_full_name(name) and not name.isupper()):
        is_person = not any(map(is_organization_word, words))
    else:
        shape = label_shape(words)
        is_person = (
            shape == "upper" and not _is_acronym(name) and not any(is_organization_word(w.title()) for w in words)
        )
    if is_person and not is_office(words[-1]):
        yield ProperName(start, label.end, name, "person", is_settled=True)


def _is_acronym(name: str) -> bool:
    return len(name) <= MAX_ACRONYM and " " not in name and _VOWEL.search(name) is None


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{HONORIFICS.alternatives(*TITLES)})\.? )+", re.IGNORECASE)
