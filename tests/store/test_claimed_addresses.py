"""Whatever a page, file or line claims to be, it replaces nothing that somebody else gave; on both engines."""

from __future__ import annotations

import itertools
import json
from hashlib import sha256
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from onrecord.articles.extract import extract_article
from onrecord.pages.formats.json_lines import line_page
from onrecord.reader import record_id
from onrecord.records import Page, PageOrigin, Record
from onrecord.settings import Settings
from onrecord.store import PageRecord, Store
from onrecord.store import tables as t

NUMBERS = itertools.count()  # of the examples, so that all of them can use one store
CLAIMS = ("canonical", "og:url", "json-ld", "site name", "none")
NAME = "The Harbour Post"


def html(text: str, claim: str, claimed: str) -> str:
    """A page with an article and a claim."""
    head = {
        "canonical": f"<link rel='canonical' href='{claimed}'>",
        "og:url": f"<meta property='og:url' content='{claimed}'>",
        "json-ld": f'<script type="application/ld+json">{{"@type": "NewsArticle", "url": "{claimed}"}}</script>',
        "site name": "<meta property='og:site_name' content='good.example'>",
    }.get(claim, "")
    name = "" if claim == "site name" else f"<meta property='og:site_name' content='{NAME}'>"
    return f"<html><head>{head}{name}</head><body><article><p>{text}</p></article></body></html>"


def page_of(giver: str, version: int, claim: str, number: int) -> Page:
    """A page of a giver: sites fetched, a saved page and lines of two files, most of which claim one address."""
    claimed = f"https://good.example/story{number}"
    text = f"The harbour office of {giver} said on Monday that boat {version} would stay, number {number}. " * 3
    if giver in {"good.example", "evil.example"}:
        address = claimed if giver == "good.example" else f"https://evil.example/copy{number}"
        body = html(text, "none" if giver == "good.example" else claim, claimed)
        return Page(PageOrigin("web", address, None, sha256(body.encode()).hexdigest()), "html", body, url=address)
    if giver == "saved.html":
        body = html(text, claim, claimed)
        return Page(PageOrigin("file", f"saved{number}.html", None, sha256(body.encode()).hexdigest()), "html", body)
    line: dict[str, Any] = {"text": text, "url": claimed, "outlet": NAME}
    if claim == "none":
        line = {"text": text, "id": f"story{number}"}
    elif claim == "site name":
        taken = extract_article(page_of("good.example", 0, "none", number), Settings())
        line = {"text": text, "id": record_id(taken), "url": claimed}
    return line_page(json.dumps(line).encode(), f"{giver}:{version + 1}")


def read(page: Page) -> PageRecord:
    """A page with its record, without statements."""
    article = extract_article(page, Settings())
    return PageRecord(Record(page.id or record_id(article), article, (), ()), page)


GIVERS = ("good.example", "evil.example", "saved.html", "good.jsonl", "evil.jsonl")
steps_and_claims = {
    "steps": st.lists(st.tuples(st.sampled_from(GIVERS), st.integers(0, 2)), min_size=2, max_size=12),
    "claims": st.fixed_dictionaries({giver: st.sampled_from(CLAIMS) for giver in GIVERS}),
    "size": st.integers(1, 4),
}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(**steps_and_claims)
def test_each_giver_keeps_its_own_article(
    store: Store, steps: list[tuple[str, int]], claims: dict[str, str], size: int
) -> None:
    number = next(NUMBERS)
    given_records = [read(page_of(giver, version, claims[giver], number)) for giver, version in steps]
    writer = store.writer("test-model", version="0")
    for start in range(0, len(steps), size):
        writer.add(given_records[start : start + size])
    writer.finish()
    a = t.articles.c
    query = select(a.record, a.text, a.url, a.claimed_url, t.outlets.c.name)
    query = query.join(t.outlets, t.outlets.c.id == a.outlet_id, isouter=True).where(a.current)
    with store.database.engine.connect() as connection:
        current = {row.text: row for row in connection.execute(query) if f"number {number}." in row.text}
    newest = {giver: given_record for (giver, _), given_record in zip(steps, given_records, strict=True)}
    assert sorted(current) == sorted(given_record.record.article.text for given_record in newest.values())
    assert len({row.record for row in current.values()}) == len(newest)
    rows = {giver: current[given_record.record.article.text] for giver, given_record in newest.items()}
    if good := rows.get("good.example"):
        assert (good.url, good.claimed_url) == (newest["good.example"].page.url, None)
        assert good.name in {NAME, f"{NAME} (good.example)"}
    if evil := rows.get("evil.example"):
        assert evil.url == newest["evil.example"].page.url
        assert (evil.claimed_url is not None) == (claims["evil.example"] in {"canonical", "og:url"})
        assert evil.name in {"evil.example", NAME, f"{NAME} (evil.example)"}
        assert good is None or evil.name != good.name


def test_what_another_file_gives_again_is_unchanged_and_its_id_does_not_hide_the_first(store: Store) -> None:
    first, again = (
        read(line_page(json.dumps({"id": "7", "text": text, "url": "https://good.example/s"}).encode(), f"{file}:1"))
        for file, text in (
            ("monday.jsonl", "The boat is late, Ann Lee said."),
            ("tuesday.jsonl", "The boat is late, Ann Lee said."),
        )
    )
    other = read(line_page(json.dumps({"id": "7", "text": "The boat is gone, Bo Hall said."}).encode(), "evil.jsonl:1"))
    writer = store.writer("test-model", version="0")
    assert writer.add([first, again, other]) == ["new", "unchanged", "new"]
    assert writer.add([other, again, first]) == ["unchanged", "unchanged", "unchanged"]
    writer.finish()
    assert store.record("7").article.text.startswith("The boat is late")
    store.forget("7")
    assert [record.article.text[:16] for record in store.records()] == ["The boat is gone"]
