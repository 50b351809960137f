"""Who is the same across records: names, evidence, decisions, the people file. All people and bodies are invented."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import IdentityError
from onrecord.records import Article, PageOrigin, Record, Span, Speaker, SpeakerKind
from onrecord.speakers.identity import (
    Apart,
    Appearance,
    Identity,
    Mark,
    Memory,
    Outcome,
    People,
    Placing,
    Together,
    appearances,
    identify,
    met,
    parse_people,
    read_people,
    rebuilt,
    undo,
)

HEAD = "name,aliases,role,wikidata id\n"


def seen(
    record: str, *speakers: str | Appearance, outlet: str | None = None, day: str | None = None
) -> list[Appearance]:
    """The appearances of a record: “Ana Ray: mayor of Tidewell; doctor” has a name and roles."""
    ones = []
    for n, speaker in enumerate(speakers, 1):
        if isinstance(speaker, Appearance):
            one = speaker
        else:
            name, _, roles = speaker.partition(": ")
            one = person(name, *(roles.split("; ") if roles else ()))
        others = tuple(
            (other.name if isinstance(other, Appearance) else other.partition(": ")[0])
            for other in speakers
            if other != speaker
        )
        ones.append(replace(one, record=record, speaker=f"s{n}", outlet=outlet, published=day, others=others))
    return ones


def person(name: str, *roles: str, aliases: Sequence[str] = ()) -> Appearance:
    return Appearance("", "", name, "person", roles, tuple(aliases))


def body(name: str, *aliases: str, kind: SpeakerKind = "organization") -> Appearance:
    return Appearance("", "", name, kind, (), aliases)


def ids(batch: Iterable[Appearance], outcome: Outcome) -> dict[str, str | None]:
    """Each appearance's identity, by record and name."""
    return {f"{p.record}/{one.name}": p.identity for one, p in zip(batch, outcome.placings, strict=True)}


def together(*batch: list[Appearance]) -> bool:
    """Whether the first appearances of the records are one identity."""
    ones = [one for ones in batch for one in ones]
    found = {(p.record, p.speaker): p.identity for p in identify(ones).placings}
    firsts = {found[ones[0].record, "s1"] for ones in batch}
    return len(firsts) == 1 and None not in firsts


def placing(outcome: Outcome, record: str, speaker: str = "s1") -> Placing:
    return next(p for p in outcome.placings if (p.record, p.speaker) == (record, speaker))


# ------------------------------------------------------------------ names of persons


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
    outcome = identify(batch)
    assert len(outcome.identities) == 3
    assert placing(outcome, "c").how == "open"
    assert {split.name for split in placing(outcome, "c").splits} == {"Tom A. Ray", "Tom B. Ray"}


# ------------------------------------------------------------------ evidence


def test_a_surname_joins_when_the_rest_suffices_and_nobody_else_is_near() -> None:
    company = ["Ola Finch", "Piet Marsh"]
    full = seen("a", "Ana Ray: harbour master of Tidewell", *company)
    short = seen("b", "Ray: the Tidewell harbour master", *company)
    assert together(full, short)
    assert not together(full, seen("b", "Ray", *company))
    outcome = identify([*full, *short, *seen("c", "Tom Ray: harbour pilot in Tidewell", *company)])
    assert placing(outcome, "b").how == "open"


def test_two_of_one_surname_in_an_article_stay_two() -> None:
    outcome = identify(
        [*seen("a", "Ana Ray: of Tidewell Harbour", "Ray: of Tidewell Harbour", "Ola Finch", "Piet Marsh")]
    )
    assert len({p.identity for p in outcome.placings}) == 4


def test_husband_and_wife() -> None:
    company = ["Ola Finch", "Piet Marsh"]
    batch = [
        *seen("a", "Bill Thorne: former governor of Tidewell", "Hilda Thorne: senator for Tidewell", *company),
        *seen("b", "Mrs. Thorne: senator for Tidewell, ex-Harbourer", *company),
        *seen("c", "Mr. Thorne", *company),
    ]
    found = ids(batch, identify(batch))
    assert found["a/Bill Thorne"] != found["a/Hilda Thorne"]
    assert found["b/Mrs. Thorne"] != found["a/Bill Thorne"]
    assert found["c/Mr. Thorne"] != found["a/Hilda Thorne"]


