"""Utterances of a store with every version of them: who printed which words, when, and how they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from onrecord.comparison import related_versions as attached
from onrecord.comparison.cluster_store import gather, saying
from onrecord.comparison.matching import agree
from onrecord.comparison.near_duplicates import origins
from onrecord.comparison.quote_fingerprint import folded
from onrecord.comparison.quoted_words import marks, quoted
from onrecord.comparison.version_edits import differences, fullest
from onrecord.errors import QueryError
from onrecord.progress import Progress
from onrecord.records import ReportedVersion, Utterance, VersionPart
from onrecord.store import SearchQuery, Store, utterance_rows
from onrecord.store.day_numbers import day_or_none
from onrecord.store.search.statement_search import find_statement_ids, sentence_around
from onrecord.store.utterance_rows import Row

MOST = 20_000  # statements found that are looked at for their utterances
BREAK = " … "  # between separate quotations of one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked. ``outlets`` are alternatives, and one of them must report the utterance."""

    words: str = ""
    speaker: str | None = None
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    least: int = 2  # outlets that report it
    graves: bool = False
    attach: bool = True  # fragments, and what is told indirectly
    limit: int = 20


def compare(store: Store, asked: Asked, progress: Progress | None = None) -> list[Utterance]:
    """The utterances asked for, each with all its versions: best first, else those that most outlets report.

    What was added to the store since the last time is gathered first. Raises QueryError for what cannot be asked.
    """
    if asked.since is not None and asked.until is not None and asked.since > asked.until:
        raise QueryError(f"since ({asked.since}) is later than until ({asked.until}); exchange them")
    gather(store, progress)
    found: list[Utterance] = []
    for number in _numbers(store, asked):
        if len(found) >= asked.limit:
            break
        one = store.database.read(partial(utterance, number=number, attach=asked.attach))
        if one is not None and (one.meaning_changed or not asked.graves):
            found.append(one)
    return found


def _numbers(store: Store, asked: Asked) -> list[int]:
    found = _fitting(store, asked)
    return (
        store.database.read(lambda c: utterance_rows.reported_by(c, found, asked.outlets)) if asked.outlets else found
    )


def _fitting(store: Store, asked: Asked) -> list[int]:
    if not (asked.words.strip() or asked.speaker):
        return store.database.read(lambda c: utterance_rows.most_reported(c, asked.least, asked.since, asked.until))
    query = SearchQuery(
        words=asked.words,
        speaker=asked.speaker,
        since=asked.since,
        until=asked.until,
        kinds=("direct", "mixed"),
        order="relevance" if asked.words.strip() else "date",
        limit=MOST,
    )
    numbers = store.database.read(partial(find_statement_ids, query=query))
    return store.database.read(lambda c: utterance_rows.utterances_of(c, numbers, asked.least))


def utterance(connection: Connection, number: int, attach: bool = True) -> Utterance | None:
    """One utterance, whole; None where nothing is gathered under its number."""
    members = [saying(row) for row in utterance_rows.utterance_members(connection, [number])]
    if not members:
        return None
    parts: dict[int, VersionPart] = {one.id: "words" for one in members}
    if attach:
        parts |= dict.fromkeys(attached.indirect(connection, members), "indirect")
        parts |= dict.fromkeys(attached.fragments(connection, members), "fragment")
    rows = sorted(utterance_rows.statement_details(connection, sorted(parts)), key=_order)
    spans = utterance_rows.statement_spans(connection, [row["id"] for row in rows])
    texts = {row["article_id"]: row["article"] for row in rows}
    copies = origins(texts)
    order = {article: place for place, article in enumerate(dict.fromkeys(copies.values()), 1)}
    versions = [
        _version(row, spans.get(row["id"], []), parts[row["id"]], order[copies[row["article_id"]]]) for row in rows
    ]
    return _whole(number, versions)


def _order(row: Row) -> tuple[bool, int, str, int]:
    """The earliest first; within a day by the hour, where one is stated; then as added."""
    day = row["day"]
    return day is None, day or 0, row["published"] or "", row["id"]


def _version(row: Row, spans: Sequence[tuple[str, int, int]], part: VersionPart, origin: int) -> ReportedVersion:
    article = row["article"]
    content = [(start, end) for name, start, end in spans if name == "content"]
    start, end = sentence_around(article, min(s for _, s, _ in spans), max(e for _, _, e in spans))
    return ReportedVersion(
        statement=row["id"], key=row["key"], record=row["record"], outlet=utterance_rows.outlet_name(row),
        title=row["title"], url=row["url"], published=row["published"], date=day_or_none(row["day"]), part=part,
        text=_text(row, content, part), sentence=" ".join(article[start:end].split()),
        cue=BREAK.join(article[s:e] for name, s, e in spans if name == "cue"),
        kind=row["kind"], act=row["act"], tone=row["tone"], speaker=row["speaker"], identity=row["identity"],
        speaker_agrees=None, is_first=False, origin=origin, edits=(),
    )  # fmt: skip


def _text(row: Row, content: Sequence[tuple[int, int]], part: VersionPart) -> str:
    if part == "indirect":
        return str(row["content"])
    article = row["article"]
    found = quoted(article, content, marks(article), direct=row["kind"] == "direct")
    return BREAK.join(" ".join(article[start:end].split()) for start, end in found)


def _whole(number: int, versions: Sequence[ReportedVersion]) -> Utterance:
    own = [one for one in versions if one.part == "words"]
    full = own[fullest([one.text for one in own])].text
    speaker = _most([one.identity or one.speaker for one in own])
    earliest = min((_moment(one) for one in own if one.date is not None), default=None)
    shown = tuple(
        replace(
            one,
            edits=differences(one.text, full) if one.part != "indirect" else (),
            speaker_agrees=agree(folded(one.identity or one.speaker), folded(speaker)),
            is_first=one.part == "words" and one.date is not None and _same_moment(one, earliest),
        )
        for one in versions
    )
    return Utterance(
        number,
        full,
        speaker,
        next((one.published for one in shown if one.is_first), None),
        len({one.outlet.casefold() for one in own}),
        len({one.origin for one in own}),
        shown,
    )


def _most(names: Iterable[str | None]) -> str | None:
    counted = Counter(name for name in names if name)
    return counted.most_common(1)[0][0] if counted else None


def _moment(one: ReportedVersion) -> tuple[date, str]:
    return one.date or date.min, one.published or ""


def _same_moment(one: ReportedVersion, earliest: tuple[date, str] | None) -> bool:
    """Whether a version is as early as the earliest: by the hour only where both state it."""
    if earliest is None or one.date != earliest[0]:
        return False
    hours = [value for value in (one.published or "", earliest[1]) if len(value) > 10]
    return len(hours) < 2 or hours[0] == hours[1]


def utterances(store: Store, least: int = 2) -> Iterator[tuple[int, list[int]]]:
    """The numbers of the utterances that so many outlets report, with those of their statements."""
    for number in store.database.read(lambda c: utterance_rows.most_reported(c, least)):
        rows = store.database.read(partial(utterance_rows.utterance_members, utterance_ids=[number]))
        yield number, [row["statement_id"] for row in rows]
