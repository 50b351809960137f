"""What people decide about who is who: it holds now and later, leaves the rest alone, and can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_samples import BRIDGE, FERRY, found_ids, page_record

from onrecord.errors import IdentityError
from onrecord.store import PageRecord, Store


def quote(record: str, name: str, **details: str) -> PageRecord:
    return page_record(record, f"{name} said: The pump of {record} is dry.", **details)


def add(store: Store, **names: str) -> None:
    """Add a record for each name: ``a="Ann Lee"``."""
    store.writer("m").add([quote(record, name) for record, name in names.items()])


def people(store: Store) -> dict[str, tuple[str, int]]:
    """Name and articles of each identity that is quoted, by id."""
    return {speaker.id: (speaker.name, speaker.articles) for speaker in store.speakers(limit=1000)}


def id_of(store: Store, name: str) -> str:
    (speaker,) = store.speakers(name)
    return speaker.id


def test_a_merge_joins_all_now_and_later(store: Store) -> None:
    add(store, a="Tad Dovin", b="Tad Dovin", c="Ada Wexler", d="Ada Wexler", e="Ada Wexler", f="Bo Hall")
    wexler, dovin = id_of(store, "Ada Wexler"), id_of(store, "Tad Dovin")
    decision = store.merge("Tad Dovin", "Ada Wexler", reason="a pen name", author="kim")
    assert (decision.kind, decision.identity, decision.author, decision.reason) == (
        "merge",
        wexler,
        "kim",
        "a pen name",
    )
    assert people(store)[wexler] == ("Ada Wexler", 5)
    assert id_of(store, dovin) == id_of(store, "Tad Dovin") == wexler
    add(store, g="Tad Dovin", h="Ada Wexler")
    assert people(store)[wexler] == ("Ada Wexler", 7)
    assert sorted(found_ids(store, "pump", speaker="Tad Dovin")) == [f"{record}.t1" for record in "abcdegh"]
    assert store.counts()["identities"] == 2
    assert "Tad Dovin" in store.speakers(wexler)[0].aliases


def test_several_are_merged_at_once_and_the_largest_keeps_its_id(store: Store) -> None:
    add(store, a="Ann Lee", b="Tom Ray", c="Tom Ray", d="Bo Hall", e="Bo Hall", f="Bo Hall")
    hall = id_of(store, "Bo Hall")
    store.merge("Ann Lee", "Tom Ray", "Bo Hall")
    assert people(store) == {hall: ("Bo Hall", 6)}
    store.undo()
    assert sorted(people(store).values()) == [("Ann Lee", 1), ("Bo Hall", 3), ("Tom Ray", 2)]


def test_names_that_contradict_each_other_may_be_merged(store: Store) -> None:
    add(store, a="Ann Lee", b="Ann Lee", c="Eve Lee")
    store.merge("Ann Lee", "Eve Lee")
    add(store, d="Eve Lee", e="Ann Lee")
    assert list(people(store).values()) == [("Ann Lee", 5)]


def test_a_split_takes_out_what_was_named_and_leaves_the_rest_with_its_id(store: Store) -> None:
    add(store, **dict.fromkeys("abcdefgh", "Ann Lee"))
    lee = id_of(store, "Ann Lee")
    decision = store.split(lee, "a", "d")  # a is the record that the identity began with
    assert decision.records == ("a", "d")
    assert people(store) == {lee: ("Ann Lee", 6), decision.identity: ("Ann Lee", 2)}
    assert sorted(found_ids(store, "pump", speaker=decision.identity)) == ["a.t1", "d.t1"]
    add(store, i="Ann Lee")
    assert people(store)[lee] == ("Ann Lee", 7)


def test_a_split_may_go_into_a_known_identity(store: Store) -> None:
    add(store, a="Ann Lee", b="Ann Lee", c="Tom Ray")
    ray = id_of(store, "Tom Ray")
    assert store.split("Ann Lee", "b", into="Tom Ray").identity == ray
    assert people(store)[ray] == ("Tom Ray", 2)
    with pytest.raises(IdentityError, match="one identity already"):
        store.split("Tom Ray", "b", into=ray)


def test_every_decision_can_be_undone_in_any_order(store: Store) -> None:
    add(store, a="Ann Lee", b="Ann Lee", c="Tom Ray", d="Bo Hall")
    before = people(store)
    merge = store.merge("Ann Lee", "Tom Ray")
    rename = store.rename("Ann Lee", "Ann Ray")
    split = store.split("Ann Ray", "c")
    again = store.rename(str(split.identity), "The Other Ann")
    assert sorted(people(store).values()) == [("Ann Ray", 2), ("Bo Hall", 1), ("The Other Ann", 1)]
    for decision in (rename, merge, again, split):
        assert store.undo(decision.id, author="kim") == decision
    assert people(store) == before
    assert [(each.id, each.undone_by) for each in store.decisions()] == [
        (decision.id, "kim") for decision in (merge, rename, split, again)
    ]
    for number, words in (
        (None, "no decision holds"),
        (merge.id, "was undone already"),
        (99, "no decision 99"),
        (-(2**70), "no decision -"),
        (2**31, "no decision 2"),
    ):
        with pytest.raises(IdentityError, match=words):
            store.undo(number)


def test_decisions_hold_when_speakers_are_linked_again(store: Store) -> None:
    add(store, a="Ann Lee", b="Ann Lee", c="Tom Ray", d="Bo Hall", e="Ann Lee")
    store.merge("Tom Ray", "Bo Hall")
    store.rename("Tom Ray", "Thomas Ray")
    store.split("Ann Lee", "b")
    before = people(store)
    assert store.articles.relink_speakers() == 0
    assert people(store) == before
    add(store, f="Bo Hall", g="Ann Lee")
    assert sorted(people(store).values()) == [("Ann Lee", 1), ("Ann Lee", 3), ("Thomas Ray", 3)]


def test_decisions_hold_when_an_article_is_read_again_and_names_its_speaker_otherwise(store: Store) -> None:
    store.writer("m").add([page_record(record, "Ann Lee said: I am Ann B. Lee.") for record in "abc"])
    decision = store.split("Ann Lee", "b")
    article_id = store.articles.ids_not_read_by("newer")[1]
    record, _ = store.articles.load(article_id)
    assert record.id == "b"
    speakers = (replace(record.speakers[0], name="Ann B. Lee", aliases=("Ann Lee",)),)
    store.articles.replace([(article_id, replace(record, speakers=speakers))], "newer")
    store.articles.relink_speakers()
    assert people(store)[str(decision.identity)] == ("Ann B. Lee", 1)


def test_a_surname_that_joined_a_decided_identity_stays_with_it(store: Store) -> None:
    add(store, a="Lee")
    add(store, **{f"b{n}": "Ann Lee" for n in range(16)})
    lee = id_of(store, "Ann Lee")
    assert people(store)[lee] == ("Ann Lee", 17)
    store.rename(lee, "Ann B. Lee")
    assert store.articles.relink_speakers() == 0
    assert people(store) == {lee: ("Ann B. Lee", 17)}


def test_ids_stay_when_articles_are_read_again(store: Store) -> None:
    writer = store.writer("m")
    writer.add([page_record("a", *BRIDGE), page_record("b", *FERRY), page_record("c", BRIDGE[0])])
    before = people(store)
    for article_id in store.articles.ids_not_read_by("newer"):
        record, _ = store.articles.load(article_id)
        named_anew = tuple(
            replace(speaker, name=speaker.name.replace("Ann Lee", "Ann B. Lee")) for speaker in record.speakers
        )
        store.articles.replace(
            [(article_id, record.__class__(record.id, record.article, record.statements, named_anew))], "newer"
        )
    store.articles.relink_speakers()
    assert people(store).keys() == before.keys()
    assert "Ann B. Lee" in {name for name, _ in people(store).values()}


@pytest.mark.parametrize("searched", ["jose etxebarria", "José Etxebarría", "O’Malley", "Martin O'Malley", "OMALLEY"])
def test_names_are_found_without_accents_apostrophes_and_case(store: Store, searched: str) -> None:
    add(store, a="José Etxebarría", b="Martin O’Malley")
    assert len(store.speakers(searched)) == 1


def test_only_whole_words_of_a_name_are_found(store: Store) -> None:
    add(store, a="Tyler MacRonald", b="Ronald Voss")
    assert [speaker.name for speaker in store.speakers("Ronald")] == ["Ronald Voss"]
    assert store.speakers("Mac") == []


def test_similar_names_are_suggested(store: Store) -> None:
    add(store, a="Svetlana Aleksiev", b="Bo Hall")
    assert store.similar_names("Svetlana Alexiev") == ["Svetlana Aleksiev"]
    assert store.similar_names("Quux") == []
    with pytest.raises(IdentityError, match="did you mean Svetlana Aleksiev"):
        store.rename("Svetlana Alexiev", "x")


def test_what_a_split_leaves_does_not_follow_it_when_all_are_linked_again(store: Store) -> None:
    names = {"a": "Eve Lee", "b": "Eve Lee", "c": "Ann Hall", "d": "Ann Hall", "e": "Ann Hall", "f": "Eve Lee"}
    for record, name in names.items():
        store.writer("m").add([page_record(record, f"{name} said: This is {record}.")])
    merged = store.merge("Ann Hall", "Eve Lee")
    store.split("Ann Hall", "b")
    store.undo(merged.id)
    store.forget("a")
    (taken_out, left) = (store.find(words)[0].identity for words in ('"is b"', '"is f"'))
    store.articles.relink_speakers()
    assert [store.find(words)[0].identity for words in ('"is b"', '"is f"')] == [taken_out, left]
    assert taken_out != left
