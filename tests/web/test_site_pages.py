"""Every page answers with what the store holds, in full and as a fragment, and errors say what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from site_server import RunningSite, running_site

from conftest import fill_store
from onrecord.store import Store

PATHS = ("/", "/search?words=bridge", "/speakers", "/articles/bridge", "/read")


def test_every_page_answers_on_both_engines(address: str) -> None:
    fill_store(address)
    with running_site(address) as site, site.client() as client:
        person = re.findall(r'href="(/speakers/ann-lee[^"]*)"', client.get("/speakers").text)[0]
        more = ("/compare", "/numbers?by=speaker&and=tone", "/status", "/decisions", "/verify", "/health", person)
        more += ("/correct/bridge?statement=q1", "/api/v1/records", "/api/v1/utterances", "/api/v1/stats", "/metrics")
        more += ("/search?words=ferry&similar=1", "/api/v1/records/bridge", "/search?since=2025&order=oldest&page=2")
        assert {path: client.get(path).status_code for path in (*PATHS, *more)} == dict.fromkeys((*PATHS, *more), 200)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_one_heading_a_title_and_the_security_policy(site: RunningSite, path: str) -> None:
    with site.client() as client:
        answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert re.search(r"<title>[^<]+ · onrecord</title>", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)|javascript:", answer.text)


def test_the_front_page_shows_what_is_new_and_who_speaks_most(site: RunningSite) -> None:
    with site.client() as client:
        text = client.get("/").text
    assert "Ferry to run" in text
    assert "The ferry will run from Friday." in text
    assert re.search(r"Ann Lee</a>.*?>2<", text, re.S)


def test_an_article_has_its_statements_marked_in_place(site: RunningSite) -> None:
    with site.client() as client:
        text = client.get("/articles/bridge").text
    assert re.search(r'<span class="said voice1" id="q1" [^>]*>“We shut it on Friday,”<span class="end">', text)
    assert '<span class="cue voice1">told</span>' in text
    assert re.search(r'class="said voice\d inner" id="q3" ', text)  # inside the second statement
    assert "Share this" in text
    assert "statement 97 %" in text


def test_a_permalink_highlights_its_statement(site: RunningSite) -> None:
    with site.client() as client:
        text = client.get("/articles/bridge?statement=q2").text
    assert re.findall(r'class="said [^"]*chosen" id="(\w+)"', text) == ["q2"]
    assert re.findall(r'id="card-(\w+)" class="[^"]*chosen', text) == ["q2"]


def test_search_marks_the_words_and_keeps_the_filters(site: RunningSite) -> None:
    with site.client() as client:
        text = client.get("/search", params={"words": "ferry", "outlet": "The Courier", "since": "2025"}).text
        assert "The <mark>ferry</mark> will run from Friday." in text
        assert 'href="/search?words=ferry&amp;since=2025"' in text  # without the outlet
        assert "Nothing was found" in client.get("/search", params={"words": "ferry", "until": "2024"}).text


def test_htmx_gets_the_results_alone(site: RunningSite) -> None:
    with site.client(**{"hx-request": "true"}) as client:
        answer = client.get("/search", params={"words": "ferry"})
        assert "<html" not in answer.text
        assert "<mark>ferry</mark>" in answer.text
        problem = client.get("/search", params={"words": '"open'})
        assert problem.status_code == 400
        assert problem.text.startswith('<p class="problem">')


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ('words="open', "quotation mark is open"),
        ("since=2025-13", "give a day"),
        ("act=shout", "one of assert"),
        ("page=abc", "a number from 1"),
        ("order=shuffled", "one of best"),
        ("since=2025&until=2024", "later than until"),
    ],
)
def test_a_wrong_search_says_what_is_wrong(site: RunningSite, query: str, reason: str) -> None:
    with site.client() as client:
        page = client.get(f"/search?{query}")
        assert (page.status_code, "<html" in page.text, reason in page.text) == (400, True, True)
        problem = client.get(f"/search?{query}", headers={"accept": "application/json"})
        assert problem.headers["content-type"].startswith("application/problem+json")
        assert reason in problem.json()["detail"]


def test_a_speaker_page_shows_statements_by_month_and_outlet(site: RunningSite) -> None:
    with site.client() as client:
        path = re.findall(r'href="(/speakers/ann-lee[^"]*)"', client.get("/speakers").text)[0]
        text = client.get(path).text
    assert "2 statements" in text
    assert all(words in text for words in ("The bridge is shut.", "The ferry will run", "2025-03", "2025-05"))
    assert "The Courier" in text


@pytest.mark.parametrize("path", ["/articles/none", "/speakers/nobody", "/jobs/x", "/static/x.css", "/elsewhere"])
def test_what_is_not_there_is_a_page_that_says_so(site: RunningSite, path: str) -> None:
    with site.client() as client:
        answer = client.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    assert answer.headers["content-security-policy"]


def test_a_page_that_the_browser_has_is_not_sent_again(site: RunningSite) -> None:
    with site.client() as client:
        first = client.get("/articles/bridge")
        again = client.get("/articles/bridge", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        static = client.get(re.findall(r'href="(/static/style.css[^"]*)"', first.text)[0])
        assert "immutable" in static.headers["cache-control"]


def test_static_files_are_named_ones_only(site: RunningSite) -> None:
    with site.client() as client:
        for path in (
            "/static/..%2f..%2fserver.py",
            "/static/%2e%2e/app.py",
            "/static/style.css%00",
            "/static//etc/passwd",
        ):
            assert client.get(path).status_code == 404


def test_numbers_are_a_chart_with_its_table(site: RunningSite) -> None:
    with site.client() as client:
        text = client.get("/numbers?by=outlet&and=tone").text
        assert re.search(r'<svg[^>]+role="img"[^>]+aria-label="Statements by outlet and tone', text)
        assert re.search(r'<th scope="row">The Courier</th><td>2</td>.*<td>2</td>', text)
        assert client.get("/numbers?by=colour").status_code == 400


def test_search_results_say_what_they_can_be_narrowed_by(site: RunningSite) -> None:
    with site.client() as client:
        text = client.get("/search?since=2025-01").text
        later = re.findall(r'hx-get="([^"]+)" hx-trigger="load"', text)[0].replace("&amp;", "&")
        without_script = re.findall(r'href="([^"]+)">Count speakers', text)[0].replace("&amp;", "&")
        assert "Statements found, by month" in client.get(later, headers={"HX-Request": "true"}).text
        assert "Statements found, by month" not in text
        text = client.get(without_script).text
        link = re.findall(r'href="([^"]+)">The Courier</a> <span class="number">2<', text)[0].replace("&amp;", "&")
        assert "ferry" in client.get(link).text
        assert 'since=2025-05&amp;until=2025-05">2025-05' in text


def test_a_kept_page_is_rendered_anew_when_the_store_was_changed_elsewhere(tmp_path: Path) -> None:
    fill_store(tmp_path / "onrecord.db")
    with running_site(tmp_path / "onrecord.db") as site, site.client() as client, site.client() as other:
        person = site.store.speakers()[0]
        address = f"/speakers/{person.id}"
        first, second = client.get(address).text, client.get(address).text
        assert first == second  # with the visitor's own token, from the cookie of the first answer
        token = re.findall(r'name="_csrf_token" value="([^"]+)"', first)[0]
        assert token not in other.get(address).text
        with Store(str(tmp_path / "onrecord.db")) as elsewhere:
            elsewhere.rename(person.id, "Another Name")
        assert "<h1>Another Name</h1>" in client.get(address).text
