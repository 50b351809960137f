"""The proper names in an article's text, as the encoder tags them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from onrecord.inference import ArticleEncoding
from onrecord.speakers.entities.countries import country_named, country_of_people
from onrecord.speakers.entities.given_names import gender_of_given_name
from onrecord.speakers.entities.roles import is_doer, is_office
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS, is_organization_word
from onrecord.speakers.entities.tagged_words import (
    NAME_TAGS,
    ORGANIZATION,
    PERSON,
    PLACE,
    SMALL_WORDS,
    TAGS,
    TaggedWord,
    honorific,
    is_after_name,
    tag_words,
)
from onrecord.text.honorifics import HONORIFICS
from onrecord.text.lines import begins_sentence

NameKind = Literal["person", "organization", "place"]
NAME_KINDS: tuple[NameKind, ...] = ("person", "organization", "place")
# Log-likelihood against the best tag from which a word is a surname if it is one elsewhere in the article; set by hand.
MIN_SURNAME_LIKELIHOOD = -5.5
MAX_PARTICLES = 12  # characters between two parts of one name
MAX_NICKNAME = 50  # characters before a surname in which a given name with a nickname after it begins
MAX_INITIALS = 12  # characters before a surname in which its initials are looked for
MAX_GIVEN_NAME = 30  # characters before a surname in which a given name is looked for

_WORD_BEFORE = re.compile(r"(?<![\w.’'-])([A-Z][a-z]+(?:[A-Z][a-z]+)?(?:-[A-Z][a-z]+)?) $")
_INITIALS_BEFORE = re.compile(r"(?<![\w.’'-])((?:[A-Z]\.[ -]?){1,3}|[A-Z]{2} )$")
_PEERAGE = r"(?:Duke|Duchess|Prince|Princess|Earl|Countess|Marquess|Viscount|Viscountess|Baron|Baroness)"
_PEERAGE_AFTER = re.compile(rf", {_PEERAGE} of (?:the )?[A-Z][\w’'-]+")
_PEER = re.compile(rf"\b{_PEERAGE} of (?:the )?[A-Z][\w-]+\b(?! [A-Z])")
_APPOSED_PEER = re.compile(  # “Ann Lee, **the** Duchess of Arden”, “Duke **and** Duchess of Arden”
    r"\w(?:, (?:the )?| and )$"
)
MAX_BEFORE_PEER = 7  # characters that this takes
_WORD_AFTER = re.compile(r" ([A-Z][a-z]+(?:-?[A-Z][a-z]+)?)")
_NICKNAME = r"(?:[“\"‘'](?:the )?[A-Z][\w’'-]*(?: [A-Z]?[\w’'-]+){0,2}[”\"’']|\([A-Z][a-z]+\))"
_NICKNAME_BEFORE = re.compile(rf"(?<![\w.’'-])([A-Z][a-z]+) {_NICKNAME} $")
_NICKNAME_AFTER = re.compile(rf" {_NICKNAME} [A-Z][a-z]+(?:-[A-Z][a-z]+)?")
_SUFFIX = re.compile(r",? (?:Jr|Sr)\b\.?|,? I{2,3}\b|,? IV\b")
_PARTICLES = HONORIFICS.words("names.particles_between")


@dataclass(frozen=True, slots=True)
class ProperName:
    """A proper name in the text: offsets, words and kind; ``is_settled`` if more than the encoder says so."""

    start: int
    end: int
    text: str
    kind: NameKind
    is_settled: bool = False


def with_settled_names(names: Iterable[ProperName], settled: Sequence[ProperName]) -> list[ProperName]:
    """Return the names in the order of the text, the settled ones in place of all that they overlap.

    ``settled`` are in that order too, and no two of them overlap.
    """
    starts = [name.start for name in settled]

    def is_replaced(name: ProperName) -> bool:
        """Return whether the last settled name that begins before a name, or the next one, overlaps it."""
        number = bisect_right(starts, name.start)
        nearest = settled[max(0, number - 1) : number + 1]
        return any(name.start < settled_name.end and settled_name.start < name.end for settled_name in nearest)

    return sorted([*(name for name in names if not is_replaced(name)), *settled], key=lambda name: name.start)


def find_proper_names(text: str, encoding: ArticleEncoding) -> tuple[ProperName, ...]:
    """Return every proper name, in the order of the text."""
    words = tag_words(text, encoding)
    names = []
    tagged_ends = {word.end for word in words if word.tag in NAME_TAGS}
    headlines: dict[int, bool] = {}
    for run in _runs(text, words):
        if len(run) == 1 and (
            is_office(run[0].text) or country_of_people(run[0].text) or _is_common_noun(text, run[0])
        ):
            continue  # “PM”, “Chancellor”, “Nepali”, “Police said”
        run = _without_noun_at_start(text, run)
        scores = sum((word.scores for word in run if word.is_capitalized), np.zeros(TAGS, np.float32))
        kind = NAME_KINDS[int(scores[PERSON : PLACE + 1].argmax())]
        if len(run) > 1 and _ends_as_body(run[-1]) and not _may_be_given_and_surname(run):
            kind = "organization"
        if kind != "person" and len(run) == 2 and _has_place_as_surname(run[0].text, run[1].text):
            kind = "person"
        start, end = run[0].start, run[-1].end
        if kind == "person":
            is_alone = len(run) == 1 and not _in_headline(text, start, headlines)
            start, end = _extend_person(text, start, end, is_alone, tagged_ends)
        if kind == "place" and len(run) == 1 and (given_start := _given_name_before(text, start)):
            kind, start = "person", given_start  # “Gemma **England**”
        if kind == "person":
            start, end = _with_nickname(text, start, end, tagged_ends)
        if kind == "organization" and (legal_form := _legal_form().match(text, end)):
            end = legal_form.end()
        names.append(ProperName(start, end, text[start:end], kind))
    names = _joined_by_particles(text, _without_covered(names))
    names = sorted([*names, *_missed_surnames(text, words, names)], key=lambda name: name.start)
    return tuple(with_settled_names(names, _peerage_titles(text)))


def _peerage_titles(text: str) -> list[ProperName]:
    """Return the titles by which peers are named: “Duke of Arden”. Of one whose name stands beside it, it is a role."""
    matches = list(_PEER.finditer(text))
    roles = {
        match[0]
        for match in matches
        if _APPOSED_PEER.search(text, max(0, match.start() - MAX_BEFORE_PEER), match.start())
    }
    return [
        ProperName(*match.span(), match[0], "person", is_settled=True) for match in matches if match[0] not in roles
    ]


def _without_covered(names: Sequence[ProperName]) -> list[ProperName]:
    """Return the names without those that lie in the one before: a name that was extended covers its parts."""
    separate: list[ProperName] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if not separate or name.start >= separate[-1].end:
            separate.append(name)
    return separate


def _joined_by_particles(text: str, names: Sequence[ProperName]) -> list[ProperName]:
    """Return the names, two parts of a person's with only particles between them as one: “Wanjiru **wa** Mwangi”."""
    joined: list[ProperName] = []
    for name in names:
        last = joined[-1] if joined else None
        if last and last.kind == name.kind == "person" and _PARTICLES.issuperset(_between(text, last, name)):
            joined[-1] = replace(last, end=name.end, text=text[last.start : name.end])
        else:
            joined.append(name)
    return joined


