"""The people file: persons and organizations that a user lists by name, with their Wikidata ids."""

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
from onrecord.text.word_lists import fold

_COLUMNS = {"name": "name", "alias": "aliases", "role": "role", "kind": "kind", "wikidata": "wikidata"}
_COLUMNS |= {"aliases": "aliases", "roles": "role", "wikidataid": "wikidata", "qid": "wikidata"}
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/)?(?P<id>Q[1-9]\d*)")


@dataclass(frozen=True, slots=True)
class ListedSpeaker:
    """One line of the people file; ``id`` is the Wikidata id or one made of the name and role."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    role: str | None = None
    wikidata: str | None = None
    kind: SpeakerKind = "person"
    columns: tuple[tuple[str, str], ...] = ()  # the file's further columns, as name and cell


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The lines of a people file, and notes on what a user should look at in it, one line each.

    ``by_name`` finds a line by a folded name or alias that only one line has, ``by_id`` by its identity's id, and
    ``ids_by_key`` the ids by the keys of ``name_similarity.index_keys``.
    """

    entries: tuple[ListedSpeaker, ...] = ()
    by_name: Mapping[str, ListedSpeaker] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    by_id: Mapping[str, ListedSpeaker] = field(default_factory=dict)
    ids_by_key: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def find(self, name: str) -> ListedSpeaker | None:
        """Return the line with this name or alias; None if no line has it, or several."""
        return self.by_name.get(_name_key(name))


def read_people(path: Path | str) -> PeopleFile:
    """Return the people of a CSV file.

    Its columns: name, aliases (separated by ``|``), role, wikidata id, and optionally kind. Further columns are kept.

    Raises:
        IdentityError: The file cannot be read or is not such a file; the message names the line.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise IdentityError(f"{path}: {error.strerror}; give a people file in CSV") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise IdentityError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from None
    return parse_people(text, str(path))


def parse_people(text: str, location: str) -> PeopleFile:
    """Return the people of a CSV text.

    Args:
        text: The content of a people file.
        location: The file's name, for errors and notes.

    Raises:
        IdentityError: The text is not a people file; the message names the line.
    """
    rows = _read_rows(text, location)
    if not rows:
        raise IdentityError(f"{location}:1: empty; the first line names the columns: name,aliases,role,wikidata id")
    columns = _read_header(rows[0][1], location)
    further = [(n, cell) for n, cell in enumerate(rows[0][1]) if columns[n] is None and cell]
    entries = {line: _read_entry(columns, row, f"{location}:{line}", further) for line, row in rows[1:]}
    return _index_entries(entries, [], location)


def index_people(entries: Iterable[ListedSpeaker]) -> PeopleFile:
    """Return people as a file of them would be: a name that several have identifies nobody."""
    return _index_entries(dict(enumerate(entries, 1)), [], "people")


def _read_rows(text: str, location: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with the number of its first line."""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise IdentityError(f"{location}:{line}: contains a NUL character; give a CSV file")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, [" ".join(cell.split()) for cell in row]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise IdentityError(f"{location}:{line}: not CSV ({error}); close every quotation mark") from None
    return rows


def _read_header(cells: Sequence[str], location: str) -> list[str | None]:
    columns = [_COLUMNS.get(fold(cell).replace(" ", "").replace("_", "")) for cell in cells]
    if "name" not in columns:
        raise IdentityError(
            f"{location}:1: no column “name”; the first line names the columns: name,aliases,role,wikidata id"
        )
    for column in {column for column in columns if column and columns.count(column) > 1}:
        raise IdentityError(f"{location}:1: two columns for {column}; keep one")
    return columns


def _read_entry(
    columns: Sequence[str | None], row: Sequence[str], location: str, further: Sequence[tuple[int, str]]
) -> ListedSpeaker:
    if len(row) > len(columns) and any(row[len(columns) :]):
        raise IdentityError(
            f"{location}: {len(row)} cells under {len(columns)} columns; quote a cell that contains a comma"
        )
    cells = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
    name = cells.get("name", "")
    if not _name_key(name):
        raise IdentityError(f"{location}: no name; every line names a person or organization")
    wikidata = cells.get("wikidata")
    match = _WIKIDATA.fullmatch(wikidata) if wikidata else None
    if wikidata and not match:
        raise IdentityError(
            f"{location}: “{wikidata}” is not a Wikidata id; give one like Q22686 or leave the cell empty"
        )
    kind = cells.get("kind", "person").lower()
    if kind not in get_args(SpeakerKind) or kind == "unnamed":
        raise IdentityError(
            f"{location}: “{kind}” is not a kind; give person, organization, group, country or document"
        )
    aliases = dict.fromkeys(alias.strip() for alias in cells.get("aliases", "").split("|"))
    wikidata_id = match["id"] if match else None
    entry_id = wikidata_id or "-".join(["listed", *_name_key(name).split(), *fold(cells.get("role", "")).split()])
    other_names = tuple(alias for alias in aliases if _name_key(alias) and alias != name)
    further_cells = tuple((column, row[n]) for n, column in further if n < len(row) and row[n])
    return ListedSpeaker(
        entry_id, name, other_names, cells.get("role"), wikidata_id, cast(SpeakerKind, kind), further_cells
    )


def _index_entries(entries: Mapping[int, ListedSpeaker], notes: list[str], location: str) -> PeopleFile:
    """Return the lines as a people file: one line for each id; a name of several lines finds none of them."""
    by_id: dict[str, tuple[int, ListedSpeaker]] = {}
    for line, entry in entries.items():
        first_line, first = by_id.setdefault(entry.id, (line, entry))
        if entry == first and first_line != line:
            notes.append(f"{location}:{line}: repeats line {first_line}")
        elif first_line != line:
            clash = f"{entry.id} is “{first.name}” on line {first_line}" if entry.wikidata else f"as line {first_line}"
            raise IdentityError(
                f"{location}:{line}: “{entry.name}”: {clash}; keep one line, the other names as aliases"
            )
    bearers: dict[str, dict[str, tuple[int, ListedSpeaker]]] = defaultdict(dict)
    for line, entry in by_id.values():
        for name in (entry.name, *entry.aliases):
            bearers[_name_key(name)].setdefault(entry.id, (line, entry))
    for key, same_name in bearers.items():
        if len(same_name) > 1:
            numbers = " and ".join(str(line) for line in sorted(line for line, _ in same_name.values()))
            notes.append(f"{location}: “{key}” is a name on lines {numbers}: it identifies nobody")
    by_name = {key: next(iter(lines.values()))[1] for key, lines in bearers.items() if len(lines) == 1}
    unique = {entry_id: entry for entry_id, (_, entry) in by_id.items()}
    return PeopleFile(tuple(unique.values()), by_name, tuple(notes), unique, _ids_by_key(unique.values()))


def _ids_by_key(entries: Iterable[ListedSpeaker]) -> dict[str, frozenset[str]]:
    """Return the ids of the entries by each key of their names; computed once, since records come one at a time."""
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            parsed = parse_name(name, entry.kind)
            for key in index_keys(parsed) if parsed else ():
                ids[key].add(entry.id)
    return {key: frozenset(entry_ids) for key, entry_ids in ids.items()}


def _name_key(name: str) -> str:
    return fold(name).removeprefix("the ")
