"""Who is who, decided on a speaker's page: rename, merge, split and undo, with who and why."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from site_server import RunningSite, csrf_token, running_site

from conftest import fill_store


def identity(client: httpx.Client, name: str) -> str:
    """The address of a speaker's page."""
    found = re.findall(rf'href="(/speakers/[^"?]+)">{name}</a>', client.get("/speakers").text)
    assert found, name
    return str(found[0])


def decide(client: httpx.Client, path: str, **fields: str | list[str]) -> httpx.Response:
    """Send a form of a speaker's page."""
    return client.post(path, data={"_csrf_token": csrf_token(client), **fields}, follow_redirects=True)


def test_a_speaker_is_renamed_merged_and_split_and_each_is_undone(tmp_path: Path) -> None:
    fill_store(tmp_path / "onrecord.db")
    with running_site(tmp_path / "onrecord.db") as site, site.client() as client:
        ann, tom = identity(client, "Ann Lee"), identity(client, "Tom Ray")
        renamed = decide(client, ann, action="rename", new_name="Ann B. Lee", author="Mia", reason="her own spelling")
        assert "<h1>Ann B. Lee</h1>" in renamed.text
        assert all(words in renamed.text for words in ("Mia", "her own spelling"))
        assert 'value="Mia"' in renamed.text  # who decides is filled in from now on
        merged = decide(client, ann, action="merge", other="Tom Ray")
        assert "3 statements" in merged.text
        assert str(client.get(tom).status_code) == "200"  # the old address leads to the merged speaker
        undone = decide(client, "/decisions/2/undo", author="Mia")
        assert "2 statements" in undone.text
        split = decide(client, ann, action="split", records=["ferry"])
        assert "1 statement" in split.text
        log = client.get("/decisions").text
        assert re.findall(r"<p><b>(\w+)</b>", log) == ["split", "merge", "rename"]
        assert "undone" in log


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"action": "merge", "other": "Nobody Known"}, "nobody of this name"),
        ({"action": "merge", "other": ""}, "Say with whom"),
        ({"action": "split"}, "Choose the articles"),
        ({"action": "split", "records": "bridge"}, "bridge"),
        ({"action": "dance"}, "rename, merge or split"),
    ],
)
def test_a_decision_that_cannot_be_made_says_why(site: RunningSite, fields: dict[str, str], reason: str) -> None:
    with site.client() as client:
        answer = decide(client, identity(client, "Bo Hall"), **fields)
        assert 400 <= answer.status_code < 500
        assert reason in answer.text
