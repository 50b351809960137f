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
from onrecord.pages.http.rate_limit import LOST, Politeness
from pages.answers import PAGE, Answer, Site, endless, reply, settings
from pages.manners import Timer, closed, cut, polite, refused, turns


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.usefixtures("even")
def test_trouble_that_passes_is_waited_out_longer_each_time(site: Site, timer: Timer, status: int) -> None:
    site.answers["/a"] = turns(reply(b"", status), reply(b"", status), reply(b"", status), reply())
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert timer.waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("answer", [cut, closed], ids=["cut", "closed"])
def test_a_connection_that_breaks_is_made_again(site: Site, timer: Timer, answer: Answer) -> None:
    site.answers["/a"] = turns(answer, answer, reply())
    with polite(timer) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert len(timer.waits) == 2


def test_a_connection_that_always_breaks_is_told(site: Site, timer: Timer) -> None:
    site.answers["/a"] = cut
    with polite(timer, retries=1) as client:
        assert "without sending complete message body" in refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == 2


def test_a_server_that_drips_is_asked_again(site: Site, timer: Timer) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n"
    site.answers["/a"] = turns(endless(site, head), reply())
    with polite(timer, timeout=0.4) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE


def test_no_server_is_tried_again(timer: Timer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with polite(timer, robots=False) as client:
        assert "the connection failed" in refused(client, f"http://127.0.0.1:{port}/")
    assert len(timer.waits) == 3


def test_a_certificate_that_is_not_good_is_no_better_the_next_time(tmp_path: Path, timer: Timer) -> None:
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
        with polite(timer, robots=False) as client:
            assert "CERTIFICATE_VERIFY_FAILED" in refused(client, f"https://127.0.0.1:{server.getsockname()[1]}/")
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert len(asked) == 1


@pytest.mark.parametrize(("code", "times"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, 4)])
def test_a_name_service_that_is_away_is_asked_again(timer: Timer, code: int, times: int) -> None:
    asked: list[str] = []

    def away(host: str, port: int) -> list[str]:
        asked.append(host)
        raise socket.gaierror(code, "no")

    given = settings(robots=False)
    with Client(given, resolve=away, polite=Politeness(given, clock=timer.clock, wait=timer.wait)) as client:
        assert "no host named news.example" in refused(client, "http://news.example/")
    assert len(asked) == times


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
def test_what_will_not_change_is_not_tried_again(site: Site, timer: Timer, status: int) -> None:
    site.answers["/a"] = reply(b"", status)
    with polite(timer) as client:
        assert f"answered {status}" in refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == 1


def test_without_manners_nothing_is_tried_again(site: Site) -> None:
    site.answers["/a"] = reply(b"", 503, Retry_After="0")
    with Client(settings()) as client:
        assert "answered 503" in refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == 1


@pytest.mark.usefixtures("even")
def test_trouble_without_end_ends(site: Site, timer: Timer) -> None:
    """After a few pages given up, one try for each, until the site answers: then as many as before."""
    site.answers |= {"/a": reply(b"", 503), "/b": reply()}
    with polite(timer) as client:
        for _ in range(LOST + 2):
            assert "answered 503 Service Unavailable" in refused(client, f"{site.url}/a")
        assert site.asked.count("/a") == LOST * 4 + 2
        client.fetch(f"{site.url}/b")
        refused(client, f"{site.url}/a")
    assert site.asked.count("/a") == LOST * 4 + 2 + 4


@pytest.mark.usefixtures("even")
def test_another_try_waits_no_less_than_the_robots_ask(site: Site, timer: Timer) -> None:
    site.answers |= {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 20"), "/a": turns(reply(b"", 503), reply())}
    with polite(timer) as client:
        client.fetch(f"{site.url}/a")
    assert timer.waits == [20.0]


def test_pauses_are_not_the_same_for_all(timer: Timer) -> None:
    manners = Politeness(settings(delay=0.0), clock=timer.clock, wait=timer.wait)
    for number in range(50):
        assert manners.again(f"{number}.example", 0, FetchError("no"))
        manners.wait(f"{number}.example")
    assert len(set(timer.waits)) > 25
    assert 0.5 <= min(timer.waits) < max(timer.waits) <= 1.5
