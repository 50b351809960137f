"""Utterances of a store with every version of them: who printed which words, when, and how they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from onrecord.comparison.cluster_store import fingerprint_of_row, update_clusters
from onrecord.comparison.matching import names_agree
from onrecord.comparison.near_duplicates import find_origins
from onrecord.comparison.quote_fingerprint import fold_name
from onrecord.comparison.quoted_words import TextRange, outermost_quotations, quoted_ranges
from onrecord.comparison.related_versions import find_fragments, find_indirect
from onrecord.comparison.reported_speaker import reported_speaker
from onrecord.comparison.same_article import contained_statements, without_other_words
from onrecord.comparison.version_edits import PrintedPiece, fullest_wording, version_edits
from onrecord.errors import QueryError
from onrecord.progress import Progress
from onrecord.records import ReportedVersion, Utterance, VersionPart
from onrecord.store import SearchQuery, Store, utterance_rows
from onrecord.store.day_numbers import day_or_none
from onrecord.store.search.hits import sentence_around
from onrecord.store.search.statement_search import MAX_RANKED, find_statement_ids
from onrecord.store.utterance_rows import Row

MAX_STATEMENTS = 20_000  # statements of a search whose utterances are looked up
SEPARATOR = " … "  # between separate quotations of one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareQuery:
    """What to compare.

    Attributes:
        words: Words of the utterance, as in ``Store.find``.
        speaker: Name or identity of the speaker.
        outlets: Outlets of which at least one must report the utterance.
        since: First day of publication.
        until: Last day of publication.
        min_outlets: Least number of outlets that report the utterance.
        meaning_changed: Only utterances with a version that changes the meaning.
        include_related: Also show fragments and indirect reports.
        include_hidden: Also versions that are not shown by default.
        limit: Most utterances returned.
        group_new: First cluster the statements that were added to the store since the last time.
    """

    words: str = ""
    speaker: str | None = None
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    min_outlets: int = 2
    meaning_changed: bool = False
    include_related: bool = True
    include_hidden: bool = False
    limit: int = 20
    group_new: bool = True


def compare_utterances(store: Store, query: CompareQuery, progress: Progress | None = None) -> list[Utterance]:
    """Return the utterances that a query matches, each with all its versions.

    The best match comes first; without words, the utterance that most outlets report. Statements added to the store
    since the last call are clustered first, unless the query says otherwise.

    Raises:
        QueryError: The query cannot be answered, for example because ``since`` is later than ``until``.
    """
    if query.since is not None and query.until is not None and query.since > query.until:
        raise QueryError(f"since ({query.since}) is later than until ({query.until}); exchange them")
    if query.group_new:
        update_clusters(store, progress)
    utterances: list[Utterance] = []
    for number in _utterance_numbers(store, query):
        if len(utterances) >= query.limit:
            break
        load = partial(
            load_utterance,
            number=number,
            include_related=query.include_related,
            include_hidden=query.include_hidden,
        )
        utterance = store.database.read(load)
        if utterance is None or utterance.outlets < query.min_outlets:
            continue
        if utterance.meaning_changed or not query.meaning_changed:
            utterances.append(utterance)
    return utterances


def _utterance_numbers(store: Store, query: CompareQuery) -> list[int]:
    numbers = _matching_utterances(store, query)
    if not query.outlets:
        return numbers
    return store.database.read(lambda connection: utterance_rows.reported_by(connection, numbers, query.outlets))


def _matching_utterances(store: Store, query: CompareQuery) -> list[int]:
    if not (query.words.strip() or query.speaker):
        return store.database.read(
            lambda connection: utterance_rows.most_reported(connection, query.min_outlets, query.since, query.until)
        )
    search = SearchQuery(
        words=query.words,
        speaker=query.speaker,
        since=query.since,
        until=query.until,
        kinds=("direct", "mixed"),
        include_hidden=query.include_hidden,
        order="best" if query.words.strip() else "newest",
        limit=MAX_RANKED if query.words.strip() else MAX_STATEMENTS,
    )
    statements = store.database.read(partial(find_statement_ids, query=search))
    return store.database.read(
        lambda connection: utterance_rows.utterances_of(connection, statements, query.min_outlets)
    )


def load_utterance(
    connection: Connection, number: int, include_related: bool = True, include_hidden: bool = False
) -> Utterance | None:
    """Return one utterance with all its versions; None if there is none of this number, or none to be shown."""
    members = [fingerprint_of_row(row) for row in utterance_rows.utterance_members(connection, [number])]
    if not members:
        return None
    parts: dict[int, VersionPart] = {quote.id: "words" for quote in members}
    if include_related:
        parts |= dict.fromkeys(find_indirect(connection, members), "indirect")
        parts |= dict.fromkeys(find_fragments(connection, members), "fragment")
    details = utterance_rows.statement_details(connection, sorted(parts))
    rows = sorted((row for row in details if row["shown"] or include_hidden), key=_publication_order)
    spans = utterance_rows.statement_spans(connection, [row["id"] for row in rows])
    ranges = {row["id"]: _printed_ranges(row, spans.get(row["id"], []), parts[row["id"]]) for row in rows}
    contained = contained_statements(rows, ranges)
    rows = [row for row in rows if row["id"] not in contained]
    if not any(parts[row["id"]] == "words" for row in rows):
        return None
    origins = find_origins({row["article_id"]: row["article"] for row in rows})
    origin_numbers = {article: number for number, article in enumerate(dict.fromkeys(origins.values()), 1)}
    versions = [
        _version(row, spans[row["id"]], ranges[row["id"]], parts[row["id"]], origin_numbers[origins[row["article_id"]]])
        for row in rows
    ]
    pieces = {row["id"]: _printed_pieces(row["article"], ranges[row["id"]]) for row in rows}
    return _utterance(number, versions, pieces)


def _publication_order(row: Row) -> tuple[bool, int, str, int]:
    """Return a sort key: the earliest first; within a day by the hour, if stated; then as added."""
    day = row["day"]
    return day is None, day or 0, row["published"] or "", row["id"]


def _printed_ranges(row: Row, spans: Sequence[tuple[str, int, int]], part: VersionPart) -> list[TextRange]:
    """Return where the words of a version are in its article: those in quotation marks, unless it is indirect."""
    content = [(start, end) for name, start, end in spans if name == "content"]
    if part == "indirect":
        return content
    return quoted_ranges(row["article"], content, outermost_quotations(row["article"]), direct=row["kind"] == "direct")


def _version(
    row: Row, spans: Sequence[tuple[str, int, int]], ranges: Sequence[TextRange], part: VersionPart, origin: int
) -> ReportedVersion:
    article = row["article"]
    sentence_start, sentence_end = sentence_around(
        article, min(start for _, start, _ in spans), max(end for _, _, end in spans)
    )
    text = str(row["content"]) if part == "indirect" else SEPARATOR.join(_words_at(article, ranges))
    return ReportedVersion(
        statement=row["id"], key=row["key"], record=row["record"], outlet=utterance_rows.outlet_name(row),
        title=row["title"], url=row["url"], published=row["published"], date=day_or_none(row["day"]), part=part,
        text=text, sentence=" ".join(article[sentence_start:sentence_end].split()),
        cue=SEPARATOR.join(article[start:end] for name, start, end in spans if name == "cue"),
        kind=row["kind"], act=row["act"], tone=row["tone"], speaker=row["speaker"], identity=row["identity"],
        speaker_agrees=None, is_first=False, origin=origin, edits=(),
    )  # fmt: skip


def _words_at(article: str, ranges: Sequence[TextRange]) -> list[str]:
    return [" ".join(article[start:end].split()) for start, end in ranges]


def _printed_pieces(article: str, ranges: Sequence[TextRange]) -> list[PrintedPiece]:
    """Return the separate quotations of a version, each with what the article prints before it in its own words."""
    pieces: list[PrintedPiece] = []
    offset, previous_end = 0, 0
    for (start, end), words in zip(ranges, _words_at(article, ranges), strict=True):
        sentence_start, _ = sentence_around(article, start, start)
        pieces.append(PrintedPiece(offset, article[max(previous_end, sentence_start) : start]))
        offset, previous_end = offset + len(words) + len(SEPARATOR), end
    return pieces


def _utterance(
    number: int, versions: Sequence[ReportedVersion], pieces: Mapping[int, Sequence[PrintedPiece]]
) -> Utterance:
    quoting = [version for version in versions if version.part == "words"]
    fullest = quoting[fullest_wording([version.text for version in quoting])].text
    speaker = reported_speaker(quoting)
    earliest = min((_publication_time(version) for version in quoting if version.date is not None), default=None)
    compared = without_other_words(
        [
            replace(
                version,
                edits=()
                if version.part == "indirect"
                else version_edits(
                    version.text, fullest, pieces[version.statement], version.cue, asks=version.act == "ask"
                ),
                speaker_agrees=names_agree(fold_name(version.identity or version.speaker), fold_name(speaker)),
                is_first=version.part == "words" and version.date is not None and _is_as_early(version, earliest),
            )
            for version in versions
        ]
    )
    return Utterance(
        number,
        fullest,
        speaker,
        next((version.published for version in compared if version.is_first), None),
        len({version.outlet.casefold() for version in quoting}),
        len({version.origin for version in quoting}),
        tuple(compared),
    )


def _publication_time(version: ReportedVersion) -> tuple[date, str]:
    return version.date or date.min, version.published or ""


def _is_as_early(version: ReportedVersion, earliest: tuple[date, str] | None) -> bool:
    """Return whether a version is as early as the earliest; hours are compared only if both state one."""
    if earliest is None or version.date != earliest[0]:
        return False
    times = [published for published in (version.published or "", earliest[1]) if len(published) > 10]
    return len(times) < 2 or times[0] == times[1]


def list_utterances(store: Store, min_outlets: int = 2) -> Iterator[tuple[int, list[int]]]:
    """Yield the utterances that at least ``min_outlets`` outlets report: number, and numbers of their statements."""
    for number in store.database.read(lambda connection: utterance_rows.most_reported(connection, min_outlets)):
        rows = store.database.read(partial(utterance_rows.utterance_members, utterance_ids=[number]))
        yield number, [row["statement_id"] for row in rows]
