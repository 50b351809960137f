"""Utterances that several outlets report, with every version of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from reported_articles import add, article

from onrecord.api import compare
from onrecord.errors import QueryError
from onrecord.exports.views.comparison_view import utterance_summary
from onrecord.records import EditReason, Span, Speaker, Utterance
from onrecord.store import PageRecord, Store

FULL = "“I did not promise the council a new bridge across the northern harbour, I promised them a report,”"
WIRE = " ".join(
    f"Paragraph {n} of the agency's report tells of harbour number {n * 7} and its {n} piers." for n in range(30)
)


@pytest.fixture
def filled_store(store: Store) -> Store:
    add(
        store,
        article("a", "Ledger", "2025-03-04", ("Ann Lee", FULL)),
        article("b", "Herald", "2025-03-03", ("Ann Lee", "“I did promise the council a new bridge,”", "claimed")),
        article("c", "Post", "2025-03-05", ("Tom Ray", FULL.replace("them a report", "… a report"))),
        article("d", "Mail", "2025-03-04", ("Ann Lee", "she had “promised them a report” in May")),
        article("e", "Echo", "2025-03-04", ("Ann Lee", "that she had promised the council a report, not a new bridge")),
        article(
            "f",
            "Star",
            "2025-03-04",
            ("Bo Hall", "“The last ferry will leave from the northern pier at nine,”"),
            rest=WIRE,
        ),
        article(
            "g",
            "Sun",
            "2025-03-06",
            ("Bo Hall", "“The last ferry will leave from the northern pier at nine,”"),
            rest=WIRE,
        ),
    )
    return store


def bridge_utterance(store: Store, **options: object) -> Utterance:
    [utterance] = compare(store, "bridge", **options)  # type: ignore[arg-type]
    return utterance


def test_every_version_has_its_outlet_date_cue_and_speaker(filled_store: Store) -> None:
    utterance = bridge_utterance(filled_store)
    assert (utterance.text, utterance.speaker, utterance.first_published, utterance.outlets, utterance.origins) == (
        FULL[1:-1],
        "Ann Lee",
        "2025-03-03",
        3,
        3,
    )
    by_outlet = {version.outlet: version for version in utterance.versions}
    assert [version.outlet for version in utterance.versions if version.part == "words"] == ["Herald", "Ledger", "Post"]
    herald, post = by_outlet["Herald"], by_outlet["Post"]
    assert (herald.is_first, herald.cue, herald.tone, herald.speaker_agrees) == (True, "claimed", "doubting", True)
    assert (post.is_first, post.speaker, post.speaker_agrees) == (False, "Tom Ray", False)
    assert "Ann Lee claimed" in herald.sentence
    assert herald.url == "https://herald.example/b"


def test_a_negation_left_out_changes_the_meaning(filled_store: Store) -> None:
    utterance = bridge_utterance(filled_store)
    assert [(version.outlet, version.meaning_changed) for version in utterance.versions if version.meaning_changed] == [
        ("Herald", True)
    ]
    assert utterance.meaning_changed
    [edit] = [edit for version in utterance.versions for edit in version.edits if edit.meaning_changed]
    assert edit.reason is EditReason.NEGATION_DROPPED


def test_fragments_and_indirect_reports_are_related_versions(filled_store: Store) -> None:
    assert {version.outlet: version.part for version in bridge_utterance(filled_store).versions} == {
        "Herald": "words",
        "Ledger": "words",
        "Post": "words",
        "Echo": "indirect",
        "Mail": "fragment",
    }
    assert {version.part for version in bridge_utterance(filled_store, include_related=False).versions} == {"words"}


def test_wire_copy_is_one_origin(filled_store: Store) -> None:
    [utterance] = compare(filled_store, "ferry")
    assert (utterance.outlets, utterance.origins) == (2, 1)
    assert [version.origin for version in utterance.versions] == [1, 1]


def test_without_words_the_most_reported_utterance_comes_first(filled_store: Store) -> None:
    assert [utterance.outlets for utterance in compare(filled_store)] == [3, 2]
    assert [utterance.outlets for utterance in compare(filled_store, limit=1)] == [3]
    assert [utterance.outlets for utterance in compare(filled_store, min_outlets=3)] == [3]
    assert [utterance.meaning_changed for utterance in compare(filled_store, meaning_changed=True)] == [True]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"speaker": "Bo Hall"}, 1),
        ({"speaker": "Nobody Atall"}, 0),
        ({"outlets": ["Star"]}, 1),
        ({"outlets": ["Echo"]}, 0),
        ({"since": date(2025, 3, 6)}, 1),
        ({"until": date(2025, 3, 3)}, 1),
        ({"until": date(2025, 1, 1)}, 0),
        ({"words": "bridge", "since": date(2025, 3, 1), "until": date(2025, 3, 31)}, 1),
        ({"words": "zeppelin"}, 0),
        ({"words": "ferry", "speaker": "Ann Lee"}, 0),
    ],
)
def test_filters_limit_the_utterances(filled_store: Store, filters: dict[str, object], count: int) -> None:
    assert len(compare(filled_store, **filters)) == count  # type: ignore[arg-type]


def test_versions_that_are_not_shown_by_default_do_not_count(store: Store) -> None:
    ledger = article("a", "Ledger", "2025-03-04", ("Ann Lee", FULL))
    hidden = replace(ledger.record, statements=tuple(replace(one, shown=False) for one in ledger.record.statements))
    post, mail = (article(name, name, "2025-03-05", ("Ann Lee", FULL)) for name in ("Post", "Mail"))
    add(store, replace(ledger, record=hidden), post)
    assert compare(store) == compare(store, "council") == []
    assert [utterance.outlets for utterance in compare(store, include_hidden=True)] == [2]
    add(store, mail)
    assert [version.outlet for version in bridge_utterance(store).versions] == ["Post", "Mail"]


def test_invalid_queries_are_refused(filled_store: Store) -> None:
    with pytest.raises(QueryError, match="is later than until"):
        compare(filled_store, since=date(2025, 3, 2), until=date(2025, 3, 1))
    with pytest.raises(QueryError, match="quotation mark is open"):
        compare(filled_store, '"bridge')


def test_an_empty_store_has_nothing(store: Store) -> None:
    assert compare(store) == []
    assert compare(store, "bridge") == []


def test_articles_added_later_join_the_utterance(filled_store: Store) -> None:
    before = bridge_utterance(filled_store)
    add(filled_store, article("h", "Globe", "2025-03-07", ("Ann Lee", FULL)))
    after = bridge_utterance(filled_store)
    assert after.id == before.id
    assert after.outlets == before.outlets + 1


def with_nested(outer: PageRecord, speaker: str, words: str) -> PageRecord:
    """The article, with its first statement holding another of the given words."""
    record = outer.record
    start = record.article.text.index(words)
    nested = replace(
        record.statements[0],
        id="t9",
        content=(Span(start, start + len(words), words),),
        parent=record.statements[0].id,
        speaker="s9",
    )
    speakers = (*record.speakers, Speaker("s9", speaker, "person"))
    return replace(outer, record=replace(record, statements=(*record.statements, nested), speakers=speakers))


def test_a_statement_inside_another_is_no_version_of_its_own(store: Store) -> None:
    mail = with_nested(
        article("b", "Mail", "2025-03-04", ("Bo Hall", FULL)), "Tom Ray", "promise the council a new bridge"
    )
    add(store, article("a", "Ledger", "2025-03-04", ("Bo Hall", FULL)), mail)
    utterance = bridge_utterance(store)
    assert [(version.outlet, version.speaker) for version in utterance.versions] == [
        ("Ledger", "Bo Hall"),
        ("Mail", "Bo Hall"),
    ]
    assert not utterance.meaning_changed


def test_of_two_statements_with_the_same_words_the_inner_one_counts(store: Store) -> None:
    mail = with_nested(article("b", "Mail", "2025-03-04", ("Bo Hall", FULL)), "Ann Lee", FULL)
    add(store, article("a", "Ledger", "2025-03-04", ("Ann Lee", FULL)), mail)
    utterance = bridge_utterance(store)
    assert [version.speaker for version in utterance.versions] == ["Ann Lee", "Ann Lee"]
    assert utterance.speaker == "Ann Lee"


def test_what_an_article_prints_twice_is_not_held_against_itself(store: Store) -> None:
    again = "“This talk that I did promise the council a new bridge across the northern harbour is old,”"
    add(
        store,
        article("a", "Ledger", "2025-03-04", ("Ann Lee", FULL), ("Ann Lee", again)),
        article("b", "Mail", "2025-03-04", ("Ann Lee", FULL)),
    )
    assert not bridge_utterance(store).meaning_changed
    add(store, article("c", "Post", "2025-03-05", ("Ann Lee", FULL.replace("did not", "did"))))
    changed = [version.outlet for version in bridge_utterance(store).versions if version.meaning_changed]
    assert changed == ["Post"]


def test_the_speaker_is_open_where_as_many_texts_name_another(store: Store) -> None:
    twice = (("Tom Ray", FULL), ("Tom Ray", FULL))
    add(
        store,
        article("a", "Ledger", "2025-03-04", ("Ann Lee", FULL)),
        article("b", "Mail", "2025-03-04", *twice),
    )
    utterance = bridge_utterance(store)
    assert utterance.speaker is None
    assert utterance_summary(utterance)[0] == "named as Ann Lee or Tom Ray"
    add(store, article("c", "Post", "2025-03-05", ("Ann Lee", FULL)))
    assert bridge_utterance(store).speaker == "Ann Lee"
