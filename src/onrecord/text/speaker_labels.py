"""Speaker labels: the name before a colon that says who speaks next, told from other text before a colon."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from onrecord.text.honorifics import HONORIFICS
from onrecord.text.word_lists import WordLists

MAX_LABEL_LENGTH = 90  # characters before a colon in which a label is looked for
MAX_TITLE_CASE_WORDS = 5
MAX_UPPER_CASE_WORDS = 7  # "LENA DUNHAM AND AMERICA FERRERA"

MAX_OFFICE_WORDS = 10  # "The Minister for Women and Equalities"

LabelShape = Literal["upper", "title", "role"]

ANSWER_LABELS = frozenset({"A", "ANSWER"})  # in capitals: of whoever is interviewed
_LABEL_WORDS = WordLists("onrecord.text", "speaker_labels.toml")
_TITLES = HONORIFICS.alternatives(
    "abbreviations.titles", "abbreviations.titles_in_transcripts", "abbreviations.name_parts"
)
_ABBREVIATION = rf"(?i:{_TITLES})\."
_NAME_WORD = rf"(?:{_ABBREVIATION}|(?:[^\W\d_]\.)+|[^\W\d_][\w’'‘`-]*)"
_LABEL = re.compile(
    rf"""(?P<before>^\s*|[.!?…][)\]"”’']*[ ]{{0,2}}|[)\]][ ]{{0,2}}|(?:--|[—–])[ ]?)
    (?P<sign>>>+\s*|[-–—•][ ]+|[*_#]{{1,3}}[ ]?)?
    (?P<name>{_NAME_WORD}(?:[ ](?:{_NAME_WORD}|["“]{_NAME_WORD}["”]|&|\#?\d{{1,3}}))*)
    (?P<role>,[ ][^.!?:(\[]{{2,60}})?
    (?P<aside>(?:\s*[(\[][^()\[\]]{{1,60}}[)\]])*)
    (?P<rest>,[ ][^.!?:]{{2,60}})?
    [*_]{{0,3}}\s*$""",
    re.VERBOSE,
)
_LABEL_BEFORE_PERIOD = re.compile(
    rf"""[ \t]*(?P<label>(?P<name>(?P<letter>[QA])|
    [Tt]he[ ](?P<office>{_LABEL_WORDS.alternatives("offices_before_period")})|
    (?:{_LABEL_WORDS.alternatives("titles_before_period")})\.?[ ](?:[^\W\d_]\.[ ])*[A-Z][\w’'-]+
    (?:[ ](?:[a-z]{{2,3}}[ ])?[A-Z][\w’'-]+){{0,2}})
    (?:[ ]?[(\[][^()\[\]]{{1,60}}[)\]])?\.)[ ]{{1,2}}(?=[\"“‘(\[]?[A-Z0-9])""",
    re.VERBOSE,
)
BEGINNINGS_BEFORE_PERIOD = rf"(?:[Tt]he|{_LABEL_WORDS.alternatives('titles_before_period')})\b"
_CONSTITUENCY = re.compile(r"[ ]of[ ].+$")  # "Mr. OKORO of Ohio"
_PERSON_IN_BRACKETS = re.compile(rf"[(\[](?P<person>(?:{_NAME_WORD}[ ]){{1,4}}{_NAME_WORD})[)\]]")
_NAME_PARTICLES = HONORIFICS.words("names.particles_in_labels")
_NAME_SUFFIXES = HONORIFICS.words("names.suffixes")
_UNIDENTIFIED = re.compile(
    r"(?i)(?:an? )?(?:unidentified|unidentifiable|unknown)\b.*|"
    r"(?:speaker|spk|voice|channel|ch)[ _#-]*(?:\d{1,3}|[a-z])|answer|male|female|[a-pr-z]|[a-z]?\d{1,3}"
)
_AFTER_TITLE_CASE_LABEL = frozenset({"", " ", "\n", "\t", "\r", "\xa0", '"', "“"})


BRACKETED_TIME = re.compile(r"[(\[](?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,]\d{1,3})?[)\]]")
"""A time in a transcript: “[00:01:37]”, “(1:37)”."""


class SpeakerLabel(NamedTuple):
    """A name that may be a label.

    ``start`` is the label's first character, ``end`` the one after its colon; ``begins_line`` is true where nothing
    stands before it on its line. ``person`` is the name in brackets after an office, if there is one: "Madam Deputy
    Speaker (Ms Nusrat Ghani)".
    """

    start: int
    end: int
    name: str
    shape: LabelShape
    begins_line: bool
    person: str | None = None


class _LabelText(NamedTuple):
    """What the text before a colon ends with: the parts of a label and its offset in that text."""

    name: str
    shape: LabelShape
    begins_line: bool
    offset: int
    person: str | None


def label_before_colon(text: str, search_start: int, colon: int) -> SpeakerLabel | None:
    """Return the label that may stand before the colon at ``colon``; nothing before ``search_start`` belongs to it."""
    floor = max(search_start, colon - MAX_LABEL_LENGTH)
    start = text.rfind("\n", floor, colon) + 1
    if not start:
        if floor == colon:
            return None
        start = floor
    label = _parse_label_text(text[start:colon])
    if label is None:
        return None
    if label.begins_line and start and text[start - 1] != "\n":
        return None  # the search began in the middle of a line
    end = _after_emphasis(text, colon + 1)
    if label.shape == "title" and text[end : end + 1] not in _AFTER_TITLE_CASE_LABEL:
        return None
    return SpeakerLabel(start + label.offset, end, label.name, label.shape, label.begins_line, label.person)


def _after_emphasis(text: str, end: int) -> int:
    """Return where the words begin to follow a colon inside Markdown's bold type: "**Name:** words"."""
    while text[end : end + 1] in ("*", "_"):
        end += 1
    return end


def line_label(line: str) -> SpeakerLabel | None:
    """Return the label that a line begins with, before a colon or, in a hearing's form, before a full stop."""
    colon = line.find(":", 0, MAX_LABEL_LENGTH)
    label = label_before_colon(line, 0, colon) if colon > 0 else None
    if label is not None and label.begins_line:
        return label
    return label_before_period(line)


def label_before_period(line: str) -> SpeakerLabel | None:
    """Return the label before a full stop that a line begins with: "Q.", "Mr. OKORO of Ohio.", "The CHAIR."."""
    match = _LABEL_BEFORE_PERIOD.match(line)
    if match is None:
        return None
    shape: LabelShape = "role" if match["office"] or match["letter"] else "title"
    name = _CONSTITUENCY.sub("", match["name"])
    return SpeakerLabel(match.start("name"), match.end("label"), name, shape, begins_line=True)


def begins_with_label(line: str) -> bool:
    """Whether a line begins with a possible name and a colon."""
    head, colon, _ = line[:MAX_LABEL_LENGTH].partition(":")
    label = _parse_label_text(head) if colon else None
    return label is not None and label.begins_line and not is_never_a_speaker(label.name)


def identified_speaker(label: str | None) -> str | None:
    """Return the label, or None if it identifies nobody: "UNIDENTIFIED MALE", "SPEAKER_01"."""
    return None if label is None or _UNIDENTIFIED.fullmatch(label) else label


@lru_cache(maxsize=50_000)
def _parse_label_text(text_before_colon: str) -> _LabelText | None:
    match = _LABEL.search(text_before_colon)
    if match is None:
        return None
    name, role = match["name"], match["role"] or match["rest"]
    name_words = name.split()
    if role:
        first_part, _, later_parts = role[2:].partition(",")
        if first_part.strip(" .").lower() in _NAME_SUFFIXES:
            name, role = f"{name}, {first_part}", later_parts
        if not _is_upper_case(re.findall(r"[^\W\d_]+", role or "X")):
            return None
    shape = label_shape(name_words)
    if shape is None or (role and shape == "title"):
        return None
    person = person_of_office(name, match["aside"])
    if shape == "title" and match["aside"] and may_be_full_name(name):
        shape = "role"  # brackets after a name hold a role, and a heading has none
    offset = match.start("sign") if match["sign"] else match.start("name")
    return _LabelText(name, shape, not match["before"].strip(), offset, person)


def person_of_office(label: str, aside: str) -> str | None:
    """Return the name in brackets after an office, or None: "The Minister", " (Ms Nusrat Ghani)"."""
    match = _PERSON_IN_BRACKETS.search(aside) if aside and names_office(label) else None
    return match["person"] if match and label_shape(match["person"].split()) in {"upper", "title"} else None


@lru_cache(maxsize=50_000)
def names_office(label: str) -> bool:
    """Whether a label says what somebody is and gives no name: "The Minister", "Madam Deputy Speaker", "DOCTOR"."""
    words = [word.strip(".,").casefold() for word in label.split()]
    offices = label_words("offices")
    place = next((number for number, word in enumerate(words) if word in label_words("office_particles") - {"the"}), 0)
    head = words[:place] if place else words
    if not head or head[-1] not in offices:
        return False
    return head[0] == "the" or all(word in offices or word in label_words("office_modifiers") for word in head[:-1])


def label_shape(name_words: list[str]) -> LabelShape | None:
    """Return how the words of a possible name are written, or None if they cannot be one."""
    name = " ".join(name_words)
    if name.casefold() in label_words("roles") or name_words[0].casefold() in {"unidentified", "audience"}:
        return "role"
    if _UNIDENTIFIED.fullmatch(name) and any(word[-1].isdigit() for word in name_words):
        return "role"
    if len(name_words) <= MAX_UPPER_CASE_WORDS and _is_upper_case(name_words):
        return "upper"
    if name_words[0] in {"The", "Madam"} and len(name_words) <= MAX_OFFICE_WORDS and names_office(name):
        small_words = label_words("office_particles")
        return "title" if all(word[0].isupper() or word in small_words for word in name_words) else None
    is_title_case = all(word[0].isupper() or word in _NAME_PARTICLES or not word[0].isalpha() for word in name_words)
    return "title" if is_title_case and len(name_words) <= MAX_TITLE_CASE_WORDS and name_words[0][0].isupper() else None


def _is_upper_case(words: list[str]) -> bool:
    """Whether words are in capitals, except a letter or two: "McCAIN", "KELLy"."""
    has_upper_word = False
    for word in words:
        upper_count = sum(map(str.isupper, word))
        lower_count = sum(map(str.islower, word))
        is_mostly_lower = lower_count and (upper_count <= lower_count or lower_count > 2)
        if is_mostly_lower and word not in _NAME_PARTICLES and not word.endswith("."):
            return False
        has_upper_word = has_upper_word or upper_count > lower_count
    return has_upper_word


def may_be_full_name(name: str) -> bool:
    """Whether capitalized words may be a person's full name."""
    words = name.split()
    if not 1 < len(words) < MAX_TITLE_CASE_WORDS:
        return False
    return words[0].casefold() not in label_words("heading_starts") and not is_never_a_speaker(name)


def is_never_a_speaker(name: str) -> bool:
    """Whether the words before a colon are known to name nobody who speaks, such as "Note" or "Today"."""
    return name.casefold().replace("’", "'").strip(".") in label_words("not_speakers")


def label_words(list_name: str) -> frozenset[str]:
    """Return one list of ``speaker_labels.toml``."""
    return _LABEL_WORDS.words(list_name)