def _between(text: str, last: ProperName, name: ProperName) -> Sequence[str]:
    """Return the words between two names of one line; a full stop if there is none or other text."""
    gap = text[last.end : name.start]
    is_words = len(gap) <= MAX_PARTICLES and gap[:1] == gap[-1:] == " " and gap.strip()
    return gap.split() if is_words else (".",)


@cache
def _legal_form() -> re.Pattern[str]:
    return re.compile(rf",? (?:{ORGANIZATION_WORDS.alternatives('legal_forms_in_capitals')})\b")


def _missed_surnames(text: str, words: Sequence[TaggedWord], names: Sequence[ProperName]) -> Iterator[ProperName]:
    """Yield single words that the encoder passed over and that are the surname of someone named in full."""
    surnames = {name.text.split()[-1] for name in names if name.kind == "person" and " " in name.text}
    starts = [name.start for name in names]
    for word in words:
        if word.text not in surnames or word.scores[PERSON] < MIN_SURNAME_LIKELIHOOD:
            continue
        number = bisect_right(starts, word.start) - 1
        if number >= 0 and word.start < names[number].end:
            continue
        neighbour = re.match(r"[ -][A-Z]", text[word.end : word.end + 2]) or _WORD_BEFORE.search(
            text, max(0, word.start - MAX_GIVEN_NAME), word.start
        )
        if not neighbour or honorific().match(neighbour[0].strip()) or neighbour[0] in ("The ", "A "):
            yield ProperName(word.start, word.end, word.text, "person")


