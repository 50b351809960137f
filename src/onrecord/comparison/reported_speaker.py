"""Who said an utterance, as far as the articles that report it agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from onrecord.comparison.matching import names_agree
from onrecord.comparison.quote_fingerprint import fold_name
from onrecord.records import ReportedVersion


def reported_speaker(versions: Sequence[ReportedVersion]) -> str | None:
    """Return the speaker that most texts name, or None if nobody is named or as many texts name another.

    Each text has one vote, however many outlets print it and however often it quotes the words. A description such as
    "the candidate" is a vote only where nobody is named.
    """
    named = [version for version in versions if version.identity]
    names_by_origin: dict[int, set[str]] = defaultdict(set)
    for version in named or versions:
        if name := version.identity or version.speaker:
            names_by_origin[version.origin].add(name)
    votes = Counter(name for names in names_by_origin.values() for name in sorted(names))
    merged = _merge_names(votes)
    ranked = merged.most_common(2)
    is_tie = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    return ranked[0][0] if ranked and not is_tie else None


def _merge_names(votes: Counter[str]) -> Counter[str]:
    """Return the votes, those for two names of one person together under the fuller name."""
    merged: Counter[str] = Counter()
    for name in sorted(votes, key=lambda name: (-len(name.split()), name)):
        fuller = next(
            (merged_name for merged_name in merged if names_agree(fold_name(name), fold_name(merged_name))), name
        )
        merged[fuller] += votes[name]
    return merged
