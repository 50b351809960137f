"""People whom a user lists: joined to what the store has, known later, with all columns of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_samples import page_record

from onrecord.errors import IdentityError
from onrecord.store import Store
from onrecord.store.identities.people_rows import load_people, people_column, people_columns

HEADER = "name,aliases,role,wikidata id,party,gender\n"


def listed(path: Path, *lines: str) -> Path:
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines), "utf-8")
    return path


def quote(store: Store, **names: str) -> None:
    store.writer("m").add([page_record(record, f"{name} said: This is {record}.") for record, name in names.items()])


def test_those_whom_the_store_has_are_one_and_keep_their_id(store: Store, tmp_path: Path) -> None:
    quote(store, a="Ann Lee", b="Ann Lee", c="A. Quill", d="Bo Hall")
    (lee,) = store.speakers("Ann Lee")
    assert store.add_people(listed(tmp_path / "p.csv", "Ann Lee,A. Quill,mayor,Q7,Green,f", "Uma Dey,,,Q8,,f")) == 2
    (known,) = store.speakers("A. Quill")
    assert (known.id, known.name, known.wikidata, known.articles) == (lee.id, "Ann Lee", "Q7", 3)
    quote(store, e="A. Quill", f="Uma Dey")
    assert store.speakers(lee.id)[0].articles == 4
    assert [speaker.id for speaker in store.speakers("Uma Dey")] == ["Q8"]
    assert store.articles.relink_speakers() == 0
    with store.database.engine.connect() as connection:
        assert people_columns(connection) == ["gender", "party"]
        assert people_column(connection, "party") == {lee.id: "Green"}
        assert people_column(connection, "gender") == {lee.id: "f", "Q8": "f"}


def test_a_file_may_be_given_again(store: Store, tmp_path: Path) -> None:
    quote(store, a="Ann Lee")
    for party in ("Green", "Blue"):
        store.add_people(listed(tmp_path / "p.csv", f"Ann Lee,,,Q7,{party},"))
    store.add_people(listed(tmp_path / "p.csv", "Ann B. Lee,Ann Lee,,Q7,Red,"))
    with store.database.engine.connect() as connection:
        (entry,) = load_people(connection).entries
    assert (entry.name, entry.columns) == ("Ann B. Lee", (("party", "Red"),))
    assert len(store.speakers()) == 1


def test_a_file_that_cannot_be_read_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = listed(tmp_path / "p.csv", "Ann Lee,,,Q7,,", "Tom Ray,,,nope,,")
    with pytest.raises(IdentityError, match=r"p.csv:3: “nope” is not a Wikidata id"):
        store.add_people(path)
    with store.database.engine.connect() as connection:
        assert load_people(connection).entries == ()