def test_father_and_son() -> None:
    batch = [
        *seen("a", "Tom Ray: chairman of Ray Shipping", "Tom Ray Jr.: a Tidewell lawyer", "Ola Finch"),
        *seen("b", "Tom Ray Jr.", "Ola Finch"),
        *seen("c", "Tom Ray", "Ola Finch", day="2031-04-02"),
    ]
    found = ids(batch, identify(batch))
    assert found["a/Tom Ray Jr."] == found["b/Tom Ray Jr."] != found["a/Tom Ray"] == found["c/Tom Ray"]


def test_initials_need_evidence() -> None:
    full = seen("a", "Thomas Ray: economist at the Tidewell Institute", "Ola Finch")
    assert together(full, seen("b", "T. Ray: Tidewell Institute economist", "Ola Finch"))
    assert not together(full, seen("b", "T. Ray: of the bakers’ guild", "Ola Finch"))


FOOTBALLER = seen("a", "Chris Murrow: the Tidewell United midfielder", "Ola Finch", "Piet Marsh")
SENATOR = seen("b", "Chris Murrow: a senator from Dunmore", "Una Stone", "Ivo Lark")


def test_a_footballer_and_a_senator_of_one_name_stay_apart_and_it_says_why() -> None:
    outcome = identify([*FOOTBALLER, *SENATOR])
    assert placing(outcome, "a").identity != placing(outcome, "b").identity
    explained = placing(outcome, "b").explain() + placing(outcome, "a").explain()
    assert "is far from" in explained
    assert "nobody met with both" in explained
    assert "\n" not in explained


def test_company_tells_two_of_one_name() -> None:
    batch = [*FOOTBALLER, *SENATOR, *seen("c", "Chris Murrow", "Una Stone", "Ivo Lark"), *seen("d", "Chris Murrow")]
    found = ids(batch, identify(batch))
    assert found["c/Chris Murrow"] == found["b/Chris Murrow"]
    assert found["d/Chris Murrow"] not in {found["a/Chris Murrow"], found["b/Chris Murrow"]}


def test_a_player_who_became_a_senator_among_the_same_people_is_one() -> None:
    assert together(FOOTBALLER, seen("b", "Chris Murrow: a senator from Dunmore", "Ola Finch", "Piet Marsh"))


def test_what_is_shared_with_everyone_says_little() -> None:
    crowd = [one for n in range(300) for one in seen(f"r{n}", f"Given{n} Family{n}", "Ola Finch")]
    rare, common = seen("x", "Ray: the Tidewell pilot", "Ivo Lark"), seen("x", "Ray: the Tidewell pilot", "Ola Finch")
    for short, name in ((rare, "Ivo Lark"), (common, "Ola Finch")):
        outcome = identify([*crowd, *short, *seen("y", "Ana Ray: a pilot in Tidewell", name)])
        reason = [
            r for s in (*placing(outcome, "x").splits, placing(outcome, "x")) for r in s.reasons if "met" in r.what
        ]
        assert (reason[0].weight > 0.9) is (name == "Ivo Lark")


# ------------------------------------------------------------------ bodies, places, documents


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


# ------------------------------------------------------------------ decisions


def test_a_merge_is_undone_and_stays_undone_when_the_record_is_read_again() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Ray"), *seen("c", "Ana Ray")]
    merge = placing(identify(batch), "b")
    decision = undo(merge, "another Ana Ray")
    again = [replace(one, speaker="s7") for one in batch]
    for ones in (batch, again, batch[::-1]):
        outcome = identify(ones, told=[decision])
        found = ids(ones, outcome)
        assert found["b/Ana Ray"] != found["a/Ana Ray"] == found["c/Ana Ray"]
        assert outcome.unmet == ()
    assert "a person said so" in next(p for p in outcome.placings if p.record == "b").explain()


