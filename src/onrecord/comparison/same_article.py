"""What one article prints of an utterance several times: a statement inside another, and words beside the fullest.

An article does not report the same words in two ways. A statement whose words are all within another one of the article
is no version of its own, and where an article prints a part of the utterance unchanged, another quotation of it that is
like that part is something else that was said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from onrecord.records import Edit, EditReason, ReportedVersion
from onrecord.store.utterance_rows import Row

Ranges = Sequence[tuple[int, int]]


def contained_statements(rows: Sequence[Row], ranges: Mapping[int, Ranges]) -> frozenset[int]:
    """Return the statements whose words are all within another statement of the same article.

    Of two statements with the same words the inner one counts: it names who said them.

    Args:
        rows: Statements with ``id``, ``article_id``, ``parent_id`` and ``identity``.
        ranges: Where the words of each are in its article's text.
    """
    by_article: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_article[row["article_id"]].append(row)
    contained: set[int] = set()
    for siblings in by_article.values():
        for row, sibling in permutations(siblings, 2):
            row_ranges, sibling_ranges = ranges[row["id"]], ranges[sibling["id"]]
            if sibling["id"] in contained or not _is_within(row_ranges, sibling_ranges):
                continue
            if not _is_within(sibling_ranges, row_ranges) or _preference(row) < _preference(sibling):
                contained.add(row["id"])
    return frozenset(contained)


def _preference(row: Row) -> tuple[bool, bool, int]:
    """Of statements with the same words: one with a known speaker, one inside another, the first."""
    return row["identity"] is not None, row["parent_id"] is not None, -row["id"]


def _is_within(inner_ranges: Ranges, outer_ranges: Ranges) -> bool:
    return bool(inner_ranges) and all(
        any(first <= start and end <= last for first, last in outer_ranges) for start, end in inner_ranges
    )


def without_other_words(versions: Sequence[ReportedVersion]) -> list[ReportedVersion]:
    """Return the versions; no edit changes the meaning where the same article has those words unchanged elsewhere."""
    by_record: dict[str, list[ReportedVersion]] = defaultdict(list)
    for version in versions:
        by_record[version.record].append(version)
    return [_without_other_words(version, by_record[version.record]) for version in versions]


def _without_other_words(version: ReportedVersion, siblings: Sequence[ReportedVersion]) -> ReportedVersion:
    siblings_in_words = [
        sibling for sibling in siblings if sibling.statement != version.statement and sibling.part == "words"
    ]
    edits = tuple(
        replace(edit, meaning_changed=False, reason=None)
        if edit.meaning_changed and any(_prints_unchanged(sibling, edit) for sibling in siblings_in_words)
        else edit
        for edit in version.edits
    )
    return replace(version, edits=edits)


def _prints_unchanged(version: ReportedVersion, edit: Edit) -> bool:
    """Whether a version has unchanged the words of the fullest wording that an edit of another version is about."""
    return not any(
        own_edit.other_start <= edit.other_end and edit.other_start <= own_edit.other_end
        for own_edit in version.edits
        if not own_edit.minor or own_edit.reason in (EditReason.QUOTED_LESS, EditReason.BRACKETS_ELSEWHERE)
    )
