"""Hand-made records for tests."""

from __future__ import annotations

from onrecord.records import Article, PageOrigin, Record, Span, Speaker, Statement

FIRST = "“We shut it on Friday,” harbour master Mara Quill told reporters after the meeting. It rained."
SECOND = "Quill said that the mayor had “no problem” with it."
THIRD = "“And it stays shut.”"
TEXT = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def span(words: str, text: str = TEXT) -> Span:
    """Return the span of the first occurrence of the words."""
    start = text.index(words)
    return Span(start, start + len(words), words)


def article(text: str = TEXT, **changes: object) -> Article:
    """Return an article with a text; ``changes`` replace its other fields."""
    ends, start = [], 0
    for paragraph in text.split("\n\n"):
        ends.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    values: dict[str, object] = {
        "title": "Harbour bridge to shut",
        "outlet": "The Northport Ledger",
        "url": "https://ledger.example/bridge",
        "authors": ("Ann Lee", "Tom Ode"),
        "published": "2025-03-03T14:05:00+00:00",
        "modified": None,
        "language": "en",
        "image": None,
        "section": "Local",
        "text": text,
        "paragraphs": tuple(ends),
        "boilerplate": ("Share this",),
        "page": PageOrigin("file", "bridge.html", None, "0" * 64),
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


def within(words: str, around: str) -> Span:
    """Return the span of the words at their first occurrence inside other words."""
    outer = span(around)
    start = outer.start + around.index(words)
    return Span(start, start + len(words), words)


def record(**changes: object) -> Record:
    """Return a record of four statements: quoted, indirect, nested, and without a cue."""
    statements = (
        Statement(
            "q1",
            "direct",
            (span("“We shut it on Friday,”"),),
            (span("told"),),
            (span("Mara Quill"),),
            speaker="s1",
            addressee=span("reporters"),
            occasion=(span("after the meeting"),),
            confidence=0.97,
        ),
        Statement(
            "q2",
            "mixed",
            (span("that the mayor had “no problem” with it"),),
            (span("said"),),
            (within("Quill", SECOND),),
            speaker="s1",
            act="deny",
            tone="doubting",
            hedges=(span("It rained"),),
        ),
        Statement(
            "q3", "mixed", (span("“no problem” with it"),), (within("had", SECOND),), (span("the mayor"),), parent="q2"
        ),
        Statement("q4", "direct", (span(THIRD),), speaker="s1", uncued=True),
    )
    named = (span("Mara Quill"),)
    speakers = (Speaker("s1", "Mara Quill", "person", (span("harbour master"),), (), ("Quill",), named),)
    values: dict[str, object] = {
        "id": "bridge",
        "article": article(),
        "statements": statements,
        "speakers": speakers,
    }
    return Record(**(values | changes))  # type: ignore[arg-type]
