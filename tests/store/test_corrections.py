"""Corrections of statements: shown at once, kept when articles are read again, taken back in any order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from store_samples import found_ids, page_record

from onrecord.errors import IdentityError, StoreError
from onrecord.records import Record, Span
from onrecord.store import SearchHit, Store

LINES = (
    "Ann Lee said: The bridge is shut until May.",
    "Tom Ray said: Nobody will cross it.",
    "Bo Hall said: Tom Ray was right.",
)


@pytest.fixture
def filled(store: Store) -> Store:
    store.writer("m").add([page_record("a", *LINES), page_record("b", "Ann Lee said: The ferry runs.")])
    return store


def hit(store: Store, words: str, **parameters: Any) -> SearchHit:
    (found,) = store.find(words, **parameters)
    return found


def read_again(store: Store, name: str = "a", **changes: Any) -> None:
    """Read an article again, with another model that reads it as the first did but for changes of its record."""
    lines = LINES if name == "a" else ("Ann Lee said: The ferry runs.",)
    record = replace(page_record(name, *lines).record, **changes)  # the keys of its statements are t1, t2, …
    article_id = {"a": 1, "b": 2}[name]
    store.articles.replace([(article_id, record)], "newer")
    store.articles.relink_speakers()


def test_the_speaker_of_one_statement_is_corrected(filled: Store) -> None:
    ids = {speaker.id for speaker in filled.speakers()}
    decision = filled.correct("a.t2", speaker="Ann Lee", reason="she says so", author="kim")
    assert (decision.kind, decision.records, decision.author) == ("correct", ("a",), "kim")
    corrected = hit(filled, "cross")
    assert (corrected.identity_name, corrected.corrected, corrected.speaker_confidence) == ("Ann Lee", True, 1.0)
    assert len(filled.find(speaker="Ann Lee")) == 3
    assert filled.find(speaker="Tom Ray") == []
    assert {speaker.id for speaker in filled.speakers()} < ids
    assert [statement.id for statement in filled.record("a").statements] == ["t1", "t2", "t3"]


def test_a_speaker_who_is_not_in_the_article_is_taken_from_the_store_or_is_new(filled: Store) -> None:
    identity = hit(filled, "right").identity
    filled.correct("b.t1", speaker="Bo Hall")
    assert hit(filled, "ferry").identity == identity
    filled.correct("b.t1", speaker="Uma Dey")
    assert hit(filled, "ferry").identity_name == "Uma Dey"
    assert [speaker.name for speaker in filled.record("b").speakers] == ["Ann Lee", "Uma Dey"]
    filled.correct("b.t1", speaker="")
    assert hit(filled, "ferry").identity is None
    assert [speaker.name for speaker in filled.record("b").speakers] == ["Ann Lee"]


def test_act_and_content_are_corrected(filled: Store) -> None:
    filled.correct("a.t1", act="promise", content="The  bridge is shut")
    assert found_ids(filled, act="promise") == ["a.t1"]
    assert hit(filled, "bridge").text == "The bridge is shut"
    assert filled.find("until") == []
    filled.correct("a.t1", act="think")
    assert not hit(filled, "bridge", include_hidden=True).shown
    assert filled.record("a").statements[0].kind == "indirect"


def test_what_is_no_statement_is_gone_and_comes_back(filled: Store) -> None:
    before = filled.record("a")
    decision = filled.correct("a.t2", not_a_statement=True)
    assert filled.find("cross") == []
    filled.undo(decision.id)
    assert filled.record("a") == before
    assert not hit(filled, "cross").corrected


def test_statements_inside_another_stay_when_that_is_none(store: Store) -> None:
    flat = page_record("a", *LINES)
    first, second, third = flat.record.statements
    nested = replace(flat.record, statements=(first, replace(second, parent="t1"), replace(third, parent="t2")))
    store.writer("m").add([replace(flat, record=nested)])
    decision = store.correct("a.t2", not_a_statement=True)
    assert [(each.id, each.parent) for each in store.record("a").statements] == [("t1", None), ("t3", "t1")]
    store.undo(decision.id)
    assert store.record("a") == nested


def test_corrections_are_taken_back_in_any_order(filled: Store) -> None:
    before = filled.record("a")
    act = filled.correct("a.t2", act="ask")
    speaker = filled.correct("a.t2", speaker="Uma Dey")
    content = filled.correct("a.t2", content="Nobody will cross")
    filled.undo(act.id)
    (kept,) = filled.find("cross")
    assert (kept.act, kept.identity_name, kept.text) == ("assert", "Uma Dey", "Nobody will cross")
    filled.undo(content.id)
    assert hit(filled, "cross").text == "Nobody will cross it."
    filled.undo(speaker.id)
    assert filled.record("a") == before
    assert [decision.undone is not None for decision in filled.decisions(("correct",))] == [True] * 3


def test_corrections_are_kept_when_the_article_is_read_again(filled: Store) -> None:
    filled.correct("a.t1", content="The bridge is shut")
    filled.correct("a.t2", not_a_statement=True)
    filled.correct("a.t3", speaker="Uma Dey")
    corrected = filled.record("a")
    assert filled.articles.corrected(1, page_record("a", *LINES).record).statements == corrected.statements
    read_again(filled)
    assert filled.record("a") == corrected
    read_again(filled)
    assert filled.record("a") == corrected
    filled.undo()
    assert hit(filled, "right").identity_name == "Bo Hall"


def test_a_corrected_statement_that_the_model_no_longer_finds_is_kept(filled: Store) -> None:
    filled.correct("a.t2", act="ask")
    record = page_record("a", *LINES).record
    read_again(filled, statements=(record.statements[0],), speakers=record.speakers[:1])
    kept = hit(filled, "cross")
    assert (kept.act, kept.identity_name, kept.corrected) == ("ask", "Tom Ray", True)


def test_a_statement_that_the_model_reads_otherwise_is_still_corrected(filled: Store) -> None:
    filled.correct("a.t2", speaker="Ann Lee")
    record = page_record("a", *LINES).record
    content = record.statements[1].content[0]
    shorter = Span(content.start, content.end - 1, content.text[:-1])
    second = replace(record.statements[1], id="t9", content=(shorter,), act="deny")
    read_again(filled, statements=(record.statements[0], second, record.statements[2]))
    kept = hit(filled, "cross")
    assert (kept.key, kept.text, kept.act, kept.identity_name) == ("t9", shorter.text, "deny", "Ann Lee")
    filled.undo()
    assert hit(filled, "cross").identity_name == "Tom Ray"


def test_corrected_statements_are_training_data(filled: Store) -> None:
    filled.correct("a.t1", content="The bridge is shut", reason="too long", author="kim")
    filled.correct("a.t2", not_a_statement=True)
    filled.undo(filled.correct("a.t3", act="ask").id)
    first, second = filled.corrected_statements()
    assert second.corrected is None
    assert first.corrected is not None
    for reading in (first.model, first.corrected, second.model):
        assert all(first.text[span.start : span.end] == span.text for span in reading.content)
    assert (first.model.content[0].text, first.corrected.content[0].text) == (
        "The bridge is shut until May.", "The bridge is shut",
    )  # fmt: skip
    assert (first.model.speaker, first.author, first.reason) == ("Ann Lee", "kim", "too long")


@pytest.mark.parametrize(
    ("statement", "changes", "words"),
    [
        ("a.t9", {"act": "ask"}, "there is no such statement"),
        ("999999", {"act": "ask"}, "there is no such statement"),
        ("\udce9.t1", {"act": "ask"}, "there is no such statement"),
        ("a.t1", {}, "nothing is corrected"),
        ("a.t1", {"act": "sing"}, "is not an act"),
        ("a.t1", {"content": "not in it"}, "does not have the words"),
        ("a.t1", {"content": " … "}, "the content is empty"),
    ],
)
def test_what_cannot_be_corrected_is_told(filled: Store, statement: str, changes: Any, words: str) -> None:
    before: Record = filled.record("a")
    with pytest.raises(StoreError, match=words):
        filled.correct(statement, **changes)
    assert filled.record("a") == before


def test_a_speaker_of_an_ambiguous_name_is_refused(filled: Store) -> None:
    filled.writer("m").add([page_record("c", "Tom Lee said: No.")])
    with pytest.raises(IdentityError, match="2 identities have this name; give the id of one"):
        filled.correct("a.t3", speaker="Lee")


def test_a_number_names_a_statement_too(filled: Store) -> None:
    filled.correct(hit(filled, "ferry").statement, act="promise")
    assert found_ids(filled, act="promise") == ["b.t1"]


NEWS = "A new paragraph stands first."


def change(store: Store, *lines: str, record: str = "a") -> None:
    """Add a new version of the article a; its record has another id, as the records of pages do."""
    page = page_record("a", *lines)
    store.writer("m").add([replace(page, record=replace(page.record, id=record))])


def test_corrections_are_carried_to_a_new_version_that_has_the_statements(filled: Store) -> None:
    filled.correct("a.t1", content="The bridge is shut", act="promise")
    filled.correct("a.t2", not_a_statement=True)
    speaker = filled.correct("a.t3", speaker="Uma Dey")
    change(filled, NEWS, *LINES, record="a2")
    bridge, right = hit(filled, "bridge"), hit(filled, "right")
    assert (bridge.record, bridge.text, bridge.act) == ("a2", "The bridge is shut", "promise")
    assert bridge.sentence_span[0] > len(NEWS)
    assert filled.find("cross") == []
    assert (right.identity_name, right.corrected) == ("Uma Dey", True)
    assert all(decision.applied for decision in filled.decisions())
    (first, *_) = filled.corrected_statements()
    assert (first.record, first.text[:5]) == ("a2", NEWS[:5])
    filled.undo(speaker.id)
    assert [each.identity_name for each in filled.find("right", all_versions=True)] == ["Bo Hall", "Bo Hall"]


def test_a_correction_of_what_the_new_version_lacks_is_not_applied(filled: Store) -> None:
    decision = filled.correct("a.t1", act="promise")
    change(filled, "Ann Lee said: The bridge is open.", *LINES[1:])
    assert not hit(filled, "bridge").corrected
    assert [each.applied for each in filled.decisions()] == [False]
    change(filled, *LINES)
    assert [each.applied for each in filled.decisions()] == [True]
    assert hit(filled, "bridge").act == "promise"
    change(filled, "Ann Lee said: The bridge is open.", *LINES[1:])
    filled.undo(decision.id)
    change(filled, *LINES)
    assert not hit(filled, "bridge").corrected


def test_a_correction_of_a_new_version_reaches_the_earlier_ones(filled: Store) -> None:
    change(filled, NEWS, *LINES, record="a2")
    filled.correct("a2.t3", speaker="Uma Dey")
    assert {each.identity_name for each in filled.find("right", all_versions=True)} == {"Uma Dey"}
    assert [each.key for each in filled.find("right", all_versions=True)] == ["t3", "t3"]


def test_a_split_holds_in_a_new_version(filled: Store) -> None:
    identity = hit(filled, "bridge").identity
    filled.split(str(identity), "a")
    other = hit(filled, "bridge").identity
    change(filled, NEWS, *LINES, record="a2")
    assert hit(filled, "bridge").identity == other != identity
    filled.articles.relink_speakers()
    assert hit(filled, "bridge").identity == other
