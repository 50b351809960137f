"""What is tried again, how often and after what pause."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from onrecord.errors import FetchError
from onrecord.pages.http.client import Client
from onrecord.pages.http.rate_limit import MAX_LOST_PAGES, RateLimiter
from pages.http_servers import PAGE, Answer, ScriptedSite, drip_forever, reply, settings
from pages.rate_limit_clients import FakeClock, close_at_once, cut_off, fetch_refusal, in_turn, rate_limited_client


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.usefixtures("no_jitter")
def test_trouble_that_passes_is_waited_out_longer_each_time(site: ScriptedSite, clock: FakeClock, status: int) -> None:
    site.answers["/a"] = in_turn(reply(b"", status), reply(b"", status), reply(b"", status), reply())
    with rate_limited_client(clock) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert clock.waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("answer", [cut_off, close_at_once], ids=["cut", "closed"])
def test_a_connection_that_breaks_is_made_again(site: ScriptedSite, clock: FakeClock, answer: Answer) -> None:
    site.answers["/a"] = in_turn(answer, answer, reply())
    with rate_limited_client(clock) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert len(clock.waits) == 2


def test_a_connection_that_always_breaks_is_told(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers["/a"] = cut_off
    with rate_limited_client(clock, retries=1) as client:
        assert "without sending complete message body" in fetch_refusal(client, f"{site.url}/a")
    assert site.requests.count("/a") == 2


def test_a_server_that_drips_is_asked_again(site: ScriptedSite, clock: FakeClock) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n"
    site.answers["/a"] = in_turn(drip_forever(site, head), reply())
    with rate_limited_client(clock, timeout=0.4) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE


def test_no_server_is_tried_again(clock: FakeClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with rate_limited_client(clock, robots=False) as client:
        assert "the connection failed" in fetch_refusal(client, f"http://127.0.0.1:{port}/")
    assert len(clock.waits) == 3


def test_a_certificate_that_is_not_good_is_no_better_the_next_time(tmp_path: Path, clock: FakeClock) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "cert", "-subj", "/CN=news.example"]
    subprocess.run(["openssl", "req", "-x509", *made], cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    asked: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def shake() -> None:
            with suppress(OSError):
                while True:
                    connection, address = server.accept()
                    asked.append(address)
                    with suppress(OSError), context.wrap_socket(connection, server_side=True):
                        pass

        thread = threading.Thread(target=shake)
        thread.start()
        with rate_limited_client(clock, robots=False) as client:
            assert "CERTIFICATE_VERIFY_FAILED" in fetch_refusal(client, f"https://127.0.0.1:{server.getsockname()[1]}/")
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert len(asked) == 1


@pytest.mark.parametrize(("code", "times"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, 4)])
def test_a_name_service_that_is_away_is_asked_again(clock: FakeClock, code: int, times: int) -> None:
    asked: list[str] = []

    def away(host: str, port: int) -> list[str]:
        asked.append(host)
        raise socket.gaierror(code, "no")

    client_settings = settings(robots=False)
    with Client(
        client_settings,
        resolver=away,
        rate_limiter=RateLimiter(client_settings, clock=clock.clock, wait=clock.wait),
    ) as client:
        assert "no host named news.example" in fetch_refusal(client, "http://news.example/")
    assert len(asked) == times


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
def test_what_will_not_change_is_not_tried_again(site: ScriptedSite, clock: FakeClock, status: int) -> None:
    site.answers["/a"] = reply(b"", status)
    with rate_limited_client(clock) as client:
        assert f"answered {status}" in fetch_refusal(client, f"{site.url}/a")
    assert site.requests.count("/a") == 1


def test_without_manners_nothing_is_tried_again(site: ScriptedSite) -> None:
    site.answers["/a"] = reply(b"", 503, Retry_After="0")
    with Client(settings()) as client:
        assert "answered 503" in fetch_refusal(client, f"{site.url}/a")
    assert site.requests.count("/a") == 1


@pytest.mark.usefixtures("no_jitter")
def test_trouble_without_end_ends(site: ScriptedSite, clock: FakeClock) -> None:
    """After a few pages client_settings up, one try for each, until the site answers: then as many as before."""
    site.answers |= {"/a": reply(b"", 503), "/b": reply()}
    with rate_limited_client(clock) as client:
        for _ in range(MAX_LOST_PAGES + 2):
            assert "answered 503 Service Unavailable" in fetch_refusal(client, f"{site.url}/a")
        assert site.requests.count("/a") == MAX_LOST_PAGES * 4 + 2
        client.fetch(f"{site.url}/b")
        fetch_refusal(client, f"{site.url}/a")
    assert site.requests.count("/a") == MAX_LOST_PAGES * 4 + 2 + 4


@pytest.mark.usefixtures("no_jitter")
def test_another_try_waits_no_less_than_the_robots_ask(site: ScriptedSite, clock: FakeClock) -> None:
    site.answers |= {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 20"), "/a": in_turn(reply(b"", 503), reply())}
    with rate_limited_client(clock) as client:
        client.fetch(f"{site.url}/a")
    assert clock.waits == [20.0]


def test_pauses_are_not_the_same_for_all(clock: FakeClock) -> None:
    limiter = RateLimiter(settings(delay=0.0), clock=clock.clock, wait=clock.wait)
    for number in range(50):
        assert limiter.should_retry(f"{number}.example", 0, FetchError("no"))
        limiter.wait_for_host(f"{number}.example")
    assert len(set(clock.waits)) > 25
    assert 0.5 <= min(clock.waits) < max(clock.waits) <= 1.5
