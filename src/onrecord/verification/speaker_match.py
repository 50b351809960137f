"""Whether the speaker that an article names is the one who speaks in the transcript."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.records import Transcript
from onrecord.speakers.linking.name_similarity import compare
from onrecord.speakers.linking.person_names import PersonName, parse_person

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "who"})
_ANYONE = frozenset(  # labels of turns that name nobody
    """question questioner q a moderator reporter announcer narrator unidentified male female unknown audience speaker
    crowd member voice man woman host anchor interviewer translator both all group""".split()  # noqa: SIM905
)


_ASKING = frozenset(
    """question questioner q moderator reporter announcer narrator audience crowd member host anchor
    interviewer""".split()  # noqa: SIM905
)


@lru_cache(maxsize=50_000)
def named(speaker: str | None) -> PersonName | None:
    """The name in what an article or a transcript calls a speaker; None for "he", "the senator" and "QUESTION"."""
    plain = " ".join(_ASIDE.sub(" ", speaker or "").split(",")[0].split())
    if plain.isupper():
        plain = plain.title()
    last = plain.split()[-1:]
    if not last or not last[0][:1].isupper() or {word.casefold() for word in plain.split()} <= _ANYONE | _PRONOUNS:
        return None
    return parse_person(plain)


def agrees(stated: str | None, spoken: str | None) -> bool | None:
    """Whether two may be one person; None where one of them names nobody."""
    one, other = named(stated), named(spoken)
    if one is None or other is None:
        return None
    if one.family in {*other.given, *other.front} and not one.given:
        return True  # "Hillary" is Hillary Clinton, and "Ocasio" Ocasio-Cortez
    alike = compare(one, other)
    return alike is not None and not alike.conflict


def only_asks(label: str | None) -> bool:
    """Whether a label is that of someone who asks, or is asked nothing: no one whom a transcript calls by name."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", label or "")}
    return bool(words) and words <= _ASKING


def families(transcript: Transcript) -> frozenset[str]:
    """The family names of who speaks in a transcript; empty where nobody is named."""
    found = (named(speaker) for speaker in {turn.speaker for turn in transcript.turns})
    return frozenset(name.family for name in found if name is not None)