def _extend_person(text: str, start: int, end: int, is_alone: bool, tagged_ends: Collection[int]) -> tuple[int, int]:
    """Return a person's name with “Jr.”, and, if it is a single word, with a word of it that the encoder missed."""
    if is_alone:
        before = _WORD_BEFORE.search(text, max(0, start - MAX_GIVEN_NAME), start)
        after = _WORD_AFTER.match(text, end)
        if before and before.end(1) not in tagged_ends and _may_be_given_name(text, before):
            start = before.start(1)
        elif initials := _initials_before(text, start, tagged_ends):
            start = initials
        elif after and gender_of_given_name(text[start:end]) and not is_office(after[1]):
            end = after.end()
        elif peerage := _PEERAGE_AFTER.match(text, end):  # “Sophia, **Duchess of Arden**”
            end = peerage.end()
    suffix = _SUFFIX.match(text, end)
    return start, suffix.end() if suffix else end


def _initials_before(text: str, start: int, tagged_ends: Collection[int]) -> int | None:
    """Return where the initials just before a surname begin: “**S.K.** Rao”, “**SK** Rao”; None without any."""
    initials = _INITIALS_BEFORE.search(text, max(0, start - MAX_INITIALS), start)
    if initials is None or initials.end() - 1 in tagged_ends or is_office(initials[1].strip()):
        return None
    word = initials[1].strip()
    return None if country_named(word) or word in HONORIFICS.words("names.postnominals") else initials.start(1)


def _given_name_before(text: str, start: int) -> int | None:
    """Return where a given name just before a place's name begins, in which case both are a person's name."""
    before = _WORD_BEFORE.search(text, max(0, start - MAX_GIVEN_NAME), start)
    is_given = before is not None and gender_of_given_name(before[1]) != 0 and not is_office(before[1])
    return before.start(1) if before and is_given and country_named(before[1]) is None else None


def _has_place_as_surname(first: str, last: str) -> bool:
    """Return whether two words are a given name and a country's: “Euan **Wales**”."""
    return gender_of_given_name(first) != 0 and country_named(first) is None and country_named(last) is not None


def _with_nickname(text: str, start: int, end: int, tagged_ends: Collection[int]) -> tuple[int, int]:
    """Return a person's name with a nickname inside it: “Aldo **“Pigeons”** Marchetti”, “Robert **(Bobby)** Lee”.

    The word before a nickname is a given name if the encoder or a list says so: “**On** “The Ferry” Lee sings”.
    """
    after = _NICKNAME_AFTER.match(text, end)
    if after and " " not in text[start:end]:
        return start, after.end()
    before = _NICKNAME_BEFORE.search(text, max(0, start - MAX_NICKNAME), start)
    if before and (before.end(1) in tagged_ends or _may_be_given_name(text, before)):
        return before.start(1), end
    return start, end


def _in_headline(text: str, offset: int, headlines: dict[int, bool]) -> bool:
    """Return whether most words of a line are capitalized, so that a capital says nothing.

    ``headlines`` keeps the answer by the line's start: each line is read once.
    """
    line_start = text.rfind("\n", 0, offset) + 1
    if line_start not in headlines:
        line_end = text.find("\n", offset)
        words = re.findall(r"[^\W\d_]+", text[line_start : len(text) if line_end < 0 else line_end])
        headlines[line_start] = 2 * sum(word[0].isupper() for word in words) > len(words)
    return headlines[line_start]


