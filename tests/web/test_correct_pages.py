"""Statements corrected in place: kept in the log, told of when two people do it at once, and undone."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from site_server import RunningSite, csrf_token, running_site

from conftest import fill_store


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[RunningSite]:
    """A server of three articles that a test may change."""
    fill_store(tmp_path / "onrecord.db")
    with running_site(tmp_path / "onrecord.db") as running:
        yield running


def form_of(client: httpx.Client, statement: str) -> dict[str, str]:
    """The fields of a statement's form as the page fills them in."""
    text = client.get("/correct/bridge", params={"statement": statement}).text
    fields = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', text))
    del fields["not_a_statement"]
    fields["act"] = fields["shown_act"]
    fields["content"] = fields["shown_content"]
    return {name: value.replace("&#34;", '"') for name, value in fields.items()}


def correct(client: httpx.Client, form: dict[str, str], **changes: str) -> httpx.Response:
    """Send a form with changes."""
    data = {**form, "_csrf_token": csrf_token(client), **changes}
    return client.post("/correct/bridge", data=data, follow_redirects=True)


def test_speaker_act_and_words_are_corrected_and_put_back(own_site: RunningSite) -> None:
    with own_site.client() as client:
        form = form_of(client, "q2")
        answer = correct(client, form, speaker="Tom Ray", act="promise", author="Mia", reason="heard it")
        assert re.search(r'id="card-q2".*?Tom Ray.*?promises.*?corrected', answer.text, re.S)
        statement = client.get("/api/v1/statements-of/bridge").json()["statements"][1]
        assert (statement["speaker"], statement["act"]) == ("Tom Ray", "promise")
        shorter = correct(client, form_of(client, "q1"), content="“We shut it on Friday")
        assert "“We shut it on Friday<" in shorter.text
        page = client.get("/correct/bridge?statement=q2").text
        assert all(words in page for words in ("Mia", "heard it", "by Tom Ray, not Mara Quill"))
        number = re.findall(r'action="/decisions/(\d+)/undo"', page)[0]
        undone = client.post(
            f"/decisions/{number}/undo", data={"_csrf_token": csrf_token(client)}, follow_redirects=True
        )
        assert re.search(r'id="card-q2".*?Mara Quill.*?denies', undone.text, re.S)


def test_what_is_no_statement_is_taken_out(own_site: RunningSite) -> None:
    with own_site.client() as client:
        answer = correct(client, form_of(client, "q4"), not_a_statement="1")
        assert "And it stays shut" in answer.text  # the text is the publisher's
        assert 'id="card-q4"' not in answer.text
        assert "no statement" in client.get("/decisions").text
        assert client.get("/correct/bridge?statement=q4").status_code == 404


def test_two_people_at_once_lose_nothing(address: str) -> None:
    fill_store(address)
    with running_site(address) as own_site, own_site.client() as mia, own_site.client() as ole:
        forms = form_of(mia, "q2"), form_of(ole, "q2")
        assert "while you did" not in correct(mia, forms[0], speaker="Tom Ray", author="Mia").text
        second = correct(ole, forms[1], act="promise", author="Ole")
        assert "Mia corrected this statement while you did" in second.text
        assert re.search(r'id="card-q2".*?Tom Ray.*?promises', second.text, re.S)  # what Ole did not touch is Mia's
        third = correct(ole, forms[1], speaker="Bo Hall", author="Ole")
        assert re.search(r'id="card-q2".*?Bo Hall', third.text, re.S)  # the later one is shown
        log = mia.get("/api/v1/corrections").json()
        assert [(made["author"], made["undone"]) for made in log] == [("Mia", None), ("Ole", None), ("Ole", None)]


def test_corrections_sent_in_the_same_moment_are_kept_and_the_later_is_told(address: str) -> None:
    fill_store(address)
    names = ("Tom Ray", "Bo Hall", "Uma Dey", "Ann Lee")
    start = threading.Barrier(len(names))
    with running_site(address) as own_site:

        def send(name: str) -> str:
            """Correct the speaker, as all others do, and return the page that is shown then."""
            with own_site.client() as client:
                form = form_of(client, "q2")
                start.wait(30)
                return correct(client, form, speaker=name, author=f"who says {name}").text

        with ThreadPoolExecutor(len(names)) as people:
            pages = dict(zip(names, people.map(send, names), strict=True))
        corrections = own_site.store.decisions(("correct",))
        in_order = [made.details["changes"]["speaker"]["name"] for made in corrections]
        assert sorted(in_order) == sorted(names)
        assert not any(made.undone for made in corrections)
        (shown,) = [statement for statement in own_site.store.record("bridge").statements if statement.id == "q2"]
        speakers = {speaker.id: speaker.name for speaker in own_site.store.record("bridge").speakers}
        assert speakers[shown.speaker or ""] == in_order[-1]
        told = [name for name in in_order if "corrected this statement while you did" in pages[name]]
        assert told == in_order[1:]
        for earlier, later in pairwise(in_order):
            assert f"who says {earlier} corrected this statement" in pages[later]


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({}, 422, "Nothing is changed"),
        ({"content": "words that are not there"}, 422, "words that are not there"),
        ({"act": "shout"}, 400, "Act is one of"),
        ({"statement": "q99"}, 404, "no statement of this id"),
    ],
)
def test_a_correction_that_cannot_be_made_says_why(
    site: RunningSite, changes: dict[str, str], status: int, reason: str
) -> None:
    with site.client() as client:
        answer = correct(client, form_of(client, "q1"), **changes)
        assert answer.status_code == status
        assert reason in answer.text


def test_programs_correct_too(own_site: RunningSite) -> None:
    with httpx.Client(base_url=own_site.address + "/api/v1") as api:
        body = {"record": "bridge", "statement": "q1", "act": "promise", "author": "desk"}
        made = api.post("/corrections", json=body)
        assert (made.status_code, made.json()["kind"]) == (201, "correct")
        assert api.get("/statements-of/bridge").json()["statements"][0]["act"] == "promise"
        assert api.post(f"/decisions/{made.json()['id']}/undo", json={}).json()["undone"]
        assert api.post("/corrections", json={"record": "bridge", "statement": "q1"}).status_code == 400
        assert api.post("/corrections", json={**body, "record": "none"}).status_code == 404
        assert api.post("/corrections", json={**body, "content": "not there"}).status_code == 422
