"""From a statement's source to a mention: whom its words name, or what kind of word stands for somebody."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.records import Span, SpeakerKind
from onrecord.speakers.countries import homeland, is_building
from onrecord.speakers.entities import Cast, Entity
from onrecord.speakers.roles import is_office, offices
from onrecord.speakers.speaker_kind import kind_of

Form = Literal["name", "he", "she", "they", "it", "first", "who", "definite", "other", "floating"]

_PRONOUNS: dict[str, Form] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves", "both", "all"), "they"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"), "first"),
    **dict.fromkeys(("who", "which", "that", "whose"), "who"),
}  # fmt: skip
_PREPOSITION = re.compile(
    r"(?<![\w-])(?:of|for|to|by|from|with|in|at|on|near|against|behind|under|after|before|about|including|like|around|"
    r"inside|outside|between|among|as)(?![\w-])",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r",? (?:who|whom|whose|which|that|when|after|while)\b|[,;:—–(]| - | – | — ")
_ASIDE = re.compile(r"[,;:—–(\n]| - |[’'”\"]$")
_ENDS_WITH_PREPOSITION = re.compile(r"\b(?:of|for|to|by|from|with|in|at|on|about|against|behind|under|after|before)$")
_DEFINITE = re.compile(r"(?:the|this|that|these|those|his|her|their|its|our|both) ", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"(?:an?|another|one|some|several|many|most|other|no|two|three|four|five|six|\d+) ", re.IGNORECASE
)
_LEADING = re.compile(
    r"^(?:the|an?|this|that|(?:these|those)(?! (?:in|of|with|at|from|for|who|on)\b))\s+", re.IGNORECASE
)
_ARTICLES = re.compile(r"\b(?:the|an?|some|several|many|those|his|her|their|its) ", re.IGNORECASE)
_CAPITALS = re.compile(r"(?:[A-Z][\w.&’'-]* (?:(?:of|for|and|the|on) )*)+")
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|Sen|Rep|Gov|Gen|President|Senator|Governor|Secretary|the|The)\.? "
)
_AND = re.compile(r"(?:and|or|then|also|himself|herself|himself,|too)\b")
BODIES = frozenset(
    """
    agency airline airport association authority bank board body brand brewer broadcaster brokerage bureau
    business carmaker chain channel charity club college commission committee company conglomerate corporation
    council court department developer drugmaker employer firm force foundation fund giant group hospital
    insurer institute label lender maker manufacturer ministry network newspaper office organisation
    organization operator outlet paper party platform property provider publisher regulator retailer school
    service site startup store studio supermarket supplier team think-tank tribunal union university utility
    watchdog website
    """.split()  # noqa: SIM905
)
_COPULA = re.compile(
    r"(?:[\w’'-]+ ){0,3}?(?:is|are|was|were|be|been|being|has|have|had|by|to|of|for|with|from|among|and|in|at|on) "
)
_PLUS = re.compile(r",? (?:and|or) ")
_JOINED = re.compile(r",? (?:and|&|or) |, ")


@dataclass(frozen=True, slots=True)
class Mention:
    """A source's head: offsets, form, its words without what follows them, and the entities that it names.

    ``named`` holds one entity, or several that share the name; more than one ``each`` are people speaking together.
    ``whole`` has what a phrase says after its head too: “consumers **who sought help**”.
    """

    start: int
    end: int
    form: Form
    words: str
    kind: SpeakerKind
    named: tuple[Entity, ...] = ()
    each: tuple[Entity, ...] = ()
    whole: str = ""

    @property
    def aged(self) -> bool:
        """Whether it can only be a person told of before: “the 36-year-old”."""
        return self.form == "definite" and re.match(r"\d{1,3}-year-old", self.words) is not None

    @property
    def body(self) -> bool:
        """Whether it can only be a body told of before: “the company”."""
        return self.form == "definite" and self.words.lower() in BODIES

    @property
    def office(self) -> str | None:
        """The noun for what a person is or does that a phrase is about: “the **leader** of the party”."""
        words = _PREPOSITION.split(self.words, maxsplit=1)[0].split()
        last = re.sub(r"[’']s?$", "", words[-1]).strip('”"') if words else ""
        return last.lower() if last.lower() in offices() else None


def mention(text: str, source: Sequence[Span], made: Cast) -> Mention | None:
    """The mention in a source; none when it has no words."""
    if not source:
        return None
    start, end = source[0].start, source[0].end
    while start < end and not text[start].isalnum() and text[start] not in "$£€#@":
        start += 1
    plain = text[start:end].strip()
    form = None if plain.isupper() and len(plain) > 1 else _PRONOUNS.get(re.sub(r"[\W_]+$", "", plain).lower())
    if form == "who":
        return _antecedent(text, start, made) or Mention(start, end, "who", plain, "unnamed")
    if form:
        return Mention(start, end, form, plain, "unnamed")
    return phrase(text, start, end, made)


def phrase(text: str, start: int, end: int, made: Cast) -> Mention:
    """The mention that a noun phrase is."""
    inside = made.inside(start, end)
    cut = _head_end(text, start, end, inside)
    several = _several(text, start, end, inside, made)
    if several:
        return several
    head = _head_name(text, start, cut, [n for n in inside if n[1] <= cut])
    if head is None and cut < end:  # “her lawyer, **Colm Hegarty**”
        head = _apposed(text, start, cut, end, inside)
    if head is not None and (_PLUS.match(text[head[1] : cut]) or _adds(text[start : head[0]])):
        words = _LEADING.sub("", text[start:cut].strip())  # “Clinton and her team”, “his aides and Clinton”
        return Mention(start, cut, "other", words, "group", whole=words)
    if head is not None:
        named = made.at[head]
        words = _whole(text, start, head, named[0])
        return Mention(*head, "name", words, named[0].kind, tuple(named))
    words = re.sub(r"[’']s?$", "", text[start:cut].strip(' “”"'))
    if is_building(words):
        return Mention(start, cut, "other", _LEADING.sub("", words), "organization")
    core = _LEADING.sub("", words, count=1)
    definite = _DEFINITE.match(words) is not None or _post(text, start, cut, inside)
    if not is_office(words.split()[-1] if words.split() else ""):  # “the Trump team”, “the French foreign ministry”
        definite = definite and not (inside and inside[0][0] < cut) and not any(map(homeland, words.split()))
    whole = _LEADING.sub("", text[start : _stop(text, start, end, inside)].strip(' “”"'), count=1)
    form: Form = "definite" if definite else "other"
    return Mention(start, cut, form, core or words, kind_of(core or words), whole=whole)


def _adds(before: str) -> bool:
    """Whether the words before a name end in “and” after a noun that is no office: “politicians and **Lee**”."""
    match = re.search(r"([\w’'-]+) and (?:the )?$", before)
    return match is not None and (not is_office(match[1]) or match[1].endswith("s"))


def _stop(text: str, start: int, end: int, inside: Sequence[tuple[int, int]]) -> int:
    """Where a phrase ends with what tells which is meant: before a comma, dash or bracket outside any name."""
    for match in _ASIDE.finditer(text, start, end):
        if match.start() > start and not any(s < match.start() < e for s, e in inside):
            return match.start()
    return end


def _post(text: str, start: int, end: int, inside: Sequence[tuple[int, int]]) -> bool:
    """Whether a phrase without an article names one post: “Pakistan’s prime minister”, “Nvidia’s chief”, “PM”."""
    words = text[start:end].split()
    if not words or _INDEFINITE.match(text[start:end]) or not is_office(words[-1]) or words[-1].endswith("s"):
        return False
    return (
        len(words) == 1 or any(s == start for s, _ in inside) or homeland(words[0]) is not None or words[-1].isupper()
    )


def _head_end(text: str, start: int, end: int, inside: Sequence[tuple[int, int]]) -> int:
    """Where the phrase's first part ends: before a comma, a dash or a relative clause outside any name."""
    for match in _CLAUSE.finditer(text, start, end):
        at = match.start()
        loose = at > start and not any(s < at < e for s, e in inside)
        if loose and not _ENDS_WITH_PREPOSITION.search(text, start, at):  # “sellers of **that** house”
            return at
    return end


