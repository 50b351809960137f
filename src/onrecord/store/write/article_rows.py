"""An article's contents as rows: its speakers, linked to their identities, and its statements."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.records import Record, Span, Speaker, Statement
from onrecord.speakers.linking import Appearance, PeopleFile, link_speakers
from onrecord.store import tables as t
from onrecord.store.day_numbers import day_or_none
from onrecord.store.identities.identity_index import StoreIdentityIndex, reasons_text
from onrecord.store.search import index_terms
from onrecord.store.write import rows
from onrecord.store.write.row_buffer import RowBuffer


def add_contents(
    index: StoreIdentityIndex,
    decided: Mapping[tuple[str, str], str],
    article_row: rows.Row,
    record: Record,
    speakers: Sequence[Appearance],
    former: Mapping[tuple[str, str], str] | None = None,
    corrections: Mapping[str, int] | None = None,
    people: PeopleFile | None = None,
) -> None:
    """Link an article's speakers to identities, and add the rows of its contents to the index's buffer.

    Args:
        index: The store's identities, with the buffer.
        decided: The identities that people gave to speakers, by the ids of record and speaker.
        article_row: The article's row: ``id``, ``day``, ``outlet_id`` and ``current`` are used.
        record: The article's record.
        speakers: The record's appearances.
        former: The identities that they had before the record was read again.
        corrections: The numbers of the decisions that corrected its statements, by the statement's id.
        people: The people whom the user listed.
    """
    outcome = link_speakers(speakers, index, people, decided=decided, former=former)
    index.learn(speakers, outcome)
    assignments = {assignment.speaker: assignment for assignment in outcome.assignments}
    identity_ids = {key: index.shown_row(assignment.identity) for key, assignment in assignments.items()}
    speaker_ids: dict[str, int] = {}
    for speaker in record.speakers:
        row = rows.speaker_row(speaker) | {
            "article_id": article_row["id"],
            "identity_id": identity_ids[speaker.id],
            "how": assignments[speaker.id].how,
            "own_identity_id": index.row_ids.get(assignments[speaker.id].identity or ""),
            "why": reasons_text(assignments[speaker.id].reasons) if assignments[speaker.id].how == "surname" else None,
        }
        speaker_ids[speaker.id] = index.buffer.add(t.speakers, row)
        for role in rows.role_rows(speaker):
            index.buffer.add(t.roles, role | {"speaker_id": speaker_ids[speaker.id]})
    filters = StatementFilters(article_row["day"], article_row["outlet_id"], identity_ids, record.speakers)
    _add_statements(index.buffer, record.statements, article_row, speaker_ids, filters, corrections or {})


def _add_statements(
    buffer: RowBuffer,
    statements: Sequence[Statement],
    article_row: rows.Row,
    speaker_ids: dict[str, int],
    filters: StatementFilters,
    corrections: Mapping[str, int],
) -> None:
    added: dict[str, rows.Row] = {}
    for statement in statements:
        row = added[statement.id] = rows.statement_row(statement) | {
            "article_id": article_row["id"],
            "day": article_row["day"],
            "current": article_row["current"],
            "parent_id": None,
            "speaker_id": speaker_ids.get(statement.speaker or ""),
            "addressee_speaker_id": speaker_ids.get(statement.addressee_speaker or ""),
            "filters": filters.terms(statement),
            "correction_id": corrections.get(statement.id),
        }
        statement_id = buffer.add(t.statements, row)
        buffer.add_keyed(t.spans, [span | {"statement_id": statement_id} for span in rows.span_rows(statement)])
    for statement in statements:
        if statement.parent in added:
            buffer.set_parent(added[statement.id], added[statement.parent])


@dataclass(frozen=True)
class StatementFilters:
    """The index terms of one article's statements."""

    day: int | None
    outlet_id: int | None
    identity_ids: dict[str, int | None]  # by the speaker's id in the record
    speakers: Sequence[Speaker]

    def terms(self, statement: Statement) -> str:
        """Return a statement's index terms, as they are stored in its column ``filters``."""
        terms = [
            index_terms.kind_term(statement.kind),
            index_terms.act_term(statement.act),
            index_terms.tone_term(statement.tone),
            *self._article_terms,
        ]
        if statement.speaker:
            identity_id = self.identity_ids[statement.speaker]
            name = self._names[statement.speaker]
            terms.append(
                index_terms.identity_term(identity_id) if identity_id else index_terms.unlinked_speaker_term(name)
            )
        return " ".join([*terms, *self._about_terms(statement.content)])

    @cached_property
    def _article_terms(self) -> list[str]:
        outlet_terms = [] if self.outlet_id is None else [index_terms.outlet_term(self.outlet_id)]
        return [*outlet_terms, *index_terms.day_terms(day_or_none(self.day))]

    @cached_property
    def _names(self) -> dict[str, str]:
        return {speaker.id: speaker.name for speaker in self.speakers}

    def _about_terms(self, content: Sequence[Span]) -> list[str]:
        """Return the terms of the identities that a statement's content names."""
        terms = set()
        for span in content:
            first = bisect_left(self._mentions, (span.start,))
            last = bisect_left(self._mentions, (span.end,))
            terms |= {index_terms.about_term(identity_id) for _, identity_id in self._mentions[first:last]}
        return sorted(terms)

    @cached_property
    def _mentions(self) -> list[tuple[int, int]]:
        """Where identities are named, and which, in order."""
        return sorted(
            (span.start, identity_id)
            for speaker in self.speakers
            if (identity_id := self.identity_ids[speaker.id])
            for span in speaker.mentions
        )
