"""Whether the speaker that an article names is the person who speaks in the transcript."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.records import Transcript
from onrecord.speakers.linking.name_similarity import match_names
from onrecord.speakers.linking.person_names import PersonName, parse_person
from onrecord.text.speaker_labels import label_words

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "who"})


def speakers_agree(claimed: str | None, transcript_speaker: str | None) -> bool | None:
    """Whether two speakers may be the same person; None if one of them is not a name."""
    claimed_name, transcript_name = parse_speaker_name(claimed), parse_speaker_name(transcript_speaker)
    if claimed_name is None or transcript_name is None:
        return None
    if (
        claimed_name.family in {*transcript_name.given_names, *transcript_name.family_front}
        and not claimed_name.given_names
    ):
        return True  # "Hillary" is Hillary Clinton, and "Ocasio" Ocasio-Cortez
    similarity = match_names(claimed_name, transcript_name)
    return similarity is not None and not similarity.conflict


@lru_cache(maxsize=50_000)
def parse_speaker_name(speaker: str | None) -> PersonName | None:
    """Return the person's name in what a text calls a speaker; None for "he", "the senator" and "QUESTION"."""
    name = " ".join(_BRACKETED.sub(" ", speaker or "").split(",")[0].split())
    if name.isupper():
        name = name.title()
    words = name.split()
    if not words or not words[-1][:1].isupper():
        return None
    if {word.casefold() for word in words} <= label_words("unnamed_words") | _PRONOUNS:
        return None
    return parse_person(name)


def is_questioner(label: str | None) -> bool:
    """Whether a label is the role of someone who asks or listens, such as MODERATOR or AUDIENCE."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", label or "")}
    return bool(words) and words <= label_words("questioner_words")


def family_names(transcript: Transcript) -> frozenset[str]:
    """Return the family names of a transcript's speakers; empty if nobody is named."""
    names = (parse_speaker_name(speaker) for speaker in {turn.speaker for turn in transcript.turns})
    return frozenset(name.family for name in names if name is not None)
