"""What becomes of tagged names before the shipped model's work is used: names made by hand, no model."""

from __future__ import annotations

import pytest

from onrecord.records import Span, Statement
from onrecord.speakers.entities.entity_grouping import find_entities
from onrecord.speakers.entities.named_entities import NameKind, ProperName
from onrecord.speakers.entities.source_names import settle_source_names


def tagged(text: str, *names: tuple[str, NameKind]) -> list[ProperName]:
    """Return names of a text, each after the one before."""
    found, start = [], 0
    for words, kind in names:
        start = text.index(words, start)
        found.append(ProperName(start, start + len(words), words, kind))
        start += len(words)
    return found


def said_by(text: str, source: str) -> Statement:
    start = text.rindex(source)
    content = Span(0, 5, text[:5])
    return Statement("t1", "indirect", (content,), source=(Span(start, start + len(source), source),))


@pytest.mark.parametrize(
    ("source", "names", "kind"),
    [
        ("RAIL", (("Dana Rail", "person"),), "person"),
        ("DANA RAIL", (("Dana Rail", "person"), ("DANA RAIL", "organization")), "person"),
        ("HARBOUR WATCH", (("Harbour Watch", "organization"), ("HARBOUR", "person")), "organization"),
    ],
)
def test_a_source_in_capitals_is_what_the_article_names_in_ordinary_case(
    source: str, names: tuple[tuple[str, NameKind], ...], kind: NameKind
) -> None:
    text = f"Later that day {names[0][0]} left, which {source} now denies."
    settled = settle_source_names(text, tagged(text, *names), [said_by(text, source)])
    assert [(name.text, name.kind) for name in settled[1:]] == [(source, kind)]


def test_an_acronym_is_not_a_name_in_capitals() -> None:
    text = "Later that day AROS and Us Now left, which AROS denies and US too."
    names = tagged(text, ("AROS", "person"), ("Us", "organization"), ("AROS", "organization"))
    statements = [said_by(text, "AROS"), said_by(text, "US")]
    assert settle_source_names(text, names, statements) == names


def test_a_place_is_not_short_for_an_organization_that_begins_with_it() -> None:
    text = "The Port Harbour Times came out. In Port Harbour it rained. Port Harbour has snow."

    def entity_count(kind: NameKind) -> int:
        names = tagged(text, ("Port Harbour Times", "organization"), ("Port Harbour", kind), ("Port Harbour", kind))
        return len(find_entities(text, names).entities)

    assert entity_count("place") == 2
    assert entity_count("organization") == 1


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (("Tidewell Harbour Post", "Post"), 1),
        (("Post", "Tidewell Harbour Post"), 2),  # it was not named before
        (("Tidewell Post", "Harbour Post", "Post"), 3),  # either
        (("White House", "House"), 2),  # no paper
    ],
)
def test_a_papers_last_word_is_the_paper(names: tuple[str, ...], count: int) -> None:
    text = ", ".join(f"the {name} said so" for name in names)
    assert len(find_entities(text, tagged(text, *((name, "organization") for name in names))).entities) == count


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("a spokesman for mayoral candidate Ann Lee came", ["mayoral candidate"]),
        ("the endorsement of Governor Ann Lee came", ["Governor"]),
        ("the spokesman for the candidate, Ann Lee, came", ["candidate"]),
        ("former Secretary of State Ann Lee came", ["former Secretary of State"]),
    ],
)
def test_words_about_somebody_else_are_no_part_of_the_role_before_a_name(text: str, roles: list[str]) -> None:
    (person,) = find_entities(text, tagged(text, ("Ann Lee", "person"))).entities
    assert [role.text for role in person.roles] == roles
