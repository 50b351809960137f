"""The REST interface: the same record as the pages, in the types that its OpenAPI document states."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from site_server import RunningSite, running_site

from conftest import fill_store
from onrecord import from_json
from onrecord.web.rest.examples import EXAMPLES
from onrecord.web.rest.openapi import document
from onrecord.web.rest.operations import API, OPERATIONS
from paths import ROOT


@pytest.fixture(scope="module")
def api(site: RunningSite) -> Iterator[httpx.Client]:
    """A program that calls the server of three articles."""
    with httpx.Client(base_url=site.address + API, timeout=30) as client:
        yield client


def test_every_page_of_a_list_is_reached_by_its_cursor(api: httpx.Client) -> None:
    for path, key in (("/records", "record"), ("/statements", "statement"), ("/speakers", "id")):
        everything = [item[key] for item in api.get(path, params={"limit": 200}).json()["items"]]
        assert len(everything) > 2
        seen, cursor = [], None
        while True:
            page = api.get(path, params={"limit": 1, **({"cursor": cursor} if cursor else {})}).json()
            seen += [item[key] for item in page["items"]]
            if (cursor := page["next"]) is None:
                break
        assert seen == everything


def test_a_record_is_the_one_that_the_schema_describes(api: httpx.Client) -> None:
    record = from_json(api.get("/records/bridge").content)
    assert (record.id, len(record.statements)) == ("bridge", 4)
    statements = api.get("/statements-of/bridge").json()["statements"]
    assert [(item["id"], item["speaker"]) for item in statements][:1] == [("q1", "Mara Quill")]


def test_statements_are_found_by_words_and_filters(api: httpx.Client) -> None:
    items = api.get("/statements", params={"words": "ferry", "outlet": ["The Courier", "Nobody"]}).json()["items"]
    assert [item["text"] for item in items] == ["The ferry will run from Friday."]
    similar = api.get("/statements", params={"similar": "boats that cross the river", "limit": 1}).json()["items"]
    assert len(similar) == 1


def test_an_answer_that_a_program_has_is_not_sent_again(api: httpx.Client) -> None:
    tag = api.get("/stats").headers["etag"]
    assert api.get("/stats", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/statements?limit=0", 400),
        ("/statements?cursor=x", 400),
        ("/statements?act=shout", 400),
        ("/statements?since=2025-02-31", 400),
        ('/statements?words="open', 400),
        ("/stats?by=act&by=tone&by=kind", 400),
        ("/records/none", 404),
        ("/speakers/nobody-here", 404),
        ("/utterances/99999999999999999999999", 404),
        ("/utterances/-99999999999999999999999", 404),
        ("/jobs/none", 404),
        ("/elsewhere", 404),
    ],
)
def test_an_error_is_problem_json(api: httpx.Client, path: str, status: int) -> None:
    answer = api.get(path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b'{"text": "x"}', {"content-type": "text/plain"}, 415),
        (b"{", {}, 400),
        (b"\xff", {}, 400),
        (b'{"text": "x", "path": "/etc/passwd"}', {}, 400),
        (b'{"text": ""}', {}, 422),
        (b'{"text": "x"}', {"origin": "https://evil.example"}, 403),
        (b'{"text": "x"}', {"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_a_wrong_request_is_refused(api: httpx.Client, content: bytes, headers: dict[str, str], status: int) -> None:
    answer = api.post("/read", content=content, headers={"content-type": "application/json", **headers})
    assert answer.status_code == status


@pytest.mark.usefixtures("shipped_model")
def test_reading_and_checking_are_jobs_with_events(demo_site: RunningSite) -> None:
    with httpx.Client(base_url=demo_site.address + API, timeout=60) as api:
        text = "“The terns came back,” warden Ola Finch said."
        job = api.post("/read", json={"text": text, "title": "Terns"})
        assert job.status_code == 202
        with api.stream("GET", f"/jobs/{job.json()['id']}/events") as events:
            lines = [line.removeprefix("data: ") for line in events.iter_lines() if line.startswith("data: ")]
        states = [json.loads(line) for line in lines]
        assert states[-1]["state"] == "done"
        (read,) = states[-1]["records"]
        assert api.get(f"/records/{read['record']}").json()["article"]["title"] == "Terns"
        transcript = {"name": "warden.txt", "text": "OLA FINCH: The terns never came back."}
        check = api.post("/verify", json={"record": read["record"], "transcripts": [transcript]}).json()
        (verdict,) = _finished(api, check["id"])["verdicts"]
        assert verdict["meaning_changed"] is True
        assert verdict["transcript"] == "warden.txt"


@pytest.mark.usefixtures("shipped_model")
def test_the_client_in_the_docs_runs(demo_site: RunningSite, capsys: pytest.CaptureFixture[str]) -> None:
    code = (ROOT / "docs" / "web.md").read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    exec(code.replace("http://127.0.0.1:8642", demo_site.address), {})
    assert capsys.readouterr().out == "The gulls came back\nOla Finch · said · The gulls came back\n"


def _finished(api: httpx.Client, job_id: str) -> dict[str, Any]:
    """A job once it is over."""
    while True:
        job: dict[str, Any] = api.get(f"/jobs/{job_id}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.1)


def test_identities_are_decided_and_undone(tmp_path: Path) -> None:
    fill_store(tmp_path / "onrecord.db")
    with running_site(tmp_path / "onrecord.db") as site, httpx.Client(base_url=site.address + API) as api:
        ann, tom = (api.get("/speakers", params={"name": name}).json()["items"][0]["id"] for name in ("Lee", "Ray"))
        decision = api.post("/decisions", json={"kind": "merge", "identity": ann, "others": [tom], "author": "Mia"})
        assert (decision.status_code, decision.json()["author"]) == (201, "Mia")
        assert api.get(f"/speakers/{tom}").json()["person"]["statements"] == 3
        assert api.post(f"/decisions/{decision.json()['id']}/undo", json={}).json()["undone"]
        assert api.get(f"/speakers/{tom}").json()["person"]["statements"] == 1
        for number in (77, 2**31, -(2**70)):
            assert api.post(f"/decisions/{number}/undo", json={}).status_code == 404


def test_a_public_record_gives_no_whole_texts(filled_store: Path) -> None:
    with running_site(filled_store, public=True) as site, httpx.Client(base_url=site.address + API) as api:
        assert api.get("/records/bridge").status_code == 403
        assert "It rained" not in api.get("/statements-of/bridge").text
        assert api.get("/statements", params={"words": "ferry"}).json()["items"][0]["sentence"] == ""
        assert api.post("/read", json={"text": "x"}).status_code == 403
        assert "/api/v1/read" not in api.get("/openapi.json").json()["paths"]


def test_the_document_describes_every_operation_with_valid_examples() -> None:
    described = document()
    jsonschema.Draft202012Validator.check_schema(described["components"]["schemas"]["Record"])
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert len(operations) == len(OPERATIONS)
    assert all(operation["summary"] for operation in operations)
    examples = 0
    for operation in operations:
        contents = [content for answer in operation["responses"].values() for content in answer["content"].values()]
        contents += list(operation.get("requestBody", {}).get("content", {}).values())
        for content in contents:
            if "example" in content:
                examples += 1
                schema = {**content["schema"], "components": described["components"]}
                example = json.loads(json.dumps(content["example"], default=str))
                jsonschema.validate(example, schema, cls=jsonschema.Draft202012Validator)
    assert examples >= len(EXAMPLES)
    parameters = described["paths"][f"{API}/statements"]["get"]["parameters"]
    assert next(item["schema"]["maximum"] for item in parameters if item["name"] == "limit") == 200


def test_health_and_measurements(site: RunningSite) -> None:
    with site.client() as client:
        assert client.get("/health").json() == {"status": "ok"}
        client.get("/search?words=ferry")
        client.get("/no-such-page")
        text = client.get("/metrics").text
    assert 'onrecord_requests_total{area="search",method="GET",status="200"}' in text
    assert 'area="elsewhere"' in text
    assert "no-such-page" not in text
