"""Speakers across articles: summaries, timelines, and what people decide about who is who."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from store_samples import BRIDGE, FERRY, page_record

from onrecord.errors import IdentityError
from onrecord.records import Span
from onrecord.store import PageRecord, Store
from onrecord.store.web_queries import StatedRole, newest_statements, speaker_appearances, stated_roles


def statement_counts(store: Store, name: str | None = None) -> dict[str, int]:
    return {speaker.name: speaker.statements for speaker in store.speakers(name)}


def test_one_person_in_two_articles_is_one_identity(store: Store) -> None:
    store.writer("m").add([page_record("a", *BRIDGE), page_record("b", *FERRY)])
    first = store.speakers()[0]
    assert (first.name, first.statements, first.articles) == ("Ann Lee", 2, 2)
    timeline = store.timeline("Ann Lee")
    assert timeline.months == (("2025-03", 2),)
    assert timeline.outlets == (("The Northport Ledger", 2),)


def test_each_month_of_a_timeline_stands_once(store: Store) -> None:
    days = ("2023-01-04", "2023-01-05", "2023-01-31", "2023-02-01", "2023-02-28", "2023-12-31", "2024-01-01")
    store.writer("m").add(
        [page_record(f"d{n}", f"Ann Lee said: This is day {n}.", published=day) for n, day in enumerate(days)]
    )
    timeline = store.timeline("Ann Lee")
    assert timeline.months == (("2023-01", 3), ("2023-02", 2), ("2023-12", 1), ("2024-01", 1))
    assert (timeline.person.first, timeline.person.last) == (date(2023, 1, 4), date(2024, 1, 1))


def test_the_newest_statements_of_a_speaker_are_those_that_a_search_finds(store: Store) -> None:
    days = ("2023-01-04", None, "2023-03-31", "2025-02-01", "2023-02-28", "2025-12-31", None, "2024-01-01")
    store.writer("m").add(
        [
            page_record(f"d{n}", "Tom Ray met Ann Lee.", *["Ann Lee said: This is a day."] * (n % 3), published=day)
            for n, day in enumerate(days)
        ]
    )
    person = store.timeline("Ann Lee").person
    appearances = store.database.read(partial(speaker_appearances, identity=person.id, limit=10))
    assert [appearance.day for appearance in appearances if appearance.statements][-1] is None
    for limit in (1, 3, 20):
        newest = store.database.read(partial(newest_statements, appearances=appearances, limit=limit))
        assert newest == store.find(speaker=person.id, order="newest", limit=limit)
        assert len(newest) == min(limit, person.statements)


def with_role(page: PageRecord, role: str) -> PageRecord:
    """A record whose first speaker has the words of a role in its text."""
    start = page.record.article.text.index(role)
    first, *others = page.record.speakers
    speaker = replace(first, roles=(Span(start, start + len(role), role),))
    return replace(page, record=replace(page.record, speakers=(speaker, *others)))


def test_roles_have_the_days_on_which_articles_state_them(store: Store) -> None:
    stated = (("warden", "2023-01-04"), ("Warden", "2024-06-01"), ("warden", None), ("mayor", "2025-02-01"))
    pages = [
        with_role(page_record(f"d{n}", f"The {role}.", "Ann Lee said: It is shut.", published=day), role)
        for n, (role, day) in enumerate(stated)
    ]
    store.writer("m").add([*pages, page_record("e", "Ann Lee said: It is shut.")])
    person = store.timeline("Ann Lee").person
    roles = store.database.read(partial(stated_roles, identity=person.id, limit=5))
    assert roles == [
        StatedRole("mayor", date(2025, 2, 1), date(2025, 2, 1), 1),
        StatedRole("warden", date(2023, 1, 4), date(2024, 6, 1), 3),
    ]
    assert store.database.read(partial(stated_roles, identity=person.id, limit=1)) == roles[1:]


def test_a_name_that_means_nobody_or_several_is_refused(store: Store) -> None:
    store.writer("m").add([page_record("a", "Ann Lee said: Yes.", "Tom Lee said: No."), page_record("b", *FERRY)])
    with pytest.raises(IdentityError, match="nobody of this name"):
        store.rename("Nemo Nihil", "x")
    with pytest.raises(IdentityError, match="2 identities have this name; give the id of one"):
        store.timeline("Lee")
    with pytest.raises(IdentityError, match="one identity already"):
        store.merge("Bo Hall", "Bo Hall")
    with pytest.raises(IdentityError, match="nothing to split"):
        store.split("Bo Hall", "b")


def test_a_name_with_other_blanks_is_no_other_name(store: Store) -> None:
    store.writer("m").add([page_record("a", *BRIDGE), page_record("b", "Ann\u00a0Lee said: The ferry sails.")])
    assert [(speaker.name, speaker.aliases) for speaker in store.speakers("Ann Lee")] == [("Ann Lee", ())]