def test_what_has_nothing_to_undo() -> None:
    outcome = identify([*seen("a", "Ana Ray"), *seen("b", "the president")])
    for record in ("a", "b"):
        with pytest.raises(ValueError, match=r"began with|nameless"):
            undo(placing(outcome, record))


def test_a_person_puts_together_what_the_names_keep_apart() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Thorne"), *seen("c", "the president"), *seen("d", "Ana Ray")]
    told = [
        Together(Mark("b", "Ana Thorne"), Mark("a", "Ana Ray")),
        Together(Mark("c", "the president"), Mark("b", "Ana Thorne")),
    ]
    outcome = identify(batch, told=told)
    assert len({p.identity for p in outcome.placings}) == 1
    assert placing(outcome, "c").how == "told"
    assert outcome.unmet == ()


def test_apart_holds_for_all_that_are_together() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Ray"), *seen("c", "Ana Ray")]
    told = [Together(Mark("a", "Ana Ray"), Mark("b", "Ana Ray")), Apart(Mark("c", "Ana Ray"), Mark("b", "Ana Ray"))]
    for ones in (batch, batch[::-1]):
        found = ids(ones, identify(ones, told=told))
        assert found["a/Ana Ray"] == found["b/Ana Ray"] != found["c/Ana Ray"]


def test_a_decision_finds_a_speaker_that_is_named_anew() -> None:
    batch = [*seen("a", "Ana Ray"), *seen("b", person("Ana M. Ray", aliases=["Ana Ray"])), *seen("c", "Mayor Ana Ray")]
    told = [Apart(Mark("b", "Ana Ray"), Mark("a", "ana ray")), Apart(Mark("c", "Ana Ray"), Mark("a", "Ana Ray"))]
    outcome = identify(batch, told=told)
    found = ids(batch, outcome)
    assert found["a/Ana Ray"] not in {found["b/Ana M. Ray"], found["c/Mayor Ana Ray"]}
    assert outcome.unmet == ()


def test_a_decision_about_nobody_there_is_reported() -> None:
    lost = Together(Mark("a", "Ana Ray"), Mark("z", "Tom Hill"))
    assert identify(seen("a", "Ana Ray"), told=[lost]).unmet == (lost,)


def test_decisions_that_contradict_each_other_are_refused() -> None:
    a, b, c = (Mark(record, "Ana Ray") for record in "abc")
    with pytest.raises(IdentityError, match="told to be one and told to be two"):
        identify([], told=[Together(a, b), Together(b, c), Apart(a, c)])
    with pytest.raises(IdentityError, match="Q1 and Q2 at once"):
        identify([], told=[Together(a, "Q1"), Together(a, "Q2")])


# ------------------------------------------------------------------ the people file


def test_the_people_file_pins_names_and_aliases() -> None:
    people = parse_people(f"{HEAD}William Thorne,Bill Thorne|Big Bill,governor of Dunmore,Q17\nAna Ray,,,\n", "p.csv")
    batch = [*seen("a", "BIG BILL"), *seen("b", "Bill Thorne"), *seen("c", "Ana Ray"), *seen("d", "William J. Thorne")]
    outcome = identify(batch, people=people)
    assert [p.identity for p in outcome.placings] == ["Q17", "Q17", "listed-ana-ray", "Q17"]
    assert [p.how for p in outcome.placings] == ["pinned", "pinned", "pinned", "merged"]
    bill = next(one for one in outcome.identities if one.id == "Q17")
    assert (bill.wikidata, bill.name, bill.appearances) == ("Q17", "William Thorne", 3)


def test_a_surname_alias_in_the_article_pins_no_one() -> None:
    people = parse_people(f"{HEAD}William Thorne,Thorne,,Q17\n", "p.csv")
    outcome = identify(seen("a", person("Hilda Thorne", aliases=["Thorne"])), people=people)
    assert placing(outcome, "a").identity != "Q17"


