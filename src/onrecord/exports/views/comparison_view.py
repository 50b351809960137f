"""What the comparison template and the terminal show of an utterance: the outlets, and how each words it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.exports.display_text import format_count, format_date
from onrecord.exports.views.diff_segments import DiffSegment, diff_segments
from onrecord.records import ReportedVersion, Utterance

_PART_WORDS = {"fragment": "a few words, perhaps of this", "indirect": "reported without quotation marks"}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as the template shows it; ``copies`` are the same words in copies of the same article."""

    version: ReportedVersion
    published: str | None
    copied_from: str | None
    details: list[str]
    segments: list[DiffSegment]
    copies: list[VersionRow] = field(default_factory=list)

    @property
    def copies_summary(self) -> str:
        """How many other outlets have the same text."""
        return f"the same text in {format_count(len(self.copies), 'more outlet')}"


@dataclass(frozen=True, slots=True)
class UtteranceView:
    """One utterance as the template shows it."""

    utterance: Utterance
    summary: list[str]
    rows: list[VersionRow]


def utterance_view(utterance: Utterance) -> UtteranceView:
    """Prepare an utterance for the template."""
    rows: list[VersionRow] = []
    for version in utterance.versions:
        row = VersionRow(
            version,
            format_date(version.published),
            copied_from(version, utterance.versions),
            version_details(version, utterance.speaker),
            list(diff_segments(version.text, version.edits)),
        )
        original = next((earlier for earlier in rows if row.copied_from and _is_copy(version, earlier.version)), None)
        (rows if original is None else original.copies).append(row)
    return UtteranceView(utterance, utterance_summary(utterance), rows)


def _is_copy(version: ReportedVersion, original: ReportedVersion) -> bool:
    """Return whether two versions say the same, and come from copies of one article."""
    same_words = (version.text, version.cue, version.part) == (original.text, original.cue, original.part)
    return same_words and version.origin == original.origin and version.record != original.record


def utterance_summary(utterance: Utterance) -> list[str]:
    """Return who said it, how many outlets report it, since when, and how many versions change the meaning."""
    outlets = format_count(utterance.outlets, "outlet")
    if utterance.origins < utterance.outlets:
        outlets += f", {format_count(utterance.origins, 'text')}"
    changed = sum(version.meaning_changed for version in utterance.versions)
    parts = [
        utterance.speaker or _in_doubt(utterance),
        outlets,
        f"first on {format_date(utterance.first_published)}" if utterance.first_published else None,
        f"{format_count(changed, 'version')} with a changed meaning" if changed else None,
    ]
    return [part for part in parts if part]


def _in_doubt(utterance: Utterance) -> str | None:
    """Return whom the outlets name where no speaker prevails, or None if nobody is named."""
    quoting = (version for version in utterance.versions if version.part == "words")
    names = list(dict.fromkeys(name for version in quoting if (name := version.identity or version.speaker)))
    return f"named as {' or '.join(names)}" if names else None


def version_details(version: ReportedVersion, speaker: str | None) -> list[str]:
    """Return the cue with its tone, the speaker unless it is ``speaker``, and how the words are reported."""
    tone = f" ({version.tone})" if version.cue and version.tone != "neutral" else ""
    named = version.identity or version.speaker
    parts = [
        version.cue + tone,
        f"said by {named}" if version.speaker_agrees is False or (named and not speaker) else None,
        "names no speaker" if speaker and not named else None,
        _PART_WORDS.get(version.part),
    ]
    return [part for part in parts if part]


def copied_from(version: ReportedVersion, versions: Sequence[ReportedVersion]) -> str | None:
    """Return the outlet that had the same text first, or None if this version is the first."""
    original = next(earlier for earlier in versions if earlier.origin == version.origin)
    return original.outlet if original.record != version.record else None
