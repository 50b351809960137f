"""Sources that plainly name the same speaker are one; pronouns name nobody."""

from __future__ import annotations

import pytest

from onrecord.records import Article, PageOrigin, Span, Statement
from onrecord.speakers import group
from onrecord.speakers.names import parse

ORIGIN = PageOrigin("file", "a.txt", None, "0" * 64)


def _article(text: str) -> Article:
    return Article(None, None, None, (), None, None, None, None, None, text, (), (), ORIGIN)


def _statements(text: str, *sources: str | None) -> tuple[Statement, ...]:
    made, at = [], 0
    for n, source in enumerate(sources, 1):
        spans: tuple[Span, ...] = ()
        if source:
            start = text.index(source, at)
            at = start + len(source)
            spans = (Span(start, at, source),)
        content = (Span(at, at + 1, text[at : at + 1]),)
        made.append(Statement(id=f"t{n}", kind="indirect", content=content, source=spans, floating=source is None))
    return tuple(made)


def test_full_name_surname_and_title_are_one_speaker() -> None:
    text = "President Ana Ray spoke. Ray left. “Yes,” Ms Ray said. He left."
    statements, speakers = group(_article(text), _statements(text, "President Ana Ray", "Ray", "Ms Ray", "He"))
    assert [s.speaker for s in statements] == ["s1", "s1", "s1", None]
    (speaker,) = speakers
    assert (speaker.name, speaker.roles, speaker.kind) == ("Ana Ray", ("President",), "person")
    assert [m.text for m in speaker.mentions] == ["President Ana Ray", "Ray", "Ms Ray"]


def test_a_surname_that_two_people_share_is_neither() -> None:
    text = "Ana Ray spoke. Tom Ray spoke. Ray left."
    statements, speakers = group(_article(text), _statements(text, "Ana Ray", "Tom Ray", "Ray"))
    assert [s.speaker for s in statements] == ["s1", "s2", "s3"]
    assert len(speakers) == 3


def test_a_floating_quotation_goes_on_from_the_speaker_before() -> None:
    text = "Ana Ray spoke.\n\n“We stay.”"
    statements, _ = group(_article(text), _statements(text, "Ana Ray", None))
    assert [s.speaker for s in statements] == ["s1", "s1"]


@pytest.mark.parametrize(
    ("source", "full", "kind", "roles"),
    [
        ("Lee Baker, a certified financial planner", "Lee Baker", "person", ("a certified financial planner",)),
        ("Russian Foreign Minister Sergey Lavrov", "Sergey Lavrov", "person", ("Russian Foreign Minister",)),
        ("The mayor of Calderport", "mayor of Calderport", "person", ()),
        ("her barrister, Colm Hegarty", "Colm Hegarty", "person", ("her barrister",)),
        ("a ministry paper seen by the Harbour Post", "ministry paper seen by the Harbour Post", "document", ()),
        ("spokeswoman Amy Orr", "Amy Orr", "person", ("spokeswoman",)),
        ("Moscow", "Moscow", "country", ()),
        ("the new report", "new report", "document", ()),
        ("the Ministry of Health", "Ministry of Health", "organization", ()),
        ("residents", "residents", "group", ()),
        ("she", "she", "unnamed", ()),
    ],
)
def test_parts_of_a_source(source: str, full: str, kind: str, roles: tuple[str, ...]) -> None:
    name = parse(source)
    assert (name.full, name.kind, name.roles) == (full, kind, roles)
