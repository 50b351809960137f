"""Queries, addresses and forms that no page sends: each is answered with a page, an error with one that says why."""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Annotated, get_args, get_origin, get_type_hints
from urllib.parse import quote

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from site_server import csrf_token, running_site

from conftest import fill_store
from onrecord.web.app import PAGES
from onrecord.web.search_form import SearchForm

TEXTS = (
    "\x00", "a\x00b", "\u202eא\u2066", "\x1b[2J", "\r\nSet-Cookie: a=b", '"', '"a', "a AND", "NEAR(", "*", "-", "(",
    "{x}", "col:x", "%", "_", "'; DROP TABLE pages; --", "<script>window.pwned=1</script>", "../../etc/passwd",
    "\U000e0080", "a\u0301" * 90, "😀" * 300, "x" * 4_000, " ", "", "[]", "null", "🙂 bridge", "javascript:alert(1)",
    "//evil.test/a",
)  # fmt: skip
DAYS = ("2025-13-45", "9999-99", "0000", "-0001-01-01", "10000-01-01", "2025-02-30", "today", "١٢")
NUMBERS = ("0", "-1", "1e309", "NaN", "Infinity", "9" * 30, "²", "1.5", "9223372036854775808", "2147483648", "0x1f")
WORDS_OF_FIELDS = ("said", "month", "speaker", "direct", "oldest", "rename", "split", "merge", "on")
NO_TEXT = ("%ED%A0%80", "%FF%FE", "%", "%zz", "%u0041", "%C0%AF", "+")
VALUES = [quote(value, safe="") for value in (*TEXTS, *DAYS, *NUMBERS, *WORDS_OF_FIELDS)] + [*NO_TEXT]
SEARCHES = ("/search", "/search/narrow", "/numbers")
PARAMETER = re.compile(r"\{\w+:\w+\}")
FORM_FIELDS = (
    "statement", "seen", "reason", "author", "not_a_statement", "speaker", "shown_speaker", "act", "shown_act",
    "content", "shown_content", "sure", "record", "outlet", "new_name", "action", "other", "records", "into", "next",
    "token",
)  # fmt: skip
FORMS_OF_JOBS = ("/read", "/verify", "/compare/group")  # tests/web/test_reading_pages.py


def handlers(method: str) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """The pages' handlers of a method, each with its path."""
    for handler in PAGES:
        if method in handler.http_methods:
            yield from ((path, handler) for path in handler.paths)


def query_names(path: str, handler: HTTPRouteHandler) -> set[str]:
    """The names that a page reads from its query, and one that no page has."""
    function = inspect.unwrap(handler.fn)
    hints = get_type_hints(function, include_extras=True)
    notes = [note for hint in hints.values() if get_origin(hint) is Annotated for note in get_args(hint)[1:]]
    names = {*hints, *(note.name for note in notes if isinstance(note, QueryParameter) and note.name)}
    names |= {field.name for field in fields(SearchForm)} | {"by", "and"} if path in SEARCHES else set()
    return names - {"request", "return"} | {"words[]"}


def hostile_addresses() -> Iterator[str]:
    """Addresses with hostile values in every place that a page's path or query has for one."""
    values = itertools.cycle(VALUES)
    for path, handler in handlers("GET"):
        known = PARAMETER.sub("bridge", path)
        for name in sorted(query_names(path, handler)):
            several = 2 if path in SEARCHES else 4
            yield from (f"{known}?{name}={value}" for value in itertools.islice(values, several))
        yield f"{known}?{'&'.join(f'{name}=a&{name}=b' for name in sorted(query_names(path, handler)))}"
        if known != path:
            yield from (PARAMETER.sub(lambda _, value=value: value, path) for value in VALUES[::4])  # type: ignore[misc]


def assert_is_a_page(address: str, answer: httpx.Response) -> None:
    """Check that an answer is a page or a plain file, and an error one clear page."""
    assert answer.status_code < 500, (address, answer.text[:300])
    assert "Traceback" not in answer.text, address
    assert "set-cookie: a=b" not in str(answer.headers).lower(), address
    if answer.status_code >= 400:
        assert answer.text.count("<h1") == 1, (address, answer.text[:300])


def test_hostile_addresses_are_answered(address: str, caplog: pytest.LogCaptureFixture) -> None:
    fill_store(address)
    with running_site(address) as site, site.client() as client:
        base = httpx.URL(site.address)
        statuses = set()
        for target in hostile_addresses():
            answer = client.get(base.copy_with(raw_path=target.encode()))
            assert_is_a_page(target, answer)
            statuses.add(answer.status_code)
        assert {200, 400, 404} <= statuses
    assert "Traceback" not in caplog.text


def test_hostile_forms_are_answered(address: str, caplog: pytest.LogCaptureFixture) -> None:
    fill_store(address)
    with running_site(address, changes_per_minute=10_000) as site, site.client() as client:
        person = re.findall(r'href="(/speakers/ann-lee[^"]*)"', client.get("/speakers").text)[0]
        token, values = csrf_token(client), itertools.cycle(VALUES)
        known = {"statement": "q1", "sure": "1", "action": "rename", "record": "crossing", "outlet": "The Courier"}
        paths = [path for path, _ in handlers("POST") if path not in FORMS_OF_JOBS]
        targets = {path: PARAMETER.sub("1", path) for path in paths}
        targets |= {"/speakers/{identity:str}": person, "/correct/{record_id:path}": "/correct/bridge"}
        for target in targets.values():
            for name in FORM_FIELDS:
                form = {"_csrf_token": token, **known, name: next(values)}
                body = "&".join(f"{field}={value}" for field, value in form.items()) + f"&{name}=&x[]=1"
                headers = {"content-type": "application/x-www-form-urlencoded"}
                answer = client.post(target, content=body, headers=headers)
                assert_is_a_page(f"{target} {name}={form[name]}", answer)
        assert client.get("/").status_code == 200
    assert "Traceback" not in caplog.text
