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
        for row, other in permutations(siblings, 2):
            own, others = ranges[row["id"]], ranges[other["id"]]
            if other["id"] in contained or not _is_within(own, others):
                continue
            if not _is_within(others, own) or _preference(row) < _preference(other):
                contained.add(row["id"])
    return frozenset(contained)


def _preference(row: Row) -> tuple[bool, bool, int]:
    """Of statements with the same words: one with a known speaker, one inside another, the first."""
    return row["identity"] is not None, row["parent_id"] is not None, -row["id"]


def _is_within(own: Ranges, others: Ranges) -> bool:
    return bool(own) and all(any(first <= start and end <= last for first, last in others) for start, end in own)


def without_other_words(versions: Sequence[ReportedVersion]) -> list[ReportedVersion]:
    """Return the versions; no edit changes the meaning where the same article has those words unchanged elsewhere."""
    by_record: dict[str, list[ReportedVersion]] = defaultdict(list)
    for version in versions:
        by_record[version.record].append(version)
    return [_without_other_words(version, by_record[version.record]) for version in versions]


def _without_other_words(version: ReportedVersion, siblings: Sequence[ReportedVersion]) -> ReportedVersion:
    others = [other for other in siblings if other.statement != version.statement and other.part == "words"]
    edits = tuple(
        replace(edit, meaning_changed=False, reason=None)
        if edit.meaning_changed and any(_prints_unchanged(other, edit) for other in others)
        else edit
        for edit in version.edits
    )
    return replace(version, edits=edits)


def _prints_unchanged(version: ReportedVersion, edit: Edit) -> bool:
    """Whether a version has unchanged the words of the fullest wording that an edit of another version is about."""
    return not any(
        other.other_start <= edit.other_end and edit.other_start <= other.other_end
        for other in version.edits
        if not other.minor or other.reason in (EditReason.QUOTED_LESS, EditReason.BRACKETS_ELSEWHERE)
    )
