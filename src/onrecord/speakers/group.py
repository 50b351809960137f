"""Sources to speakers within one article, where the strings plainly match.

A source is the speaker whose name has the same words, titles and articles aside; a surname alone is the one full name
in the article's sources that ends in it, if there is just one. Pronouns name nobody here: their speaker is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.records import Article, Span, Speaker, Statement
from onrecord.speakers.names import Name, parse


def group(article: Article, statements: tuple[Statement, ...]) -> tuple[tuple[Statement, ...], tuple[Speaker, ...]]:
    """The statements with their speakers' ids, and the speakers in the order in which they are first named."""
    names = [parse(" ".join(s.text for s in st.source)) if st.source else None for st in statements]
    keys = _keys(names)
    members: dict[tuple[str, ...], list[int]] = {}
    for n, key in enumerate(keys):
        if key:
            members.setdefault(key, []).append(n)
    ids = {key: f"s{n}" for n, key in enumerate(members, 1)}
    speakers = tuple(
        _speaker(ids[key], [names[n] for n in rows], [statements[n] for n in rows]) for key, rows in members.items()
    )
    given = [ids[key] if key else None for key in keys]
    for n, statement in enumerate(statements):
        if statement.floating:
            given[n] = _speaker_before(article, statements, given, n)
    return tuple(replace(st, speaker=given[n]) for n, st in enumerate(statements)), speakers


def _keys(names: Sequence[Name | None]) -> list[tuple[str, ...]]:
    """What each source is grouped by; empty for none and for pronouns."""
    plain = [() if name is None or name.pronoun else name.words for name in names]
    full = {
        words for words, name in zip(plain, names, strict=True) if len(words) > 1 and name and name.kind == "person"
    }
    keys = []
    for words, name in zip(plain, names, strict=True):
        if len(words) == 1 and name and name.kind == "person":
            longer = [f for f in full if f[-1] == words[0]]
            keys.append(longer[0] if len(longer) == 1 else words)
        else:
            keys.append(words)
    return keys


def _speaker(identity: str, names: Sequence[Name | None], statements: Sequence[Statement]) -> Speaker:
    known = [name for name in names if name]
    best = max(known, key=lambda name: len(name.words))
    aliases = sorted({name.full for name in known} - {best.full})
    roles = tuple(dict.fromkeys(role for name in known for role in name.roles))
    mentions = tuple(dict.fromkeys(Span(s.start, s.end, s.text) for st in statements for s in st.source))
    return Speaker(identity, best.full, best.kind, roles, tuple(aliases), mentions)


def _speaker_before(
    article: Article, statements: Sequence[Statement], given: Sequence[str | None], n: int
) -> str | None:
    """Whom a floating quotation goes on from: the speaker of the last quoted statement, at most two paragraphs back."""
    start = statements[n].content[0].start
    for m in range(n - 1, -1, -1):
        before = statements[m]
        if before.parent is not None:
            continue
        gap = article.text[before.content[-1].end : start]
        if gap.count("\n\n") > 2:
            return None
        return given[m]
    return None