def test_an_alias_of_two_pins_nobody_and_is_noted() -> None:
    people = parse_people(f"{HEAD}Ana Ray,The Pilot,,Q1\nTom Hill,the pilot,,Q2\n", "p.csv")
    assert people.pin("The Pilot") is None
    assert people.notes == ("p.csv: “pilot” is borne on lines 2 and 3: pins nobody",)
    assert placing(identify(seen("a", "The Pilot"), people=people), "a").how == "open"


def test_two_listed_of_one_name_are_told_by_evidence() -> None:
    people = parse_people(
        f"{HEAD}Chris Murrow,,Tidewell United midfielder,Q1\nChris Murrow,,senator from Dunmore,Q2\n", "p"
    )
    found = ids(batch := [*FOOTBALLER, *SENATOR, *seen("c", "Chris Murrow")], identify(batch, people=people))
    assert found["a/Chris Murrow"] == "Q1"
    assert found["b/Chris Murrow"] == "Q2"
    assert found["c/Chris Murrow"] not in {"Q1", "Q2"}


def test_a_listed_person_keeps_what_earlier_batches_found() -> None:
    people = parse_people(f"{HEAD}William Thorne,Bill Thorne,,Q17\n", "p.csv")
    memory = Memory()
    for record, name in (("a", "Bill Thorne"), ("b", "Will Thorne"), ("c", "William Thorne")):
        ones = seen(record, name)
        memory.learn(ones, identify(ones, memory, people))
    assert [(one.id, one.wikidata, one.appearances) for one in memory.identities.values()] == [("Q17", "Q17", 3)]


def test_a_person_s_word_is_above_the_people_file() -> None:
    people = parse_people(f"{HEAD}Ana Ray,,,Q1\n", "p.csv")
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Ray"), *seen("c", "Tom Hill")]
    told = [Apart(Mark("a", "Ana Ray"), "Q1"), Together(Mark("c", "Tom Hill"), "Q1")]
    found = ids(batch, outcome := identify(batch, people=people, told=told))
    assert found["a/Ana Ray"] != "Q1" == found["b/Ana Ray"] == found["c/Tom Hill"]
    assert outcome.unmet == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "p.csv:1: empty"),
        ("who,role\nAna Ray,pilot\n", "p.csv:1: no column “name”"),
        ("name,name\n", "p.csv:1: two columns for name"),
        (f"{HEAD}Ana Ray,,,22\n", "p.csv:2: “22” is no Wikidata id"),
        (f"{HEAD}\n,Annie,,\n", "p.csv:3: no name"),
        (f"{HEAD}Ana Ray,,a, b, c\n", "p.csv:2: 5 cells under 4 columns"),
        (f'{HEAD}Ana Ray,"Annie,,\n', "p.csv:2: no CSV"),
        (f"{HEAD}Ana Ray,,,\nTom\0,,,\n", "p.csv:3: holds a NUL"),
        (f"{HEAD}Ana Ray,,,Q1\nTom Hill,,,Q1\n", "p.csv:3: “Tom Hill”: Q1 is “Ana Ray” on line 2"),
        (f"{HEAD}Ana Ray,,,\nAna Ray,Annie,,\n", "p.csv:3: “Ana Ray”: as line 2"),
        ("name,kind\nAna Ray,witch\n", "p.csv:2: “witch” is no kind"),
    ],
)
def test_a_bad_people_file_is_one_clear_line(text: str, message: str) -> None:
    with pytest.raises(IdentityError) as raised:
        parse_people(text, "p.csv")
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_people_files_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(
        "\ufeffName;x,Aliases\r\n".replace(";x", "").encode() + '“Ana” Ñandú,"A|\nB"\r\nAna Ray,\r\n'.encode()
    )
    assert [one.name for one in read_people(path).listed] == ["“Ana” Ñandú", "Ana Ray"]
    assert read_people(path).listed[0].aliases == ("A", "B")
    path.write_text(f"{HEAD}Ana Ray,,,https://www.wikidata.org/wiki/Q5\nAna Ray,,,Q5\n", encoding="utf-8")
    assert read_people(path).notes == (f"{path}:3: repeats line 2",)
    assert read_people(path).listed[0].wikidata == "Q5"
    path.write_bytes(HEAD.encode() + b"Ana \xff,,,\n")
    with pytest.raises(IdentityError, match=r"people\.csv:2: no UTF-8"):
        read_people(path)
    with pytest.raises(IdentityError, match="No such file"):
        read_people(tmp_path / "none.csv")


