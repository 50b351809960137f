"""Who may ask for what: host names, other sites, tokens, the public record, sizes and rates."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from site_server import RunningSite, csrf_token, running_site

from onrecord.errors import SettingsError
from onrecord.web.routes.site_files import own_path
from onrecord.web.safety import slow_clients
from onrecord.web.safety.access import is_host_allowed
from onrecord.web.serve_options import ServeOptions
from onrecord.web.server import check_exposure


@pytest.mark.parametrize(
    ("host", "options", "allowed"),
    [
        ("localhost:8642", {}, True),
        ("127.0.0.1:8642", {}, True),
        ("[::1]:8642", {}, True),
        ("evil.example:8642", {}, False),
        ("localhost.evil.example", {}, False),
        ("127.0.0.1.nip.example", {}, False),
        ("192.168.0.7", {}, False),
        ("", {}, False),
        ("[::1", {}, False),
        ("record.example", {"names": ("record.example",)}, True),
        ("192.168.0.7:80", {"host": "0.0.0.0", "token": "t"}, True),
        ("evil.example", {"host": "0.0.0.0", "token": "t"}, False),
    ],
)
def test_a_host_name_that_is_not_ours_is_refused(host: str, options: dict[str, object], allowed: bool) -> None:
    assert is_host_allowed(host, ServeOptions(**options)) is allowed  # type: ignore[arg-type]


def test_a_rebound_name_gets_nothing(site: RunningSite) -> None:
    with site.client(host="evil.example") as client:
        assert client.get("/articles/bridge").status_code == 421


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::"])
def test_other_machines_need_a_token_or_a_public_record(host: str) -> None:
    with pytest.raises(SettingsError, match="ONRECORD_TOKEN"):
        check_exposure(ServeOptions(host=host))
    check_exposure(ServeOptions(host=host, token="secret"))
    check_exposure(ServeOptions(host=host, public=True))
    check_exposure(ServeOptions(host="127.0.0.1"))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},  # a form without its token
    ],
)
def test_another_site_cannot_change_anything(site: RunningSite, headers: dict[str, str]) -> None:
    with site.client() as client:
        client.get("/read")
        answer = client.post("/read", files={"text": (None, "Some text")}, headers=headers)
    assert answer.status_code == 403


def test_a_token_opens_the_record(filled_store: Path) -> None:
    with running_site(filled_store, token="open sesame") as site, site.client() as client:
        assert client.get("/health").status_code == 200
        turned_away = client.get("/search?words=ferry")
        assert turned_away.status_code == 303
        assert turned_away.headers["location"] == "/sign-in?next=%2Fsearch%3Fwords%3Dferry"
        assert client.get("/search", headers={"accept": "application/json"}).status_code == 401
        assert client.get("/search", headers={"authorization": "Bearer open sesame"}).status_code == 200
        assert client.get("/search", headers={"authorization": "Bearer wrong"}).status_code == 303
        assert client.get("/search", headers={"cookie": "onrecord_session=open sesame"}).status_code == 303
        form = {"_csrf_token": csrf_token(client, "/sign-in"), "next": "/search?words=ferry"}
        assert client.post("/sign-in", data={**form, "token": "wrong"}).status_code == 403
        welcome = client.post("/sign-in", data={**form, "token": "open sesame"})
        assert (welcome.status_code, welcome.headers["location"]) == (303, "/search?words=ferry")
        assert "HttpOnly" in welcome.headers["set-cookie"]
        assert client.get("/search?words=ferry").status_code == 200


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example", "x", "/\nx", ""])
def test_signing_in_leads_nowhere_else(address: str) -> None:
    assert own_path(address) == "/"


def test_a_public_record_is_read_only_and_without_whole_texts(filled_store: Path) -> None:
    with running_site(filled_store, public=True) as site, site.client() as client:
        article = client.get("/articles/bridge").text
        assert "“We shut it on Friday,”" in article
        assert "https://ledger.example/bridge" in article
        assert "It rained." not in article  # stands in the text, in no statement
        assert "Share this" not in article
        assert "Read this" not in client.get("/").text
        assert client.post("/read", data={"text": "x"}).status_code == 403
        assert "set-cookie" not in client.get("/").headers


def test_requests_are_limited_in_size_and_number(filled_store: Path) -> None:
    with running_site(filled_store, max_body=20_000, changes_per_minute=3) as site, site.client() as client:
        token = csrf_token(client)
        too_large = {"_csrf_token": (None, token), "text": (None, "x" * 30_000)}
        assert client.post("/read", files=too_large).status_code == 413
        assert client.get("/search?words=" + "x" * 9_000).status_code == 414
        empty = {"_csrf_token": (None, token), "text": (None, "")}
        statuses = [client.post("/read", files=empty).status_code for _ in range(5)]
        assert statuses[0] == 422
        assert statuses[-1] == 429
        assert client.get("/").status_code == 200


START_OF_POST = (
    b"POST /api/v1/read HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
)
PAGE_THEN_HALF = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost: loc"


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"", b""), (b"GET / HTTP/1.1\r\nHost: loc", b""), (PAGE_THEN_HALF, b"200"), (START_OF_POST, b"408")],
    ids=["nothing", "half a head", "half a second head", "half a body"],
)
def test_a_client_that_stops_in_the_middle_loses_its_connection(
    filled_store: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes, status: bytes
) -> None:
    monkeypatch.setattr(slow_clients, "MAX_HEAD_SECONDS", 0.2)
    monkeypatch.setattr(slow_clients, "MAX_BODY_SECONDS", 0.2)
    with running_site(filled_store) as site, connection_to(site) as client:
        client.sendall(sent)
        answer = b"".join(iter(lambda: client.recv(65_536), b""))  # up to the end of the connection
        assert answer.split(b" ")[1:2] == ([status] if status else [])


def test_a_request_that_is_cut_off_is_no_fault_of_the_server(
    site: RunningSite, caplog: pytest.LogCaptureFixture
) -> None:
    with connection_to(site) as client:
        client.sendall(START_OF_POST)
    with site.client() as other:
        assert other.get("/health").status_code == 200
    assert "Traceback" not in caplog.text


MULTIPART = "multipart/form-data; boundary=xx"


def part(name: str, value: bytes, more: str = "", header: str = "") -> bytes:
    """A part of a form with files."""
    return f'--xx\r\nContent-Disposition: form-data; name="{name}"{more}\r\n{header}\r\n'.encode() + value + b"\r\n"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (part("text", b"\xff\xed\xa0\x80"), MULTIPART, 400),
        (
            part("text", b"x", header="Content-Type: text/plain; charset=nosuch\r\n"),
            MULTIPART,
            400,
        ),
        (part("_csrf_token", b"x", '; filename="a"'), MULTIPART, 400),
        (part("_csrf_token", b"\xff"), MULTIPART, 400),
        (part("text", b"x") * 2_000, MULTIPART, 400),
        (b"x", "multipart/form-data", 400),
        (b"&".join(b"k%d=" % number for number in range(2_000)), "application/x-www-form-urlencoded", 413),
        (b"text=%ff%ed%a0%80&_csrf_token=%ff", "application/x-www-form-urlencoded", 403),
        (b'{"text": "x"}', "application/json", 403),
    ],
    ids=["no UTF-8", "encoding", "file as token", "bytes as token", "parts", "boundary", "fields", "escapes", "JSON"],
)
def test_a_form_that_no_browser_sends(
    site: RunningSite, caplog: pytest.LogCaptureFixture, body: bytes, content_type: str, status: int
) -> None:
    with site.client() as client:
        client.get("/read")
        content = body + b"--xx--\r\n" if content_type.endswith("=xx") else body
        answer = client.post("/read", content=content, headers={"content-type": content_type})
    assert answer.status_code == status
    assert "Traceback" not in caplog.text


def connection_to(site: RunningSite) -> socket.socket:
    """A connection to a server, without a request."""
    address = urlsplit(site.address)
    return socket.create_connection((address.hostname or "", address.port or 0), timeout=30)
