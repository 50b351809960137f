"""What several outlets report, side by side."""

from __future__ import annotations

from datetime import date

import pytest
from reported import add, article

from onrecord.api import compare
from onrecord.errors import QueryError
from onrecord.records import EditReason, Utterance
from onrecord.store import Store

FULL = "“I did not promise the council a new bridge across the northern harbour, I promised them a report,”"
WIRE = " ".join(
    f"Paragraph {n} of the agency's report tells of harbour number {n * 7} and its {n} piers." for n in range(30)
)


@pytest.fixture
def filled(store: Store) -> Store:
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


def about_bridge(store: Store, **more: object) -> Utterance:
    [one] = compare(store, "bridge", **more)  # type: ignore[arg-type]
    return one


def test_every_version_stands_with_who_when_and_how(filled: Store) -> None:
    one = about_bridge(filled)
    assert (one.text, one.speaker, one.first_published, one.outlets, one.origins) == (
        FULL[1:-1],
        "Ann Lee",
        "2025-03-03",
        3,
        3,
    )
    by_outlet = {version.outlet: version for version in one.versions}
    assert [version.outlet for version in one.versions if version.part == "words"] == ["Herald", "Ledger", "Post"]
    herald, post = by_outlet["Herald"], by_outlet["Post"]
    assert (herald.is_first, herald.cue, herald.tone, herald.speaker_agrees) == (True, "claimed", "doubting", True)
    assert (post.is_first, post.speaker, post.speaker_agrees) == (False, "Tom Ray", False)
    assert "Ann Lee claimed" in herald.sentence
    assert herald.url == "https://herald.example/b"


def test_a_not_left_out_is_grave(filled: Store) -> None:
    one = about_bridge(filled)
    assert [(version.outlet, version.meaning_changed) for version in one.versions if version.meaning_changed] == [
        ("Herald", True)
    ]
    assert one.meaning_changed
    [edit] = [edit for version in one.versions for edit in version.edits if edit.meaning_changed]
    assert edit.reason is EditReason.NEGATION_DROPPED


def test_fragments_and_what_is_told_indirectly_are_attached(filled: Store) -> None:
    assert {version.outlet: version.part for version in about_bridge(filled).versions} == {
        "Herald": "words",
        "Ledger": "words",
        "Post": "words",
        "Echo": "indirect",
        "Mail": "fragment",
    }
    assert {version.part for version in about_bridge(filled, include_related=False).versions} == {"words"}


def test_wire_copy_is_one_origin(filled: Store) -> None:
    [one] = compare(filled, "ferry")
    assert (one.outlets, one.origins) == (2, 1)
    assert [version.origin for version in one.versions] == [1, 1]


def test_without_words_what_most_outlets_report_comes_first(filled: Store) -> None:
    assert [one.outlets for one in compare(filled)] == [3, 2]
    assert [one.outlets for one in compare(filled, limit=1)] == [3]
    assert [one.outlets for one in compare(filled, min_outlets=3)] == [3]
    assert [one.meaning_changed for one in compare(filled, meaning_changed=True)] == [True]


@pytest.mark.parametrize(
    ("asked", "count"),
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
def test_filters(filled: Store, asked: dict[str, object], count: int) -> None:
    assert len(compare(filled, **asked)) == count  # type: ignore[arg-type]


def test_what_cannot_be_asked(filled: Store) -> None:
    with pytest.raises(QueryError, match="is later than until"):
        compare(filled, since=date(2025, 3, 2), until=date(2025, 3, 1))
    with pytest.raises(QueryError, match="quotation mark is open"):
        compare(filled, '"bridge')


def test_an_empty_store_has_nothing(store: Store) -> None:
    assert compare(store) == []
    assert compare(store, "bridge") == []


def test_what_is_added_later_is_there(filled: Store) -> None:
    before = about_bridge(filled)
    add(filled, article("h", "Globe", "2025-03-07", ("Ann Lee", FULL)))
    after = about_bridge(filled)
    assert after.id == before.id
    assert after.outlets == before.outlets + 1