def test_a_column_that_is_not_read_is_noted() -> None:
    assert parse_people("name,party\nAna Ray,Oars\n", "p.csv").notes == ("p.csv:1: column “party” is not read",)


# ------------------------------------------------------------------ batches and stores


def test_batch_after_batch_finds_what_one_batch_finds() -> None:
    records = [
        seen("a", "Ana Ray: harbour master of Tidewell", "Ola Finch", day="2031-01-01"),
        seen("b", "Ana M. Ray", "Ola Finch", day="2031-01-02"),
        seen("c", "Tom Hill", body("HSB", "Harbour Safety Board"), day="2031-01-03"),
        seen("d", body("HSB"), "Ana Ray", day="2031-01-04"),
    ]
    memory = Memory()
    for ones in records:
        memory.learn(ones, identify(ones, memory))
    assert memory.records == 4
    assert sorted(one.appearances for one in memory.identities.values()) == [1, 2, 2, 3]
    assert memory.placed(Mark("d", "ana ray")) == memory.placed(Mark("a", "Ana Ray"))
    once = [one for ones in records for one in ones]
    assert sorted(one.appearances for one in identify(once).identities) == [1, 2, 2, 3]
    assert memory.frequency("ana ray") == 3
    assert met(records[0]) == {"ana ray", "ola finch"}


def test_what_was_open_joins_when_it_is_placed_again() -> None:
    company = ["Ola Finch", "Piet Marsh"]
    short = seen("a", "Ray: Tidewell’s harbour master", *company)
    full = seen("b", "Ana Ray: harbour master of Tidewell", *company)
    memory = Memory()
    memory.learn(short, first := identify(short, memory))
    assert first.placings[0].how == "open"
    memory.forget([str(first.placings[0].identity)])
    outcome = identify([*full, short[0]], memory)
    assert placing(outcome, "a").identity == placing(outcome, "b").identity


def test_an_identity_is_rebuilt_from_what_is_left_of_it() -> None:
    first, second = (
        seen("a", "Ana Ray: pilot", "Ola Finch", day="2031-01-01T10:00:00Z"),
        seen("b", "Ana M. Ray", day="2031-02-01"),
    )
    outcome = identify([first[0], second[0]])
    whole = outcome.identities[0]
    assert (whole.first, whole.last, whole.company) == ("2031-01-01", "2031-02-01", (("ola finch", 1),))
    left = rebuilt(whole, second)
    assert (left.id, left.name, left.appearances, left.company) == (whole.id, "Ana M. Ray", 1, ())
    assert rebuilt(whole, [second[0], first[0]]) == whole


def test_a_record_gives_its_appearances() -> None:
    text = "Investors sang. Ana Ray said investors would. Harbour Board sang."
    speakers = (
        Speaker("s1", "Ana Ray", "person", (Span(0, 5, "pilot"),), (), ("Ray",), (Span(16, 23, "Ana Ray"),)),
        Speaker("s2", "Investors", "organization"),
        Speaker("s3", "Harbour Board", "organization"),
    )
    origin = PageOrigin("file", "a.txt", None, "0")
    article = Article(None, "Tidewell News", None, (), "2031-01-01", None, None, None, None, text, (), (), origin)
    first, second, third = appearances(Record("a", article, (), speakers))
    assert (first.name, first.roles, first.outlet, first.others) == (
        "Ana Ray",
        ("pilot",),
        "Tidewell News",
        ("Harbour Board",),
    )
    assert second.name == "investors"  # its capital is a sentence's
    assert third.others == ("Ana Ray",)
    assert identify([second]).placings[0].how == "nameless"


