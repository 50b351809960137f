"""Reading, checking and grouping through the pages: forms, jobs, their results and their errors."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from site_server import RunningSite, csrf_token, running_site

from conftest import fill_store
from onrecord.settings import Settings
from onrecord.web.jobs.job_process import JobProcess, JobTimeoutError
from onrecord.web.jobs.tasks import GroupTask
from onrecord.web.routes import search_page

pytestmark = pytest.mark.usefixtures("shipped_model")

DRAFT = (
    "Lighthouse to go dark\n\nThe lamp will be switched off in June, keeper Edda Storr said.\n\n"
    "“We never once let it go out,” Storr told reporters on Monday. “It was our promise to the boats.”"
)
SPOKEN = "EDDA STORR: We never once in ninety years let it go out. It was our promise to the boats."


@pytest.fixture(scope="module")
def reading_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A server of a store of its own, with a folder of transcripts."""
    folder = tmp_path_factory.mktemp("reading")
    fill_store(folder / "onrecord.db")
    (folder / "transcripts").mkdir()
    (folder / "transcripts" / "keeper.txt").write_text(SPOKEN, "utf-8")
    with running_site(folder / "onrecord.db", transcripts=(str(folder / "transcripts"),)) as running:
        yield running


def send(site: RunningSite, path: str, **fields: str | tuple[str, bytes]) -> httpx.Response:
    """Send a form and follow the answer until the job is over."""
    with site.client() as client:
        parts = {"_csrf_token": (None, csrf_token(client)), "file": ("", b"")}
        parts |= {name: (None, value) if isinstance(value, str) else value for name, value in fields.items()}
        answer = client.post(path, files=parts, follow_redirects=True)
        while "/jobs/" in str(answer.url) and "<progress" in answer.text:
            time.sleep(0.1)
            answer = client.get(answer.url, follow_redirects=True)
        return answer


def test_a_pasted_text_becomes_an_article_of_the_record(reading_site: RunningSite) -> None:
    answer = send(reading_site, "/read", text=DRAFT)
    assert "/articles/" in str(answer.url)
    assert "Lighthouse to go dark" in answer.text
    assert re.search(r'class="source voice\d">Storr', answer.text)
    assert [hit.identity_name for hit in reading_site.store.find('"go out"')] == ["Edda Storr"]
    assert str(send(reading_site, "/read", text=DRAFT).url) == str(answer.url)  # the same text is the same article


def test_a_file_of_several_articles_is_listed(reading_site: RunningSite) -> None:
    lines = b'{"id": "one", "text": "The quay is full, Bo Hall said."}\n{"id": "two", "text": ""}\n'
    answer = send(reading_site, "/read", file=("pages.jsonl", lines))
    assert "1 article from pages.jsonl" in answer.text
    assert 'href="/articles/one"' in answer.text
    assert "Not read" in answer.text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"link": "file:///etc/passwd"}, "Give the whole address of a web page"),
        ({"link": "/etc/passwd"}, "Give the whole address of a web page"),
        ({"link": "-"}, "Give the whole address of a web page"),
        ({"link": "http://127.0.0.1:1/"}, "private address"),
        ({"text": "   "}, "Give a link, a text or a file"),
        ({"file": ("x.bin", bytes(range(256)))}, "Upload x.bin"),
    ],
)
def test_what_cannot_be_read_says_why(reading_site: RunningSite, fields: dict[str, str], reason: str) -> None:
    answer = send(reading_site, "/read", **fields)
    assert reason in answer.text
    assert 'class="problem"' in answer.text


def test_a_draft_is_checked_against_chosen_and_pasted_transcripts(reading_site: RunningSite) -> None:
    with reading_site.client() as client:
        assert "keeper.txt" in client.get("/verify").text
    answer = send(reading_site, "/verify", text=DRAFT, chosen="0")
    assert "trimmed" in answer.text
    assert "keeper.txt [" in answer.text
    assert str(Path(reading_site.store.address).parent) not in answer.text  # no path of the server
    pasted = send(reading_site, "/verify", text=DRAFT, transcript_text="EDDA STORR: We never once let it go out.")
    assert "verbatim" in pasted.text
    assert "pasted-transcript.txt" in pasted.text