def _may_be_given_name(text: str, match: re.Match[str]) -> bool:
    word = match[1]
    if honorific().match(word) or is_office(word) or country_of_people(word) or word in ("The", "A", "An"):
        return False
    return not begins_sentence(text, match.start(1)) or gender_of_given_name(word) != 0


def _runs(text: str, words: list[TaggedWord]) -> Iterator[list[TaggedWord]]:
    """Yield the runs of words that make one name; small words only inside one."""
    run: list[TaggedWord] = []
    for word in words:
        is_part = word.tag in NAME_TAGS and (word.is_capitalized or (bool(run) and word.text in SMALL_WORDS))
        if is_part and run and _continues(text, run, word):
            run.append(word)
            continue
        yield from _trimmed(run)
        run = [word] if is_part and word.is_capitalized else []
    yield from _trimmed(run)


def _continues(text: str, run: list[TaggedWord], word: TaggedWord) -> bool:
    """Return whether a word continues the name of a run."""
    last = run[-1]
    gap = text[last.end : word.start]
    if gap in ("’s ", "'s "):  # “Arden County Sheriff’s **Office**”
        return len(run) > 1 and last.tag == word.tag == ORGANIZATION and is_organization_word(word.text)
    if gap not in (" ", "\u00a0", "-", ". ", " & ", "&") or (gap == ". " and len(last.text) > 2):
        return False
    if word.tag == last.tag or PERSON not in (word.tag, last.tag):
        return True
    if word.tag == PERSON and len(run) > 1:  # “Ocean Florida | Abby Dunn”
        return False
    if last.tag == PERSON and (is_organization_word(word.text) if len(run) == 1 else _is_business_plural(word.text)):
        return True  # “Cairn **Energy**”, “Ann Lee **Productions**”
    return word.tag == PERSON and gender_of_given_name(last.text) != 0


def _is_common_noun(text: str, word: TaggedWord) -> bool:
    """Return whether a word for a body has its capital only since a sentence begins with it."""
    return word.text.lower() in ORGANIZATION_WORDS.words("in_names") and begins_sentence(text, word.start)


def _without_noun_at_start(text: str, run: list[TaggedWord]) -> list[TaggedWord]:
    """Return a name without the noun for a person that its sentence begins with: “**Backbencher** Ann Lee”."""
    noun = run[0].text
    is_noun = is_doer(noun.lower()) or (is_office(noun) and noun not in HONORIFICS.words("titles.royalty"))
    if len(run) < 3 or not is_noun or not gender_of_given_name(run[1].text):
        return run
    is_first_word = not gender_of_given_name(noun) and begins_sentence(text, run[0].start)
    return run[1:] if is_first_word else run


def _ends_as_body(word: TaggedWord) -> bool:
    """Return whether the last word of a name says that it is a body's, whatever the encoder takes the others for."""
    return _is_business_plural(word.text) or (word.tag == ORGANIZATION and is_organization_word(word.text))


def _may_be_given_and_surname(run: list[TaggedWord]) -> bool:
    """Return whether a name is a given name that the encoder takes for a person's, and one word more: “Phil Court”."""
    return len(run) == 2 and run[0].tag == PERSON and gender_of_given_name(run[0].text) != 0


def _has_title_as_surname(run: list[TaggedWord]) -> bool:
    """Return whether a title can be a surname, since just one word of a person's name is before it: “Mohit **Sen**”."""
    return len(run) == 2 and run[0].tag == run[1].tag == PERSON and not run[1].text.isupper()


def _is_business_plural(word: str) -> bool:
    """Return whether a word ends the names of businesses and is no surname: “Productions”, not “Steel”."""
    return word.endswith("s") and word in ORGANIZATION_WORDS.words("in_business_names")


def _trimmed(run: list[TaggedWord]) -> Iterator[list[TaggedWord]]:
    """Yield the run without titles and articles before the name, and titles and small words after it."""
    while run and (not run[-1].is_capitalized or (is_after_name(run[-1].text) and not _has_title_as_surname(run))):
        run = run[:-1]
    while run and (honorific().match(run[0].text) or run[0].text in ("The", "A", "An")):
        run = run[1:]
    if run:
        yield run
