"""Who is the same across records: names, evidence, bodies. All people and bodies are invented."""

from __future__ import annotations

import pytest

from onrecord.speakers.linking import (
    Appearance,
    link_speakers,
)
from speakers.appearing import FOOTBALLER, SENATOR, body, ids, person, placing, seen, together


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Ray", "ANA RAY"),
        ("Ana Ray", "Dr. Ana Ray"),
        ("Ana Ray", "former Secretary of State Ana Ray"),
        ("Ana Ray", "Tidewell Mayor Ana Ray"),
        ("Ana Ray", "Tidewell News’ Ana Ray"),
        ("Ana Ray", "Ana Ray of the Harbour Board"),
        ("Ana Ray", "Ana M. Ray"),
        ("Ana M. Ray", "Ana Maria Ray"),
        ("William Thorne", "Bill Thorne"),
        ("Katherine Thorne", "Kate Thorne"),
        ("Robert Thorne", 'Robert "Bob" Thorne'),
        ("José Peña", "Jose Pena"),
        ("Jean-Luc Moreau", "Jean Luc Moreau"),
        ("Seán O’Dell", "Sean O'Dell"),
        ("Sergei Malinov", "Sergey Malinov"),
        ("Dmitry Malinov", "Dmitri Malinov"),
        ("J.K. Harrow", "J. K. Harrow"),
        ("Tom Ray Jr.", "Tom Ray, Jr"),
        ("Pope Benedictus", "Pope Benedictus"),
        ("Ludwig van der Aa", "Ludwig van der Aa"),
    ],
)
def test_one_person_however_written(one: str, other: str) -> None:
    assert together(seen("a", one), seen("b", other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Ray", "Tom Ray"),
        ("Ana Ray", "Ray"),
        ("Ray", "Ray"),
        ("Tom Ray", "Tom Ray Jr."),
        ("Tom Ray Sr.", "Tom Ray Jr."),
        ("Tom Ray II", "Tom Ray III"),
        ("Tom A. Ray", "Tom B. Ray"),
        ("Tom Alan Ray", "Tom Brian Ray"),
        ("T. Ray", "Tom Ray"),
        ("T. Ray", "T. Ray"),
        ("Tom Smith", "Tom Smyth"),
        ("Chris Ray", "Christine Ray"),  # may be
        ("Christopher Ray", "Christine Ray"),
        ("Alan Ray", "Albert Ray"),
        ("Pope Benedictus", "King Benedictus"),
        ("Wren-Hill", "Ana Hill"),
        ("Ana Ray", "adviser to Ana Ray"),
        ("Ana Ray", "Ana Ray and Tom Hill"),
        ("the president", "the president"),
        ("Two Republicans", "Two Republicans"),
    ],
)
def test_names_that_do_not_make_one_person(one: str, other: str) -> None:
    expected = (one, other) == ("Chris Ray", "Christine Ray")
    assert together(seen("a", one), seen("b", other)) is expected


def test_conflicting_given_names_never_merge_whatever_the_evidence() -> None:
    company = ["Ola Finch", "Piet Marsh", "Una Stone"]
    role = "secretary of the Tidewell Harbour Conservancy"
    same = {"outlet": "Tidewell News", "day": "2031-04-02"}
    assert not together(
        seen("a", f"Ana Ray: {role}", *company, **same), seen("b", f"Eva Ray: {role}", *company, **same)
    )


def test_a_name_compatible_with_two_who_conflict_joins_neither() -> None:
    batch = [*seen("a", "Tom A. Ray"), *seen("b", "Tom B. Ray"), *seen("c", "Tom Ray")]
    outcome = link_speakers(batch)
    assert len(outcome.identities) == 3
    assert placing(outcome, "c").how == "open"
    assert {split.name for split in placing(outcome, "c").rejected} == {"Tom A. Ray", "Tom B. Ray"}


def test_a_surname_joins_when_the_rest_suffices_and_nobody_else_is_near() -> None:
    company = ["Ola Finch", "Piet Marsh"]
    full = seen("a", "Ana Ray: harbour master of Tidewell", *company)
    short = seen("b", "Ray: the Tidewell harbour master", *company)
    assert together(full, short)
    assert not together(full, seen("b", "Ray", *company))
    outcome = link_speakers([*full, *short, *seen("c", "Tom Ray: harbour pilot in Tidewell", *company)])
    assert placing(outcome, "b").how == "open"


def test_two_of_one_surname_in_an_article_stay_two() -> None:
    outcome = link_speakers(
        [*seen("a", "Ana Ray: of Tidewell Harbour", "Ray: of Tidewell Harbour", "Ola Finch", "Piet Marsh")]
    )
    assert len({p.identity for p in outcome.assignments}) == 4


def test_husband_and_wife() -> None:
    company = ["Ola Finch", "Piet Marsh"]
    batch = [
        *seen("a", "Bill Thorne: former governor of Tidewell", "Hilda Thorne: senator for Tidewell", *company),
        *seen("b", "Mrs. Thorne: senator for Tidewell, ex-Harbourer", *company),
        *seen("c", "Mr. Thorne", *company),
    ]
    found = ids(batch, link_speakers(batch))
    assert found["a/Bill Thorne"] != found["a/Hilda Thorne"]
    assert found["b/Mrs. Thorne"] != found["a/Bill Thorne"]
    assert found["c/Mr. Thorne"] != found["a/Hilda Thorne"]


