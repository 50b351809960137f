"""What a user asks for, as words: ``peacekeepers "no problem" sanction* -Iran (tax OR tariff)``.

Words must all stand in a statement, in any form that has the same stem; ``OR`` between two, a minus before what must
not stand, quotation marks around words in that order, a star for what a word may begin with. The same for both engines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.errors import QueryError

_TOKEN = re.compile(r'(?P<minus>-|−|NOT\s+)?(?:"(?P<phrase>[^"]*)"|(?P<open>\()|(?P<close>\))|(?P<word>[^\s()"]+))')
_OWNER = re.compile(r"['’]s?$")
_WORD = re.compile(r"[^\W_]+")
MOST, LONG = 40, 100  # words in one query, letters in one word


@dataclass(frozen=True, slots=True)
class Term:
    """Words in this order; of the last only its beginning where ``prefix``; not to stand where ``without``."""

    words: tuple[str, ...]
    prefix: bool = False
    without: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Groups that must all be met, each by one of its terms, and terms that must not be."""

    groups: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term that may stand in what is found."""
        return tuple(term for group in self.groups for term in group)


def parsed(text: str) -> Query:
    """The query that the text says. Raises QueryError when it has nothing to look for, or is not understood."""
    text = text.replace("“", '"').replace("”", '"')
    if text.count('"') % 2:
        raise QueryError("a quotation mark is open; close it, or leave it out")
    groups: list[list[Term]] = []
    without: list[Term] = []
    joined = inside = False
    for match in _TOKEN.finditer(text):
        if match["open"] or match["close"]:
            if match["minus"] or inside == bool(match["open"]):
                raise QueryError("brackets hold alternatives: (tax OR tariff), and none inside another")
            inside = bool(match["open"])
            joined = False
            continue
        if match["word"] == "OR":
            joined = bool(groups)
            continue
        if match["word"] == "AND" and not match["minus"]:
            continue
        term = _term(match)
        if term is None:
            continue
        if term.without:
            without.append(term)
        elif joined:
            groups[-1].append(term)
        else:
            groups.append([term])
        joined = False
    if inside:
        raise QueryError("a bracket is open; close it, or leave it out")
    if not groups and without:
        raise QueryError("say what to look for too, not only what to leave out")
    words = [word for term in [*without, *(term for group in groups for term in group)] for word in term.words]
    if len(words) > MOST:
        raise QueryError(f"more than {MOST} words; give fewer")
    if any(len(word) > LONG for word in words):
        raise QueryError(f"a word of more than {LONG} letters; shorten it")
    return Query(tuple(map(tuple, groups)), tuple(without))


def _term(match: re.Match[str]) -> Term | None:
    whole = match["phrase"] if match["phrase"] is not None else match["word"]
    prefix = match["word"] is not None and whole.endswith("*")
    words = tuple(_WORD.findall(_OWNER.sub("", unicodedata.normalize("NFC", whole))))  # Iran’s: Iran
    if not words:
        return None
    return Term(words, prefix, match["minus"] is not None)


def fts5(query: Query, filters: Sequence[Sequence[str | Term]]) -> str:
    """For SQLite: the query, and of each list of filters one."""
    parts = [_any([f"text : {_fts5_term(term)}" for term in group]) for group in query.groups]
    parts += [_any([_fts5_filter(word) for word in group]) for group in filters]
    found = " AND ".join(parts)
    for term in query.without:
        found = f"({found}) NOT text : {_fts5_term(term)}"
    return found


def _any(parts: Sequence[str]) -> str:
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]


def _fts5_filter(word: str | Term) -> str:
    return f'filters : "{word}"' if isinstance(word, str) else f"text : {_fts5_term(word)}"


def _fts5_term(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + (" *" if term.prefix else "")


def tsquery(query: Query, filters: Sequence[Sequence[str | Term]]) -> tuple[str, dict[str, str]]:
    """For PostgreSQL: an expression of type tsquery with the values of its parameters."""
    values: dict[str, str] = {}

    def one(term: Term) -> str:
        name = f"w{len(values)}"
        if term.prefix:
            values[name] = " <-> ".join(f"'{word}'" for word in term.words) + ":*"
            return f"to_tsquery('onrecord', :{name})"
        values[name] = " ".join(term.words)
        return f"phraseto_tsquery('onrecord', :{name})"

    def key(word: str | Term) -> str:
        if isinstance(word, Term):
            return one(word)
        values[name := f"f{len(values)}"] = f"'{word}'" if word.startswith("#") else f"'={word}'"
        return f"CAST(:{name} AS tsquery)"

    parts = ["(" + " || ".join(one(term) for term in group) + ")" for group in query.groups]
    parts += ["(" + " || ".join(key(word) for word in group) + ")" for group in filters]
    parts += [f"!!{one(term)}" for term in query.without]
    return " && ".join(parts), values
