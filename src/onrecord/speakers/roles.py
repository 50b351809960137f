"""Roles as the article states them beside a name: “Russian Foreign Minister **Sergey Lavrov**”, “…, its owner,”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources

from onrecord.records import Span

REACH = 110  # characters before or after a name within which its role stands
_WORD_BEFORE = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[(“\"]))[\w.&/’'-]+$")
_CHARGE = re.compile(
    r" (?:of|for) (?:the )?[A-Z][\w&’'-]*(?:,? (?:and |of |for |the )*[A-Z][\w&’'-]*){0,6}$"
)  # of State
_STOPS = frozenset(
    """
    the a an and or but that which who as by with from to at in on for if so when while after before because said says
    told asked added according is was are were be been has had have will would can could may might his her its their
    our my your this these those he she it they we i not also then just now both either with during against about into
    like than including under over between among until since per via
    """.split()  # noqa: SIM905
)
_VERB = re.compile(  # “Christie **described** Democratic nominee Hillary Clinton”; not “retired general Ann Lee”
    r"(?!(?:re(?:tir|nown)|elect|appoint|acclaim|disgrac|embattl|convict|accus|alleg|distinguish|decorat|oust|defeat|"
    r"deceas|belov|unit|alli|arm|wound|injur|jail|respect|celebrat|experienc|limit|relat|advanc|land|bas|certifi|"
    r"licens|register|self-\w+)ed\b)[a-z]+(?<!r)ed|[a-z]+(?:ened|ared|ored|ured)"
)
_ARTICLE = re.compile(r"(?:the|a|an|its|his|her|their|our)\s+", re.IGNORECASE)
_APPOSITION = re.compile(
    r"(?: \([^)\n]{1,20}\))?,? ?(?:, )(?:\d{1,3}, )?(?P<role>[^,.;:“”\"\n—–()]{3,110})(?=[,.;:\n—–(“\"]|$)"
)
_CLAUSE = re.compile(r"\b(?:who|which|whose|said|says|told|and the|was|is|has|had|were|when|while|as he|as she)\b")
_NO_ROLE = re.compile(r"^(?:mr|mrs|ms|miss|sir|dr|dame|lord|lady)\.?$", re.IGNORECASE)


@lru_cache(maxsize=1)
def offices() -> frozenset[str]:
    """Nouns for what a person is or does."""
    lines = resources.files("onrecord.speakers").joinpath("offices.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def roles(text: str, mentions: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The roles beside a person's mentions, each wording once."""
    seen: set[str] = set()
    for start, end in mentions:
        for left, right in (*_before(text, start), *_after(text, end)):
            words = text[left:right]
            if words.lower() not in seen and not _NO_ROLE.match(words):
                seen.add(words.lower())
                yield Span(left, right, words)


def _before(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The words just before a name that belong to it, when the last of them is an office."""
    right = len(text[:start].rstrip(" ,\u00a0")) if text[max(0, start - 2) : start] in (", ",) else start - 1
    if right <= 0 or text[right:start] not in (" ", ", ", "\u00a0"):
        return
    charge = _CHARGE.search(text, max(0, right - REACH), right)
    head = _WORD_BEFORE.search(text, max(0, right - 40), charge.start() if charge else right)
    if head is None or not is_office(head[0]):
        return
    left = head.start()
    while start - left < REACH:
        word = (
            _WORD_BEFORE.search(text, max(0, left - 41), left - 1) if text[left - 1 : left] in (" ", "\u00a0") else None
        )
        if word is None or _VERB.fullmatch(word[0]):
            break
        if word[0].lower().rstrip(".") in _STOPS and not _of(text, word, left):
            break
        left = word.start()
    yield left, right


def _of(text: str, word: re.Match[str], left: int) -> bool:
    """Whether “of” or “for” stands within a role: “secretary **of** state”, “director for research”."""
    before = _WORD_BEFORE.search(text, max(0, word.start() - 41), max(0, word.start() - 1))
    return word[0] in ("of", "for") and before is not None and is_office(before[0])


def _after(text: str, end: int) -> Iterator[tuple[int, int]]:
    """The apposition after a name, when an office stands in it."""
    match = _APPOSITION.match(text, end, min(len(text), end + REACH + 30))
    if match is None:
        return
    left, right = match.span("role")
    clause = _CLAUSE.search(text, left, right)
    right = clause.start() if clause else right
    article = _ARTICLE.match(text, left, right)
    left = article.end() if article else left
    words = text[left:right].rstrip()
    if " that " not in words and any(word.islower() and is_office(word) for word in words.split()[:6]):
        yield left, left + len(words)


def is_office(word: str) -> bool:
    """Whether a word is a noun for what a person is or does."""
    plain = word.lower().rstrip(".,")
    return plain in offices() or (plain.endswith("s") and plain[:-1] in offices()) or plain.split("-")[-1] in offices()


_SHORT = {
    "gov": ("governor",), "sen": ("senator",), "rep": ("representative", "congressman", "congresswoman", "lawmaker"),
    "pm": ("prime", "minister"), "premier": ("prime", "minister"), "ceo": ("chief", "executive"),
    "pres": ("president",),
    "gen": ("general",), "col": ("colonel",), "lt": ("lieutenant",), "capt": ("captain",),
    "sgt": ("sergeant",),
    "prof": ("professor",), "rev": ("reverend", "pastor"), "mp": ("lawmaker",), "senator": ("lawmaker",),
}  # fmt: skip


def office_words(words: str) -> frozenset[str]:
    """The words of a role, in lower case, abbreviations spelled out too."""
    found = {re.sub(r"[’']s$", "", w) for w in re.findall(r"[\w’'-]+", words.lower())}
    return frozenset(found | {full for short in found & _SHORT.keys() for full in _SHORT[short]})


def words_of(roles: Iterable[Span]) -> frozenset[str]:
    """The words of all the roles, to compare nominals with."""
    return frozenset().union(*(office_words(role.text) for role in roles))