def test_father_and_son() -> None:
    batch = [
        *seen("a", "Tom Ray: chairman of Ray Shipping", "Tom Ray Jr.: a Tidewell lawyer", "Ola Finch"),
        *seen("b", "Tom Ray Jr.", "Ola Finch"),
        *seen("c", "Tom Ray", "Ola Finch", day="2031-04-02"),
    ]
    found = ids(batch, link_speakers(batch))
    assert found["a/Tom Ray Jr."] == found["b/Tom Ray Jr."] != found["a/Tom Ray"] == found["c/Tom Ray"]


def test_initials_need_evidence() -> None:
    full = seen("a", "Thomas Ray: economist at the Tidewell Institute", "Ola Finch")
    assert together(full, seen("b", "T. Ray: Tidewell Institute economist", "Ola Finch"))
    assert not together(full, seen("b", "T. Ray: of the bakers’ guild", "Ola Finch"))


def test_a_footballer_and_a_senator_of_one_name_stay_apart_and_it_says_why() -> None:
    outcome = link_speakers([*FOOTBALLER, *SENATOR])
    assert placing(outcome, "a").identity != placing(outcome, "b").identity
    explained = placing(outcome, "b").explain() + placing(outcome, "a").explain()
    assert "is far from" in explained
    assert "nobody appears with both" in explained
    assert "\n" not in explained


def test_company_tells_two_of_one_name() -> None:
    batch = [*FOOTBALLER, *SENATOR, *seen("c", "Chris Murrow", "Una Stone", "Ivo Lark"), *seen("d", "Chris Murrow")]
    found = ids(batch, link_speakers(batch))
    assert found["c/Chris Murrow"] == found["b/Chris Murrow"]
    assert found["d/Chris Murrow"] not in {found["a/Chris Murrow"], found["b/Chris Murrow"]}


def test_a_player_who_became_a_senator_among_the_same_people_is_one() -> None:
    assert together(FOOTBALLER, seen("b", "Chris Murrow: a senator from Dunmore", "Ola Finch", "Piet Marsh"))


def test_what_is_shared_with_everyone_says_little() -> None:
    crowd = [one for n in range(300) for one in seen(f"r{n}", f"Given{n} Family{n}", "Ola Finch")]
    rare, common = seen("x", "Ray: the Tidewell pilot", "Ivo Lark"), seen("x", "Ray: the Tidewell pilot", "Ola Finch")
    for short, name in ((rare, "Ivo Lark"), (common, "Ola Finch")):
        outcome = link_speakers([*crowd, *short, *seen("y", "Ana Ray: a pilot in Tidewell", name)])
        reason = [
            r
            for s in (*placing(outcome, "x").rejected, placing(outcome, "x"))
            for r in s.reasons
            if "both appear" in r.text
        ]
        assert (reason[0].weight > 0.9) is (name == "Ivo Lark")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (body("Tidewell Rowing Trust"), body("the Tidewell Rowing Trust"), True),
        (body("Tidewell Motors Inc."), body("Tidewell Motors"), True),
        (body("Ray’s campaign"), body("Ray campaign"), True),
        (body("Harbour Safety Board (HSB)"), body("HSB"), True),
        (body("Harbour Safety Board", "HSB"), body("HSB"), True),
        (body("Harbour Safety Board"), body("HSB"), False),
        (body("Harbour Safety Board"), body("Board"), False),
        (body("Harbour Safety Board", "HSB"), body("Home Stamp Bureau", "HSB"), False),
        (body("HSB"), body("HSB"), True),
        (body("Supreme Court"), body("Supreme Court"), False),
        (body("Dunmore Supreme Court"), body("Dunmore Supreme Court"), True),
        (body("Tidewatch Trust"), body("Shorewatch", "Tidewatch Trust"), True),  # renamed
        (body("Dunmore", kind="country"), body("Dunmore", kind="country"), True),
        (body("Dunmore United"), body("Dunmore"), False),
        (body("her campaign"), body("her campaign"), False),
        (body("Party leaders"), body("Party leaders"), False),
        (body("new poll", kind="document"), body("new poll", kind="document"), False),
        (body("Tidewell Poll", kind="document"), body("Tidewell Poll", kind="document"), False),
        (body("The Almanac of Tides", kind="document"), body("Almanac of Tides", kind="document"), True),
        (body("Voters", kind="group"), body("Voters", kind="group"), False),
        (body("Silver Oars", kind="group"), body("Silver Oars", kind="group"), True),
        (body("an official", kind="unnamed"), body("an official", kind="unnamed"), False),
        (person("Tidewell"), body("Tidewell"), False),
    ],
)
def test_bodies(one: Appearance, other: Appearance, same: bool) -> None:
    assert together(seen("a", one), seen("b", other)) is same


def test_a_body_of_every_town_is_one_where_the_article_s_people_are() -> None:
    court = body("Supreme Court")
    assert together(seen("a", court, "Ola Finch", "Piet Marsh"), seen("b", court, "Ola Finch", "Piet Marsh"))


def test_a_surname_taken_for_a_body_merges_nobody() -> None:
    for taken in (body("Thorne"), body("THORNE")):
        assert not together(seen("a", taken, "Hilda Thorne"), seen("b", taken, "Bill Thorne"))
