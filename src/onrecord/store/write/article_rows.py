"""An article's contents as rows: its speakers, placed with their identities, and its statements."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.records import Record, Speaker, Statement
from onrecord.speakers.linking import Appearance, link_speakers
from onrecord.store import tables as t
from onrecord.store.identities.decisions import Decision
from onrecord.store.identities.identity_index import Stored
from onrecord.store.search import index_terms as filters
from onrecord.store.write import rows
from onrecord.store.write.row_buffer import Sheets


def contents(
    known: Stored, told: Sequence[Decision], article: rows.Row, record: Record, ones: Sequence[Appearance]
) -> None:
    """Puts an article's contents on the sheets of what is known; ``ones`` are the record's appearances."""
    outcome = link_speakers(ones, known, constraints=told)
    known.learn(ones, outcome.identities, outcome.assignments)
    numbers = {placing.speaker: known.numbers.get(placing.identity or "") for placing in outcome.assignments}
    how = {placing.speaker: placing.how for placing in outcome.assignments}
    sheets, speakers = known.sheets, dict[str, int]()
    for one in record.speakers:
        row = rows.speaker_row(one) | {"article_id": article["id"], "identity_id": numbers[one.id], "how": how[one.id]}
        speakers[one.id] = sheets.add(t.speakers, row)
        for role in rows.role_rows(one):
            sheets.add(t.roles, role | {"speaker_id": speakers[one.id]})
    named = {one.id: one for one in record.speakers}
    given = _Given(article["id"], article["day"], article["outlet_id"], numbers, named, speakers)
    _statements(sheets, record.statements, given)


@dataclass(frozen=True)
class _Given:
    """What the statements of one article share."""

    article: int
    day: int | None
    outlet: int | None
    identities: dict[str, int | None]
    named: dict[str, Speaker]
    speakers: dict[str, int]

    def filters(self, one: Statement) -> str:
        found = [filters.kind(one.kind), filters.act(one.act), filters.tone(one.tone), *self.published]
        if one.speaker:
            number = self.identities[one.speaker]
            found.append(filters.identity(number) if number else filters.nameless(self.named[one.speaker].name))
        return " ".join([*found, *self.about(one)])

    @cached_property
    def published(self) -> list[str]:
        """Where and when."""
        found = [] if self.outlet is None else [filters.outlet(self.outlet)]
        found.append(filters.day(self.day))
        return found if self.day is None else [*found, filters.month(self.day), filters.year(self.day)]

    def about(self, one: Statement) -> list[str]:
        """Whom the statement's content names, of the record's speakers."""
        found = set()
        for span in one.content:
            first, last = bisect_left(self.starts, (span.start,)), bisect_left(self.starts, (span.end,))
            found |= {filters.about(number) for _, number in self.starts[first:last]}
        return sorted(found)

    @cached_property
    def starts(self) -> list[tuple[int, int]]:
        """Where an identity is named, and which, in order."""
        known = ((self.identities[one.id], one.mentions) for one in self.named.values())
        return sorted((span.start, number) for number, mentions in known if number for span in mentions)


def _statements(sheets: Sheets, some: Iterable[Statement], given: _Given) -> None:
    written: dict[str, rows.Row] = {}
    for one in some:
        row = written[one.id] = rows.statement_row(one) | {
            "article_id": given.article,
            "day": given.day,
            "parent_id": None,
            "speaker_id": given.speakers.get(one.speaker or ""),
            "addressed_id": given.speakers.get(one.addressee_speaker or ""),
            "filters": given.filters(one),
        }
        number = sheets.add(t.statements, row)
        sheets.put(t.spans, [span | {"statement_id": number} for span in rows.span_rows(one)])
    for one in some:
        if one.parent in written:
            sheets.stands_in(written[one.id], written[one.parent])
