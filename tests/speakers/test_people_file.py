"""The people file, which pins names and aliases."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import IdentityError
from onrecord.speakers.linking import (
    CannotLink,
    InMemoryIndex,
    MustLink,
    SpeakerRef,
    link_speakers,
    parse_people,
    read_people,
)
from speakers.appearing import FOOTBALLER, HEAD, SENATOR, ids, person, placing, seen


def test_the_people_file_pins_names_and_aliases() -> None:
    people = parse_people(f"{HEAD}William Thorne,Bill Thorne|Big Bill,governor of Dunmore,Q17\nAna Ray,,,\n", "p.csv")
    batch = [*seen("a", "BIG BILL"), *seen("b", "Bill Thorne"), *seen("c", "Ana Ray"), *seen("d", "William J. Thorne")]
    outcome = link_speakers(batch, people=people)
    assert [p.identity for p in outcome.assignments] == ["Q17", "Q17", "listed-ana-ray", "Q17"]
    assert [p.how for p in outcome.assignments] == ["pinned", "pinned", "pinned", "merged"]
    bill = next(one for one in outcome.identities if one.id == "Q17")
    assert (bill.wikidata, bill.name, bill.appearances) == ("Q17", "William Thorne", 3)


def test_a_surname_alias_in_the_article_pins_no_one() -> None:
    people = parse_people(f"{HEAD}William Thorne,Thorne,,Q17\n", "p.csv")
    outcome = link_speakers(seen("a", person("Hilda Thorne", aliases=["Thorne"])), people=people)
    assert placing(outcome, "a").identity != "Q17"


def test_an_alias_of_two_pins_nobody_and_is_noted() -> None:
    people = parse_people(f"{HEAD}Ana Ray,The Pilot,,Q1\nTom Hill,the pilot,,Q2\n", "p.csv")
    assert people.find("The Pilot") is None
    assert people.notes == ("p.csv: “pilot” is a name on lines 2 and 3: it identifies nobody",)
    assert placing(link_speakers(seen("a", "The Pilot"), people=people), "a").how == "open"


def test_two_listed_of_one_name_are_told_by_evidence() -> None:
    people = parse_people(
        f"{HEAD}Chris Murrow,,Tidewell United midfielder,Q1\nChris Murrow,,senator from Dunmore,Q2\n", "p"
    )
    found = ids(batch := [*FOOTBALLER, *SENATOR, *seen("c", "Chris Murrow")], link_speakers(batch, people=people))
    assert found["a/Chris Murrow"] == "Q1"
    assert found["b/Chris Murrow"] == "Q2"
    assert found["c/Chris Murrow"] not in {"Q1", "Q2"}


def test_a_listed_person_keeps_what_earlier_batches_found() -> None:
    people = parse_people(f"{HEAD}William Thorne,Bill Thorne,,Q17\n", "p.csv")
    memory = InMemoryIndex()
    for record, name in (("a", "Bill Thorne"), ("b", "Will Thorne"), ("c", "William Thorne")):
        ones = seen(record, name)
        memory.learn(ones, link_speakers(ones, memory, people))
    assert [(one.id, one.wikidata, one.appearances) for one in memory.identities.values()] == [("Q17", "Q17", 3)]


def test_a_person_s_word_is_above_the_people_file() -> None:
    people = parse_people(f"{HEAD}Ana Ray,,,Q1\n", "p.csv")
    batch = [*seen("a", "Ana Ray"), *seen("b", "Ana Ray"), *seen("c", "Tom Hill")]
    told = [CannotLink(SpeakerRef("a", "Ana Ray"), "Q1"), MustLink(SpeakerRef("c", "Tom Hill"), "Q1")]
    found = ids(batch, outcome := link_speakers(batch, people=people, constraints=told))
    assert found["a/Ana Ray"] != "Q1" == found["b/Ana Ray"] == found["c/Tom Hill"]
    assert outcome.unmet == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "p.csv:1: empty"),
        ("who,role\nAna Ray,pilot\n", "p.csv:1: no column “name”"),
        ("name,name\n", "p.csv:1: two columns for name"),
        (f"{HEAD}Ana Ray,,,22\n", "p.csv:2: “22” is not a Wikidata id"),
        (f"{HEAD}\n,Annie,,\n", "p.csv:3: no name"),
        (f"{HEAD}Ana Ray,,a, b, c\n", "p.csv:2: 5 cells under 4 columns"),
        (f'{HEAD}Ana Ray,"Annie,,\n', "p.csv:2: not CSV"),
        (f"{HEAD}Ana Ray,,,\nTom\0,,,\n", "p.csv:3: contains a NUL"),
        (f"{HEAD}Ana Ray,,,Q1\nTom Hill,,,Q1\n", "p.csv:3: “Tom Hill”: Q1 is “Ana Ray” on line 2"),
        (f"{HEAD}Ana Ray,,,\nAna Ray,Annie,,\n", "p.csv:3: “Ana Ray”: as line 2"),
        ("name,kind\nAna Ray,witch\n", "p.csv:2: “witch” is not a kind"),
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
    assert [one.name for one in read_people(path).entries] == ["“Ana” Ñandú", "Ana Ray"]
    assert read_people(path).entries[0].aliases == ("A", "B")
    path.write_text(f"{HEAD}Ana Ray,,,https://www.wikidata.org/wiki/Q5\nAna Ray,,,Q5\n", encoding="utf-8")
    assert read_people(path).notes == (f"{path}:3: repeats line 2",)
    assert read_people(path).entries[0].wikidata == "Q5"
    path.write_bytes(HEAD.encode() + b"Ana \xff,,,\n")
    with pytest.raises(IdentityError, match=r"people\.csv:2: not UTF-8"):
        read_people(path)
    with pytest.raises(IdentityError, match="No such file"):
        read_people(tmp_path / "none.csv")


def test_a_column_that_is_not_read_is_noted() -> None:
    assert parse_people("name,party\nAna Ray,Oars\n", "p.csv").notes == ("p.csv:1: column “party” is not read",)
