"""Sources of one word that leave their noun out: “Viewers were angry. **One** wrote: …, **another** added: …”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.records import SpeakerKind
from onrecord.speakers.entities.entity import Entity, Offsets
from onrecord.speakers.entities.roles import is_doer, is_office
from onrecord.speakers.entities.speaker_kind import kind_of_phrase
from onrecord.speakers.resolution.article_context import ArticleContext
from onrecord.speakers.resolution.mention import Mention, head_noun

_ONE_OF_THEM = re.compile(r"(?:one|another|second|third|fourth|fifth)", re.IGNORECASE)
_SOME_OF_THEM = re.compile(r"(?:others|some|many|most|several|few|two|three|four|five)", re.IGNORECASE)
_ONE_OF_MANY = re.compile(r"(?:an?|one|another|second|third|fourth|fifth) ", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:(?:Some|Many|Several|Most|The|Other) )?([A-Za-z][a-z-]*(?:s|people|men|women))(?= [a-z]+\b)")
_IRREGULAR = {"people": "person", "men": "man", "women": "woman", "children": "child"}
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", ""))


def elliptical_name(mention: Mention, context: ArticleContext) -> tuple[str, SpeakerKind] | None:
    """Return what a source without its noun is called in full, and its kind; None of any other source.

    The noun is the plural that begins this sentence or the one before, or else that of the people who spoke last:
    “another viewer”, “other viewers”. Without one the words stay as they are, of no known person.
    """
    words = mention.words.lower()
    is_one = _ONE_OF_THEM.fullmatch(words) is not None
    if not is_one and not _SOME_OF_THEM.fullmatch(words):
        return None
    noun = _subject_noun(context, mention.start) or _noun_of_last_speaker(context.spoken)
    if not noun:
        return words, "unnamed" if is_one else "group"
    if is_one:
        return f"{words} {singular(noun)}", "unnamed"
    return f"{'other' if words == 'others' else words} {_plural(noun)}", "group"


def _noun_of_last_speaker(spoken: Sequence[Entity | None]) -> str:
    """Return the noun of who spoke last, if that was one of many, or many: “viewer” of “one viewer in Leeds”."""
    last = spoken[-1] if spoken else None
    if last is None or not (last.kind == "group" or (last.kind == "unnamed" and _ONE_OF_MANY.match(last.name))):
        return ""
    noun = head_noun(last.name)
    return noun if _is_noun_for_people(noun) else ""


def _subject_noun(context: ArticleContext, offset: int) -> str:
    """Return the plural that begins the sentence at an offset or the one before it in its paragraph; “” for none."""
    start = context.sentence_start(offset)
    before = context.sentence_start(max(0, start - 1))
    starts: list[Offsets] = [(start, offset), (before, start)]
    for sentence_start, sentence_end in starts:
        subject = _SUBJECT.match(context.text, sentence_start, sentence_end)
        if subject and _is_noun_for_people(subject[1].lower()):
            return subject[1].lower()
    return ""


def _is_noun_for_people(noun: str) -> bool:
    """Return whether a noun in lower case, of one or of several, is one for people: “viewers”, not “hours”."""
    one = singular(noun)
    is_known = noun in _IRREGULAR or is_office(one) or is_doer(one)
    return is_known or (len(noun) > 3 and noun != one and kind_of_phrase(noun) == "unnamed")


def singular(noun: str) -> str:
    """Return the singular of a noun in lower case."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    ending = next(((plural, one) for plural, one in _ENDINGS if noun.endswith(plural)), None)
    return noun.removesuffix(ending[0]) + ending[1] if ending and not noun.endswith("ss") else noun


def _plural(noun: str) -> str:
    if singular(noun) != noun or noun in _IRREGULAR:
        return noun
    by_singular = {one: many for many, one in _IRREGULAR.items()}
    if noun in by_singular:
        return by_singular[noun]
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou") else f"{noun}s"
