"""Whether the speaker that an article names is the person who speaks in the transcript."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations

from onrecord.records import Transcript
from onrecord.speakers.linking.name_similarity import match_names
from onrecord.speakers.linking.person_names import PersonName, parse_person
from onrecord.text.speaker_labels import identified_speaker, label_words, names_office

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
    if names_office(name) or identified_speaker(name) is None:
        return None
    return parse_person(name)


def full_names(transcript: Transcript) -> frozenset[PersonName]:
    """Return the names with a given name that the transcript's speakers have."""
    names = (parse_speaker_name(speaker) for speaker in {turn.speaker for turn in transcript.turns})
    return frozenset(name for name in names if name is not None and name.given_names)


def speakers_agree_among(
    claimed: str | None, transcript_speaker: str | None, persons: frozenset[PersonName]
) -> bool | None:
    """Whether two speakers may be the same person, where a transcript has two people of one surname.

    A surname alone agrees with neither of two people, unless its title tells which of them is meant.

    Args:
        claimed: Whom the article names.
        transcript_speaker: Whom the transcript names.
        persons: The full names of the transcript's speakers.
    """
    agree = speakers_agree(claimed, transcript_speaker)
    claimed_name, spoken_name = parse_speaker_name(claimed), parse_speaker_name(transcript_speaker)
    if not agree or claimed_name is None or spoken_name is None:
        return agree
    if spoken_name.given_names:
        return None if not claimed_name.given_names and _are_two_people(claimed_name, persons) else agree
    namesakes = _namesakes(spoken_name, persons)
    if namesakes and not any(_same_person(claimed_name, person) for person in namesakes):
        return False
    return None if _are_two_people(spoken_name, persons) else agree


def _namesakes(name: PersonName, persons: frozenset[PersonName]) -> list[PersonName]:
    """Return the full names that a surname may stand for."""
    return [person for person in persons if person.family == name.family and _same_person(name, person)]


def _are_two_people(name: PersonName, persons: frozenset[PersonName]) -> bool:
    namesakes = _namesakes(name, persons)
    return any(not _same_person(first, second) for first, second in combinations(namesakes, 2))


def _same_person(first: PersonName, second: PersonName) -> bool:
    similarity = match_names(first, second)
    is_other_gender = first.gender and second.gender and first.gender != second.gender
    return similarity is not None and not similarity.conflict and not is_other_gender


def is_questioner(label: str | None) -> bool:
    """Whether a label is the role of someone who asks or listens, such as MODERATOR or AUDIENCE."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", label or "")}
    return bool(words) and words <= label_words("questioner_words")


def family_names(transcript: Transcript) -> frozenset[str]:
    """Return the family names of a transcript's speakers; empty if nobody is named."""
    names = (parse_speaker_name(speaker) for speaker in {turn.speaker for turn in transcript.turns})
    return frozenset(name.family for name in names if name is not None)
