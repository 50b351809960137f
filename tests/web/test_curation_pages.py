"""Articles are listed and forgotten, outlets renamed and merged, in the browser; the log takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from site_server import RunningSite, csrf_token, running_site

from conftest import fill_store


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[RunningSite]:
    """A server of a store that the test changes."""
    fill_store(tmp_path / "onrecord.db")
    with running_site(tmp_path / "onrecord.db") as running:
        yield running


def send(client: httpx.Client, path: str, **values: str) -> httpx.Response:
    """Send a form as a browser without JavaScript does."""
    return client.post(path, data={"_csrf_token": csrf_token(client), **values})


def undo_last(client: httpx.Client) -> httpx.Response:
    """Undo the newest decision of the log."""
    action = re.findall(r'action="(/decisions/\d+/undo)"', client.get("/decisions").text)[0]
    return send(client, action, author="Ada")


def test_articles_are_found_by_headline_outlet_and_day(site: RunningSite) -> None:
    with site.client() as client:
        everything = client.get("/articles").text
        assert everything.count('href="/articles/') == 3
        assert 'href="/articles/ferry">Ferry to run' in client.get("/articles?title=ferry").text
        for query in ("title=ferry", "outlet=The+Courier&since=2025-05", "since=2025-05-04&until=2025-05-04"):
            fragment = client.get(f"/articles?{query}", headers={"HX-Request": "true"}).text
            assert "<html" not in fragment
            assert re.findall(r'href="/articles/(\w+)"', fragment) == ["ferry"]
        assert "No article was found" in client.get("/articles?title=nothing").text
        assert client.get("/articles?since=soon").status_code == 400


def test_an_article_is_forgotten_only_if_one_is_sure_and_can_be_added_again(own_site: RunningSite) -> None:
    with own_site.client() as client:
        assert 'name="record" value="ferry"' in client.get("/articles/ferry").text
        assert send(client, "/forget", record="ferry").status_code == 422
        assert client.get("/articles/ferry").status_code == 200
        answer = send(client, "/forget", record="ferry", sure="1", author="Ada", reason="They asked")
        assert (answer.status_code, answer.headers["location"]) == (303, "/decisions")
        assert client.get("/articles/ferry").status_code == 404
        log = client.get("/decisions").text
        assert re.search(r"<b>forget</b> \S+", log)
        assert "They asked" in log
        assert send(client, "/forget", record="ferry", sure="1").status_code == 422
        assert undo_last(client).status_code == 303
        assert "undone" in client.get("/decisions").text


def test_an_outlet_is_renamed_merged_and_undone(own_site: RunningSite) -> None:
    with own_site.client() as client:
        names = [name for name, _ in own_site.store.outlets()]
        other = next(name for name in names if name != "The Courier")
        assert send(client, "/outlets", outlet="The Courier", new_name="").status_code == 422
        answer = send(client, "/outlets", outlet="The Courier", new_name=other, author="Ada", reason="One paper")
        assert (answer.status_code, answer.headers["location"]) == (303, "/outlets")
        assert "The Courier" not in client.get("/outlets").text
        assert f"“The Courier” is shown as “{other}”" in client.get("/decisions").text
        assert undo_last(client).status_code == 303
        assert "The Courier" in client.get("/outlets").text


def test_a_public_record_lists_articles_and_outlets_and_takes_no_change(filled_store: Path) -> None:
    with running_site(filled_store, public=True) as site, site.client() as client:
        for path in ("/articles", "/outlets", "/articles/ferry"):
            text = client.get(path).text
            assert 'method="post"' not in text
        for path in ("/forget", "/outlets"):
            assert client.post(path, data={"record": "ferry", "sure": "1"}).status_code == 403
