"""Sources to speakers within one article, where the strings plainly match.

A source is the speaker whose name has the same words, titles and articles aside; a surname or given name alone is the
one full name in the article that ends in it or begins with it, if there is just one; an acronym is what the article
says it stands for. Pronouns name nobody here: their speaker is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.records import Article, Span, Speaker, SpeakerKind, Statement
from onrecord.speakers.known import full_names, spelled_out
from onrecord.speakers.names import Name, parse


def group(article: Article, statements: tuple[Statement, ...]) -> tuple[tuple[Statement, ...], tuple[Speaker, ...]]:
    """The statements with their speakers' ids, and the speakers in the order in which they are first named."""
    found = [parse(" ".join(s.text for s in st.source)) if st.source else None for st in statements]
    names = _completed(article.text, found)
    keys = _keys(names)
    members: dict[tuple[str, ...], list[int]] = {}
    for n, key in enumerate(keys):
        if key:
            members.setdefault(key, []).append(n)
    ids = {key: f"s{n}" for n, key in enumerate(members, 1)}
    speakers = tuple(
        _speaker(ids[key], key, [(found[n], names[n]) for n in rows], [statements[n] for n in rows])
        for key, rows in members.items()
    )
    given = [ids[key] if key else None for key in keys]
    for n, statement in enumerate(statements):
        if statement.floating:
            given[n] = _speaker_before(article, statements, given, n)
    return tuple(replace(st, speaker=given[n]) for n, st in enumerate(statements)), speakers


def _completed(text: str, names: Sequence[Name | None]) -> list[Name | None]:
    """The names with those in short made whole, where the article's text says them in full just one way."""
    short = {name.full for name in names if name and _short(name)}
    whole = full_names(text, {name for name in short if not name.isupper()})
    whole |= {name: full for name in short if name.isupper() and (full := spelled_out(text, name))}
    made: list[Name | None] = []
    for name in names:
        full = whole.get(name.full) if name else None
        if name and full:
            kind: SpeakerKind = "organization" if name.full.isupper() else "person"
            words = tuple(w for w in full.lower().split() if w not in {"the", "a", "an"})
            name = replace(name, full=full, words=words, kind=kind)
        elif name and _short(name) and re.search(rf"(?<!\w){re.escape(name.full.lower())}(?!\w)", text):
            name = replace(name, kind=parse(name.full.lower()).kind)  # “Astronomers”, elsewhere “astronomers”
        made.append(name)
    return made


def _short(name: Name) -> bool:
    return (
        len(name.words) == 1
        and not name.pronoun
        and name.full[:1].isupper()
        and name.kind in {"person", "organization"}
    )


def _keys(names: Sequence[Name | None]) -> list[tuple[str, ...]]:
    """What each source is grouped by; empty for none and for pronouns."""
    plain = [() if name is None or name.pronoun else name.words for name in names]
    full = {
        words for words, name in zip(plain, names, strict=True) if len(words) > 1 and name and name.kind == "person"
    }
    keys = []
    for words, name in zip(plain, names, strict=True):
        if name and _short(name):
            longer = [f for f in full if f[-1] == words[0]] or [f for f in full if len(f) < 4 and f[0] == words[0]]
            shortest = min(longer, key=len, default=words)
            keys.append(shortest if all(f[-len(shortest) :] == shortest for f in longer) else words)
        else:
            keys.append(words)
    return [key[1:] if key[1:] in full else key for key in keys]  # “Brave Ana Ray” is “Ana Ray” where both stand


def _speaker(
    identity: str,
    key: tuple[str, ...],
    names: Sequence[tuple[Name | None, Name | None]],
    statements: Sequence[Statement],
) -> Speaker:
    known = [name for _, name in names if name]
    best = max(known, key=lambda name: (name.words == key, len(name.words)))
    written = {name.full for pair in names for name in pair if name}
    aliases = sorted(name for name in written if name.lower() != best.full.lower())
    roles = tuple(dict.fromkeys(role for name in known for role in name.roles))
    mentions = tuple(dict.fromkeys(Span(s.start, s.end, s.text) for st in statements for s in st.source))
    # one word without a title, which the article nowhere gives a first name to, is a company more often than a person
    bare = best.kind == "person" and not any(name.titled or len(name.words) > 1 for name in known)
    return Speaker(identity, best.full, "organization" if bare else best.kind, roles, tuple(aliases), mentions)


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
