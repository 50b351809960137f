"""The people file: persons and bodies that a user knows by name, with their Wikidata ids."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from onrecord.errors import IdentityError
from onrecord.records import SpeakerKind
from onrecord.speakers.linking.appearances import parse_name
from onrecord.speakers.linking.name_similarity import index_keys
from onrecord.speakers.linking.word_lists import fold

_COLUMNS = {"name": "name", "alias": "aliases", "role": "role", "kind": "kind", "wikidata": "wikidata"}
_COLUMNS |= {"aliases": "aliases", "roles": "role", "wikidataid": "wikidata", "qid": "wikidata"}
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/)?(?P<id>Q[1-9]\d*)")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the people file."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    role: str | None = None
    wikidata: str | None = None
    kind: SpeakerKind = "person"


@dataclass(frozen=True, slots=True)
class People:
    """Who is listed, who each name and alias pins, and what a user should look at in the file, a line each.

    ``ids`` and ``keys`` find the listed by identity and by the keys of likeness.py.
    """

    listed: tuple[Listed, ...] = ()
    names: Mapping[str, Listed] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    ids: Mapping[str, Listed] = field(default_factory=dict)
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def pin(self, name: str) -> Listed | None:
        """The one listed under this name or alias; None for a name that is not listed or that several bear."""
        return self.names.get(_key(name))


def read_people(path: Path | str) -> People:
    """The people of a CSV file: columns name, aliases (separated by |), role and wikidata id, and optionally kind.

    Raises IdentityError, with the line, for a file that cannot be read so.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise IdentityError(f"{path}: {error.strerror}; give a people file in CSV") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise IdentityError(f"{path}:{line}: no UTF-8; save the file as UTF-8") from None
    return parse_people(text, str(path))


def parse_people(text: str, where: str) -> People:
    """The people of a CSV text; ``where`` names it in errors and notes."""
    rows = _rows(text, where)
    if not rows:
        raise IdentityError(f"{where}:1: empty; the first line names the columns: name,aliases,role,wikidata id")
    columns, notes = _header(rows[0][1], where)
    people = {line: _listed(columns, row, f"{where}:{line}") for line, row in rows[1:]}
    return _index(people, notes, where)


def _rows(text: str, where: str) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line on which it begins."""
    if "\0" in text:
        raise IdentityError(f"{where}:{text[: text.index(chr(0))].count(chr(10)) + 1}: holds a NUL; give a CSV file")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, [" ".join(cell.split()) for cell in row]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise IdentityError(f"{where}:{line}: no CSV ({error}); close every quotation mark") from None
    return rows


def _header(cells: Sequence[str], where: str) -> tuple[list[str | None], list[str]]:
    columns = [_COLUMNS.get(fold(cell).replace(" ", "").replace("_", "")) for cell in cells]
    if "name" not in columns:
        raise IdentityError(
            f"{where}:1: no column “name”; the first line names the columns: name,aliases,role,wikidata id"
        )
    for column in {column for column in columns if column and columns.count(column) > 1}:
        raise IdentityError(f"{where}:1: two columns for {column}; keep one")
    unknown = [cell for cell, column in zip(cells, columns, strict=True) if column is None and cell]
    return columns, [f"{where}:1: column “{cell}” is not read" for cell in unknown]


def _listed(columns: Sequence[str | None], row: Sequence[str], where: str) -> Listed:
    if len(row) > len(columns) and any(row[len(columns) :]):
        raise IdentityError(f"{where}: {len(row)} cells under {len(columns)} columns; quote a cell that holds a comma")
    cells = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
    name = cells.get("name", "")
    if not _key(name):
        raise IdentityError(f"{where}: no name; every line names a person or body")
    wikidata = cells.get("wikidata")
    match = _WIKIDATA.fullmatch(wikidata) if wikidata else None
    if wikidata and not match:
        raise IdentityError(f"{where}: “{wikidata}” is no Wikidata id; give one like Q22686 or leave the cell empty")
    kind = cells.get("kind", "person").lower()
    if kind not in get_args(SpeakerKind) or kind == "unnamed":
        raise IdentityError(f"{where}: “{kind}” is no kind; give person, organization, group, country or document")
    aliases = dict.fromkeys(alias.strip() for alias in cells.get("aliases", "").split("|"))
    known = match["id"] if match else None
    id_ = known or "-".join(["listed", *_key(name).split(), *fold(cells.get("role", "")).split()])
    shown = tuple(alias for alias in aliases if _key(alias) and alias != name)
    return Listed(id_, name, shown, cells.get("role"), known, cast(SpeakerKind, kind))


def _index(people: Mapping[int, Listed], notes: list[str], where: str) -> People:
    """The lines together: one id stands for one person, and a name of several people pins none of them."""
    first: dict[str, tuple[int, Listed]] = {}
    for line, listed in people.items():
        before, other = first.setdefault(listed.id, (line, listed))
        if listed == other and before != line:
            notes.append(f"{where}:{line}: repeats line {before}")
        elif before != line:
            what = f"{listed.id} is “{other.name}” on line {before}" if listed.wikidata else f"as line {before}"
            raise IdentityError(f"{where}:{line}: “{listed.name}”: {what}; keep one line, the other names as aliases")
    bearers: dict[str, dict[str, tuple[int, Listed]]] = defaultdict(dict)
    for line, listed in first.values():
        for name in (listed.name, *listed.aliases):
            bearers[_key(name)].setdefault(listed.id, (line, listed))
    for key, found in bearers.items():
        if len(found) > 1:
            notes.append(
                f"{where}: “{key}” is borne on lines {_series(line for line, _ in found.values())}: pins nobody"
            )
    alone = {key: next(iter(found.values()))[1] for key, found in bearers.items() if len(found) == 1}
    ids = {id_: listed for id_, (_, listed) in first.items()}
    return People(tuple(ids.values()), alone, tuple(notes), ids, _looked_up(ids.values()))


def _looked_up(people: Iterable[Listed]) -> dict[str, frozenset[str]]:
    """The ids of the listed by each key of their names: worked out once, for records come one at a time."""
    found: dict[str, set[str]] = defaultdict(set)
    for listed in people:
        for name in (listed.name, *listed.aliases):
            parsed = parse_name(name, listed.kind)
            for key in index_keys(parsed) if parsed else ():
                found[key].add(listed.id)
    return {key: frozenset(ids) for key, ids in found.items()}


def _series(lines: Iterable[int]) -> str:
    return " and ".join(str(line) for line in sorted(lines))


def _key(name: str) -> str:
    return fold(name).removeprefix("the ")
