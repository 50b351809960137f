"""The people file, which pins names and aliases."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import IdentityError
from onrecord.speakers.linking import (
    InMemoryIndex,
    link_speakers,
    parse_people,
    read_people,
)
from speakers.appearance_factory import (
    FOOTBALLER,
    HEADER,
    SENATOR,
    assignment_of,
    identity_ids,
    person,
    record_appearances,
)


def test_the_people_file_identifies_names_and_aliases() -> None:
    people = parse_people(f"{HEADER}William Thorne,Bill Thorne|Big Bill,governor of Dunmore,Q17\nAna Ray,,,\n", "p.csv")
    batch = [
        *record_appearances("a", "BIG BILL"),
        *record_appearances("b", "Bill Thorne"),
        *record_appearances("c", "Ana Ray"),
        *record_appearances("d", "William J. Thorne"),
    ]
    result = link_speakers(batch, people=people)
    assert [p.identity for p in result.assignments] == ["Q17", "Q17", "listed-ana-ray", "Q17"]
    assert [p.how for p in result.assignments] == ["pinned", "pinned", "pinned", "merged"]
    bill = next(identity for identity in result.identities if identity.id == "Q17")
    assert (bill.wikidata, bill.name, bill.appearances) == ("Q17", "William Thorne", 3)


def test_a_surname_alias_in_the_article_identifies_nobody() -> None:
    people = parse_people(f"{HEADER}William Thorne,Thorne,,Q17\n", "p.csv")
    result = link_speakers(record_appearances("a", person("Hilda Thorne", aliases=["Thorne"])), people=people)
    assert assignment_of(result, "a").identity != "Q17"


def test_an_alias_of_two_lines_identifies_nobody_and_is_noted() -> None:
    people = parse_people(f"{HEADER}Ana Ray,The Pilot,,Q1\nTom Hill,the pilot,,Q2\n", "p.csv")
    assert people.find("The Pilot") is None
    assert people.notes == ("p.csv: “pilot” is a name on lines 2 and 3: it identifies nobody",)
    assert assignment_of(link_speakers(record_appearances("a", "The Pilot"), people=people), "a").how == "open"


def test_evidence_decides_between_two_lines_of_one_name() -> None:
    people = parse_people(
        f"{HEADER}Chris Murrow,,Tidewell United midfielder,Q1\nChris Murrow,,senator from Dunmore,Q2\n", "p"
    )
    identities = identity_ids(
        batch := [*FOOTBALLER, *SENATOR, *record_appearances("c", "Chris Murrow")], link_speakers(batch, people=people)
    )
    assert identities["a/Chris Murrow"] == "Q1"
    assert identities["b/Chris Murrow"] == "Q2"
    assert identities["c/Chris Murrow"] not in {"Q1", "Q2"}


def test_a_listed_person_keeps_what_earlier_batches_found() -> None:
    people = parse_people(f"{HEADER}William Thorne,Bill Thorne,,Q17\n", "p.csv")
    memory = InMemoryIndex()
    for record, name in (("a", "Bill Thorne"), ("b", "Will Thorne"), ("c", "William Thorne")):
        appearances = record_appearances(record, name)
        memory.learn(appearances, link_speakers(appearances, memory, people))
    assert [(identity.id, identity.wikidata, identity.appearances) for identity in memory.identities.values()] == [
        ("Q17", "Q17", 3)
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "p.csv:1: empty"),
        ("who,role\nAna Ray,pilot\n", "p.csv:1: no column “name”"),
        ("name,name\n", "p.csv:1: two columns for name"),
        (f"{HEADER}Ana Ray,,,22\n", "p.csv:2: “22” is not a Wikidata id"),
        (f"{HEADER}\n,Annie,,\n", "p.csv:3: no name"),
        (f"{HEADER}Ana Ray,,a, b, c\n", "p.csv:2: 5 cells under 4 columns"),
        (f'{HEADER}Ana Ray,"Annie,,\n', "p.csv:2: not CSV"),
        (f"{HEADER}Ana Ray,,,\nTom\0,,,\n", "p.csv:3: contains a NUL"),
        (f"{HEADER}Ana Ray,,,Q1\nTom Hill,,,Q1\n", "p.csv:3: “Tom Hill”: Q1 is “Ana Ray” on line 2"),
        (f"{HEADER}Ana Ray,,,\nAna Ray,Annie,,\n", "p.csv:3: “Ana Ray”: as line 2"),
        ("name,kind\nAna Ray,witch\n", "p.csv:2: “witch” is not a kind"),
    ],
)
def test_a_bad_people_file_raises_an_error_of_one_line(text: str, message: str) -> None:
    with pytest.raises(IdentityError) as raised:
        parse_people(text, "p.csv")
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_byte_order_marks_addresses_and_repeated_lines_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(
        "\ufeffName;x,Aliases\r\n".replace(";x", "").encode() + '“Ana” Ñandú,"A|\nB"\r\nAna Ray,\r\n'.encode()
    )
    assert [entry.name for entry in read_people(path).entries] == ["“Ana” Ñandú", "Ana Ray"]
    assert read_people(path).entries[0].aliases == ("A", "B")
    path.write_text(f"{HEADER}Ana Ray,,,https://www.wikidata.org/wiki/Q5\nAna Ray,,,Q5\n", encoding="utf-8")
    assert read_people(path).notes == (f"{path}:3: repeats line 2",)
    assert read_people(path).entries[0].wikidata == "Q5"
    path.write_bytes(HEADER.encode() + b"Ana \xff,,,\n")
    with pytest.raises(IdentityError, match=r"people\.csv:2: not UTF-8"):
        read_people(path)
    with pytest.raises(IdentityError, match="No such file"):
        read_people(tmp_path / "none.csv")


def test_further_columns_are_kept() -> None:
    people = parse_people("name,party,wikidata id,gender\nAna Ray,Green,Q1,f\nTom Hill,,,\n", "p.csv")
    assert [entry.columns for entry in people.entries] == [(("party", "Green"), ("gender", "f")), ()]
    assert people.notes == ()
