"""A surname alone: linked to the one bearer who is likely, before and after the full name was met, with reasons."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from onrecord.speakers.linking import Appearance, InMemoryIndex, LinkResult, link_speakers
from speakers.appearance_factory import assignment_of, organization, record_appearances


def learn(memory: InMemoryIndex, records: Iterable[list[Appearance]]) -> list[LinkResult]:
    results = []
    for appearances in records:
        results.append(link_speakers(appearances, memory))
        memory.learn(appearances, results[-1])
    return results


def articles(
    name: str, count: int, *company: str, start: int = 1, prefix: str = "a", outlet: str = "Tidewell News"
) -> list[list[Appearance]]:
    return [
        record_appearances(f"{prefix}{n}", name, *company, outlet=outlet, day=f"2031-05-{n + start:02}")
        for n in range(count)
    ]


def test_a_surname_joins_its_one_likely_bearer_and_says_why() -> None:
    memory = InMemoryIndex()
    *_, full = learn(memory, articles("Ana Ray", 12, "Ola Finch"))
    assignment = assignment_of(link_speakers(articles("Ray", 1, "Ola Finch", start=20, prefix="b")[0], memory), "b0")
    assert (assignment.how, assignment.identity) == ("surname", full.assignments[0].identity)
    reasons = [reason.text for reason in assignment.reasons]
    assert reasons[:2] == ["12 of 12 appearances of this surname", "also appears with ola finch"]
    assert "within 30 days" in reasons
    assert "same outlet" in reasons
    assert reasons[-1].startswith("probability 0.9")


def test_a_title_before_the_surname_speaks_for_the_bearer_of_that_office() -> None:
    memory = InMemoryIndex()
    *_, full = learn(memory, articles("Prime Minister Ana Ray: prime minister", 3))
    assignment = assignment_of(link_speakers(record_appearances("b", "Prime Minister Ray"), memory), "b")
    assert assignment.identity == full.assignments[0].identity


@pytest.mark.parametrize(
    ("first", "second", "surname"),
    [
        (("Ana Ray", 9), ("Tom Ray", 7), "Ray"),  # two are likely
        (("Ana Ray", 1), ("Bo Hall", 1), "Ray"),  # met once: somebody new is as likely
        (("Tom Ray Jr.", 9), ("Bo Hall", 1), "Ray"),  # the father, perhaps
        (("Ana Smyth", 20), ("Bo Hall", 1), "Smith"),
        (("Mrs. Ana Ray", 12), ("Bo Hall", 1), "Mr. Ray"),
    ],
)
def test_a_surname_that_may_be_somebody_elses_joins_nobody(
    first: tuple[str, int], second: tuple[str, int], surname: str
) -> None:
    memory = InMemoryIndex()
    learn(memory, [*articles(*first), *articles(*second, prefix="b")])
    assignment = assignment_of(link_speakers(record_appearances("c", surname), memory), "c")
    assert assignment.how == "open"


def test_whoever_speaks_beside_a_bearer_is_not_joined_for_the_company_they_share() -> None:
    memory = InMemoryIndex()
    record = record_appearances("a", "Ana Ray: a pilot", "Ray: a pilot", "Ola Finch", outlet="News", day="2031-05-05")
    (result,) = learn(memory, [record])
    assert len({assignment.identity for assignment in result.assignments}) == 3


def test_a_surname_that_came_first_joins_when_its_bearer_becomes_likely() -> None:
    memory = InMemoryIndex()
    (early,) = learn(memory, articles("Ray", 1, "Ola Finch"))
    identity = str(early.assignments[0].identity)
    results = learn(memory, articles("Ana Ray", 16, "Ola Finch", start=2, prefix="b"))
    (join,) = [join for result in results for join in result.joins]
    assert (join.identity, join.into) == (identity, results[-1].assignments[0].identity)
    assert memory.shown_identity(identity) == join.into
    assert join.reasons[0].text.endswith("appearances of this surname")


def test_ministries_are_one_where_other_common_names_are_not() -> None:
    memory = InMemoryIndex()
    names = [
        "State Department",
        "U.S. State Department",
        "Department of State",
        "Health Department",
        "Health Department",
    ]
    results = learn(memory, [record_appearances(f"r{n}", organization(name)) for n, name in enumerate(names)])
    identities = [result.assignments[0].identity for result in results]
    assert len(set(identities[:3])) == 1
    assert len(set(identities)) == 3


def test_a_campaign_is_one_with_the_full_name_of_its_owner_and_without() -> None:
    memory = InMemoryIndex()
    names = ["Ray campaign", "Anna Ray’s campaign", "Ray’s campaign", "New Tidewell’s campaign"]
    results = learn(memory, [record_appearances(f"r{n}", organization(name)) for n, name in enumerate(names)])
    identities = [result.assignments[0].identity for result in results]
    assert len(set(identities[:3])) == 1
    assert len(set(identities)) == 2
