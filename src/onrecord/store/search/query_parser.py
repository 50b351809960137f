"""Parse the search language: ``peacekeepers "no problem" sanction* -Iran (tax OR tariff)``.

All words must stand in a statement, in any form that has the same stem. ``OR`` joins alternatives, a minus excludes,
quotation marks make a phrase, a star stands for any ending. The query becomes an FTS5 expression or a tsquery.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.errors import QueryError

MAX_WORDS, MAX_WORD_LENGTH = 40, 100
_TOKEN = re.compile(r'(?P<minus>-|−|NOT\s+)?(?:"(?P<phrase>[^"]*)"|(?P<open>\()|(?P<close>\))|(?P<word>[^\s()"]+))')
_POSSESSIVE = re.compile(r"['’]s?$")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words in this order. With ``prefix`` the last may go on; with ``excluded`` they must not stand."""

    words: tuple[str, ...]
    prefix: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """Groups of alternatives, one of each of which must stand in the statement, and terms that must not."""

    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that can stand in a statement that fits."""
        return tuple(term for group in self.groups for term in group)


def parse_query(text: str) -> ParsedQuery:
    """Parse a query; an empty one has no groups.

    Raises:
        QueryError: a quotation mark or bracket is open, no word is given or only words to leave out, or the query is
            too long.
    """
    text = text.replace("“", '"').replace("”", '"')
    if text.count('"') % 2:
        raise QueryError("a quotation mark is open; close it, or leave it out")
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    after_or = in_brackets = False
    for match in _TOKEN.finditer(text):
        if match["open"] or match["close"]:
            if match["minus"] or in_brackets == bool(match["open"]):
                raise QueryError("brackets hold alternatives: (tax OR tariff), and none inside another")
            in_brackets = bool(match["open"])
            after_or = False
        elif match["word"] == "OR":
            after_or = bool(groups)
        elif (term := _parse_term(match)) is not None:
            if term.excluded:
                excluded.append(term)
            elif after_or:
                groups[-1].append(term)
            else:
                groups.append([term])
            after_or = False
    if in_brackets:
        raise QueryError("a bracket is open; close it, or leave it out")
    query = ParsedQuery(tuple(map(tuple, groups)), tuple(excluded))
    if text.strip() and not query.groups and not query.excluded:
        raise QueryError(f"there is no word to look for in {_shortened(text)}; give words, or filters alone")
    _check_size(query)
    return query


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


def _parse_term(match: re.Match[str]) -> Term | None:
    """Return the term of a token; None for ``AND`` and for signs without a word."""
    if match["word"] == "AND" and not match["minus"]:
        return None
    text = match["phrase"] if match["phrase"] is not None else match["word"]
    prefix = match["word"] is not None and text.endswith("*")
    words = tuple(_WORD.findall(_POSSESSIVE.sub("", unicodedata.normalize("NFC", text))))  # Iran’s: Iran
    return Term(words, prefix, match["minus"] is not None) if words else None


def _check_size(query: ParsedQuery) -> None:
    if not query.groups and query.excluded:
        raise QueryError("say what to look for too, not only what to leave out")
    words = [word for term in (*query.excluded, *query.terms) for word in term.words]
    if len(words) > MAX_WORDS:
        raise QueryError(f"more than {MAX_WORDS} words; give fewer")
    if any(len(word) > MAX_WORD_LENGTH for word in words):
        raise QueryError(f"a word of more than {MAX_WORD_LENGTH} letters; shorten it")


Filter = Sequence[str | Term]  # alternatives: index terms, or words of the text


def fts5_expression(query: ParsedQuery, filters: Iterable[Filter]) -> str:
    """Return the MATCH expression of SQLite: the query, and one alternative of each filter."""
    parts = [_any_of([f"text : {_fts5_term(term)}" for term in group]) for group in query.groups]
    parts += [_any_of([_fts5_filter(alternative) for alternative in group]) for group in filters]
    expression = " AND ".join(parts)
    for term in query.excluded:
        expression = f"({expression}) NOT text : {_fts5_term(term)}"
    return expression


def _any_of(parts: Sequence[str]) -> str:
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]


def _fts5_filter(alternative: str | Term) -> str:
    if isinstance(alternative, Term):
        return f"text : {_fts5_term(alternative)}"
    return f'filters : "{alternative}"'


def _fts5_term(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + (" *" if term.prefix else "")


def tsquery_conditions(
    query: ParsedQuery, filters: Iterable[Filter], column: str = "search"
) -> tuple[str, dict[str, str]]:
    """Return the conditions on a column of PostgreSQL's type tsvector, and the values of their parameters.

    Each group of words and each filter is a condition of its own: the index then goes through the shortest list and
    skips in the others. Of one expression with ``&&`` it evaluates the whole for every entry of the rarest word, which
    takes ten times as long.
    """
    values: dict[str, str] = {}

    def term_expression(term: Term) -> str:
        """Return a term's expression, and note its parameter."""
        name = f"w{len(values)}"
        if term.prefix:
            values[name] = " <-> ".join(f"'{word}'" for word in term.words) + ":*"
            return f"to_tsquery('onrecord', :{name})"
        values[name] = " ".join(term.words)
        return f"phraseto_tsquery('onrecord', :{name})"

    def filter_expression(alternatives: Filter) -> str:
        """Return a filter's expression: its index terms as one parameter, so that their number changes no SQL."""
        terms = [alternative for alternative in alternatives if isinstance(alternative, str)]
        parts = [term_expression(alternative) for alternative in alternatives if isinstance(alternative, Term)]
        if terms:
            values[name := f"f{len(values)}"] = " | ".join(
                f"'{term}'" if term.startswith("#") else f"'={term}'" for term in terms
            )
            parts.append(f"CAST(:{name} AS tsquery)")
        return " || ".join(parts)

    parts = [" || ".join(term_expression(term) for term in group) for group in query.groups]
    parts += [filter_expression(alternatives) for alternatives in filters]
    if query.excluded:  # not a condition of its own: the index would list all that it has
        parts[0] = " && ".join([f"({parts[0]})", *(f"!!{term_expression(term)}" for term in query.excluded)])
    return " AND ".join(f"{column} @@ ({part})" for part in parts), values