def _several(text: str, start: int, end: int, inside: Sequence[tuple[int, int]], made: Cast) -> Mention | None:
    """“Clinton and Kaine”: names joined with nothing else between them."""
    if len(inside) < 2 or inside[-1][1] < end - 2 or not _only_titles(text[start : inside[0][0]]):
        return None
    gaps = [_TITLE.sub("", text[a[1] : b[0]]) for a, b in itertools.pairwise(inside)]
    if not all(_JOINED.fullmatch(gap) for gap in gaps) or "and" not in gaps[-1]:
        return None
    each = tuple(made.at[n][0] for n in inside)
    if len({e.kind for e in each}) > 1:
        return None
    words = text[start : inside[-1][1]]
    return Mention(start, inside[-1][1], "name", words, "group" if each[0].kind == "person" else each[0].kind, (), each)


def _only_titles(words: str) -> bool:
    return all(is_office(w) or _TITLE.match(f"{w} ") for w in words.split())


def _head_name(text: str, start: int, end: int, inside: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The name that is the phrase's head, if one is: the last that stands in no phrase of its own."""
    found = None
    for s, e in inside:
        before, after = text[start:s], text[e:end]
        if re.match(r"[’']s?(?:\s|$)", after) and after.strip("’'s ") != "":
            continue  # a possessor
        preposition = None
        for match in _PREPOSITION.finditer(before):
            preposition = match
        if preposition and _within(before[preposition.end() :], before[: preposition.start()]):
            continue
        if not after.strip(" ’'s”\"") or _closes(after):
            found = s, e
    return found


def _within(between: str, before: str) -> bool:
    """Whether a name stands within a prepositional phrase, given the words since the preposition and before it."""
    words = between.split()
    if not words or words[-1].lower().rstrip(".") in ("former", "then", "late", "the", "a"):
        return True
    if is_office(words[-1]) and not (before.split() and is_office(before.split()[-1])):
        return True
    return words[-1][0].islower() and not is_office(words[-1])


def _closes(after: str) -> bool:
    """Whether what follows a name still leaves it the head: a bracket, “in London”, “and her team”."""
    rest = after.strip(" ”\"’'")
    return not rest or rest[0] in "([.,;:–—-" or _PREPOSITION.match(rest) is not None or _AND.match(rest) is not None


def _apposed(text: str, start: int, cut: int, end: int, inside: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The person or body named after a nominal and a comma: “her lawyer, **Colm Hegarty**”; none after a plural."""
    first = text[start:cut]
    if text[cut : cut + 2] != ", " or (kind_of(first) == "group" and "one of" not in first):
        return None
    begin = cut + 2
    stop = _head_end(text, begin, end, inside)
    if re.match(r"(?:who|which|whose|and|or|including|like|such|according)\b", text[begin:stop]):
        return None
    return _head_name(text, begin, stop, [n for n in inside if begin <= n[0] and n[1] <= stop])


def _whole(text: str, start: int, head: tuple[int, int], entity: Entity) -> str:
    """A name's words; of a body with all that is capitalized before it: “Ukraine’s Air Force”, “the Arab League”."""
    name = text[head[0] : head[1]]
    if entity.kind != "organization":
        return name
    before = _LEADING.sub("", text[start : head[0]])
    return before + name if _CAPITALS.fullmatch(before) else name


def _antecedent(text: str, at: int, made: Cast) -> Mention | None:
    """What “who” or “which” stands for: the phrase just before it."""
    end = at
    while end > 0 and text[end - 1] in ", \u00a0—–":
        end -= 1
    if at - end > 3 or end == 0:
        return None
    name = next(
        ((s, e) for s, e in made.at if e == end or (e < end <= e + 30 and text[e] == "," and "\n" not in text[e:end])),
        None,
    )
    if name:
        entity = made.at[name][0]
        return Mention(*name, "name", text[name[0] : name[1]], entity.kind, tuple(made.at[name]))
    match = re.search(
        r"(?:\b(?:the|an?|some|several|many|those|his|her|their|its) )?(?:[\w’'-]+ ){0,3}[\w’'-]+$",
        text[max(0, end - 60) : end],
    )
    if match is None:
        return None
    start = max(0, end - 60) + match.start()
    verb = _COPULA.match(text, start, end)
    start = verb.end() if verb else start
    articles = [m.start() for m in _ARTICLES.finditer(text, start, end)]
    return phrase(text, articles[-1] if articles else start, end, made)