def test_a_draft_is_held_against_the_articles_of_the_record(reading_site: RunningSite) -> None:
    article = "“We counted nine seals on the bar,” warden Ida Quist said.\n\n“Nobody feeds them,” ranger Per Lund said."
    assert "/articles/" in str(send(reading_site, "/read", text=article).url)
    draft = (
        "“We counted nine seals on the bar,” ranger Per Lund said.\n\n“The seals will leave,” warden Ida Quist said."
    )
    answer = send(reading_site, "/verify", text=draft, against_record="1")
    assert "printed as Per Lund’s, spoken by Ida Quist" in answer.text
    assert "not found" in answer.text
    assert "Choose, upload" in send(reading_site, "/verify", text=draft).text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": DRAFT}, "Choose, upload or paste a transcript"),
        ({"transcript_text": SPOKEN}, "Give the link, text or file"),
        ({"text": DRAFT, "transcript_link": "file:///etc/passwd"}, "Give the whole address"),
        ({"text": DRAFT, "chosen": "7"}, "Choose, upload or paste a transcript"),
        ({"text": DRAFT, "chosen": "../../etc/passwd"}, "Choose, upload or paste a transcript"),
    ],
)
def test_a_check_without_a_side_says_what_is_missing(
    reading_site: RunningSite, fields: dict[str, str], reason: str
) -> None:
    assert reason in send(reading_site, "/verify", **fields).text


def test_a_transcript_that_is_refused_says_why(reading_site: RunningSite) -> None:
    cut_off = ("cut.pdf", b"%PDF-1.4 and no more")
    alone = send(reading_site, "/verify", text=DRAFT, transcript_files=cut_off).text
    assert "nothing to check against; cut.pdf: cannot be read as a PDF file" in alone
    assert "onrecord-" not in alone  # no path of the server
    beside = send(reading_site, "/verify", text=DRAFT, chosen="0", transcript_files=cut_off).text
    assert "trimmed" in beside
    assert "<li>cut.pdf: cannot be read as a PDF file" in beside


def test_statements_added_elsewhere_are_grouped_when_asked(reading_site: RunningSite) -> None:
    with reading_site.client() as client:
        assert client.get("/compare").status_code == 200
    answer = send(reading_site, "/compare/group")
    assert "Comparing statements: done" in answer.text
    with reading_site.client() as client:
        assert "Compare them too" not in client.get("/compare").text
        assert client.get("/compare/999999").status_code == 404
        assert client.get("/compare?since=yesterday").status_code == 400


def test_status_names_runs_and_what_was_not_read(reading_site: RunningSite) -> None:
    with reading_site.client() as client:
        text = client.get("/status").text
    assert "test-model" in text
    assert re.search(r"Articles</th><td class=\"number\">\d", text)


def test_a_job_that_takes_too_long_is_killed_and_the_next_one_runs(tmp_path: Path) -> None:
    fill_store(tmp_path / "onrecord.db")
    process = JobProcess(Settings(store=str(tmp_path / "onrecord.db")), 0.0)
    try:
        with pytest.raises(JobTimeoutError):
            process.run(GroupTask(), lambda *_: None)
        process.seconds = 60.0
        assert process.run(GroupTask(), lambda *_: None).statements > 0  # type: ignore[union-attr]
    finally:
        process.close()


def test_a_search_by_meaning_shows_how_far_its_statements_are_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_page, "QUICKLY_PREPARED", 0)
    fill_store(tmp_path / "onrecord.db")
    search = "/search?words=boats+across+the+river&similar=1"
    with running_site(tmp_path / "onrecord.db") as site, site.client() as client:
        missing = site.store.missing_vectors()
        assert missing == site.store.counts()["statements"]
        fragment = client.get(search, headers={"HX-Request": "true"})
        job_path = fragment.headers["HX-Redirect"]
        while (answer := client.get(job_path)).status_code == 200:
            assert "Preparing the search by meaning" in answer.text
            assert "hx-trigger" in answer.text  # it asks again by itself
            assert 'http-equiv="refresh"' in answer.text  # also without JavaScript
            time.sleep(0.1)
        assert (answer.status_code, answer.headers["location"]) == (303, search)
        assert client.get(f"/api/v1{job_path}").json()["state"] == "done"
        assert site.store.missing_vectors() == 0
        assert "The ferry will run from Friday." in client.get(search).text  # no job any more