GIVEN = ["Ana", "Tom", "William", "Bill", "T.", "W.", "Ana M.", "Tom A.", "Tom B.", "Mrs.", "Mr.", ""]
FAMILY = ["Ray", "Thorne", "Wren-Hill", "Malinov", "Ray Jr.", ""]
ROLES = ["a senator", "the midfielder", "pilot in Tidewell", ""]
SPEAKER = st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.sampled_from(ROLES)).map(
    lambda parts: f"{parts[0]} {parts[1]}".strip() + (f": {parts[2]}" if parts[2] else "")
)
RECORDS = st.lists(st.lists(SPEAKER, min_size=1, max_size=4, unique=True), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_a_batch_changes_nothing(records: list[list[str]], shuffle: random.Random) -> None:
    batch = [one for n, names in enumerate(records) for one in seen(f"r{n}", *names)]
    outcome, mixed = identify(batch), batch[:]
    shuffle.shuffle(mixed)
    again = identify(mixed)
    assert sorted(outcome.placings, key=repr) == sorted(again.placings, key=repr)
    assert outcome.identities == again.identities
    assert [(p.record, p.speaker) for p in again.placings] == [(one.record, one.speaker) for one in mixed]


@settings(max_examples=100, deadline=None)
@given(RECORDS, st.data())
def test_decisions_are_always_honoured(records: list[list[str]], data: st.DataObject) -> None:
    batch = [one for n, names in enumerate(records) for one in seen(f"r{n}", *names)]
    marks = sorted({one.mark for one in batch}, key=repr)
    pairs = st.sampled_from(list(combinations(marks, 2)) or [(marks[0], marks[0])])
    picked = [pair for pair in data.draw(st.lists(pairs, max_size=4)) if pair[0] != pair[1]]
    told = [data.draw(st.sampled_from([Together, Apart]))(*pair) for pair in picked]
    try:
        outcome = identify(batch, told=told)
    except IdentityError:
        return
    placed = {one.mark: p.identity for one, p in zip(batch, outcome.placings, strict=True)}
    for one in told:
        if isinstance(one, Together):
            assert placed[one.one] == placed[Mark(one.other.record, one.other.name)] is not None  # type: ignore[union-attr]
        else:
            assert placed[one.one] is None or placed[one.one] != placed[one.other]  # type: ignore[index]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["person", "organization", "group", "country", "document", "unnamed"]))
def test_any_text_is_placed(name: str, kind: SpeakerKind) -> None:
    one = Appearance("r", "s1", name, kind, (name,), (name,), name, name, (name,))
    outcome = identify([one, replace(one, record="q")], people=People())
    assert all("\n" not in name or p.explain() for p in outcome.placings)
    assert sum(identity.appearances for identity in outcome.identities) == sum(
        p.identity is not None for p in outcome.placings
    )


def crowd(count: int, seed: int = 7) -> list[Appearance]:
    """Made-up records of five speakers: few names that are common, many that are rare, some in short forms."""
    chance = random.Random(seed)
    people = [
        f"{chance.choice(GIVEN[:4])}{n % 97} {chance.choice(FAMILY[:2])}{n % 211 if n % 3 else ''}"
        for n in range(count // 8)
    ]
    batch: list[Appearance] = []
    while len(batch) < count:
        names = dict.fromkeys(people[int(len(people) * chance.random() ** 3)] for _ in range(5))
        shown = [name.split()[-1] if chance.random() < 0.1 else name for name in names]
        batch += seen(f"r{len(batch)}", *dict.fromkeys(shown), day=f"20{chance.randint(10, 30)}-01-01")
    return batch


def test_time_grows_with_the_number_of_appearances() -> None:
    spent = []
    for count in (2_000, 8_000):
        batch = crowd(count)
        began = time.process_time()
        identify(batch)
        spent.append(time.process_time() - began)
    assert spent[1] < max(spent[0], 0.1) * 12  # four times as many: a quadratic search would take sixteen times as long


def test_an_identity_knows_under_which_keys_it_is_looked_up() -> None:
    keys = Identity("x", "person", "Bill Thorne", names=(("Bill Thorne", 1),)).keys
    assert {"S|thorne", "F|thorne|william", "L|thorne|b", "L|thorne|w"} <= set(keys)
