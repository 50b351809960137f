"""The web client against a real server on loopback, and, where the network must be stood in for, a transport."""

from __future__ import annotations

import gzip
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import httpx
import pytest

from onrecord.errors import DecodeError, FetchError, SettingsError
from onrecord.pages.http.client import Client
from onrecord.pages.http.ssrf_guard import check_host, is_public
from onrecord.settings import Settings
from pages.http_servers import PAGE, Answer, ScriptedSite, drip_forever, fetch_refusal, reply, settings


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(settings()) as client:
        yield client


def test_a_page(site: ScriptedSite, client: Client) -> None:
    site.answers["/a?b=c"] = reply()
    page = client.fetch(f"{site.url}/a?b=c#part")
    assert (page.body, page.media, page.url) == (PAGE, "html", f"{site.url}/a?b=c")
    assert page.origin.kind == "web"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", page.origin.retrieved or "")
    assert site.agents == {Settings().user_agent}


def test_plain_text_and_no_content_type(site: ScriptedSite, client: Client) -> None:
    site.answers |= {"/t": reply(b"Over.", Content_Type="text/plain"), "/n": reply(Content_Type="")}
    assert client.fetch(f"{site.url}/t").media == "text"
    assert client.fetch(f"{site.url}/n").media == "html"


@pytest.mark.parametrize("charset", ["windows-1251", '"windows-1251"'])
def test_the_header_names_the_charset(site: ScriptedSite, client: Client, charset: str) -> None:
    site.answers["/r"] = reply("<p>Ничего</p>".encode("cp1251"), Content_Type=f"text/html; Charset={charset}; x=y")
    assert client.fetch(f"{site.url}/r").body == "<p>Ничего</p>"


def test_redirects_lead_to_the_final_address(site: ScriptedSite, client: Client) -> None:
    site.answers |= {
        "/1": reply(b"", 301, Location="/2"),
        "/2": reply(b"", 307, Location=f"{site.url}/3#here"),
        "/3": reply(),
    }
    assert client.fetch(f"{site.url}/1").url == f"{site.url}/3"


@pytest.mark.parametrize(
    "target",
    [
        "mailto:a@harbourpost.example", "javascript:1", "data:text/html,x", "view-source:http://a.example/", "ws://a.example/",
        "HTTP:\\\\x", "http://xn--a/", "http://ａ.example/", "http://a.example:80a/", "http://a..example:0/", "////a",
        "//", "http:1", "/in\x01", "/in\x00", "/in\x0b", "/in" + "x" * 70_000, "/in" + "x" * 300_000,
    ],
)  # fmt: skip
def test_redirects_to_what_is_no_web_address_are_refused(site: ScriptedSite, client: Client, target: str) -> None:
    site.answers |= {"/out": reply(b"", 302, Location=target), "/in": reply()}
    with pytest.raises(FetchError):
        client.fetch(f"{site.url}/out")
    assert client.fetch(f"{site.url}/in").body == PAGE


def test_a_cookie_that_no_header_can_hold(site: ScriptedSite, client: Client) -> None:
    site.answers |= {"/1": reply(b"", 302, Location="/2", Set_Cookie="quay=caf\xe9; Path=/"), "/2": reply()}
    with pytest.raises(FetchError):
        client.fetch(f"{site.url}/1")


def test_redirects_end(site: ScriptedSite, client: Client) -> None:
    site.answers["/loop"] = reply(b"", 302, Location="/loop")
    assert "redirected more than 5 times" in fetch_refusal(client, f"{site.url}/loop")
    assert site.requests.count("/loop") == 6


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://a.example/", "http://a.example:99999/", "http://u:p@a.example/"]
)
def test_redirects_to_what_is_no_web_page(site: ScriptedSite, client: Client, target: str) -> None:
    site.answers["/out"] = reply(b"", 302, Location=target)
    assert "redirected to" in fetch_refusal(client, f"{site.url}/out")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(b"", 404), "answered 404 Not Found; check the address"),
        (reply(b"", 503), "answered 503 Service Unavailable; the server has trouble"),
        (reply(b"", 403), "answered 403 Forbidden; save the page"),
        (reply(b"", 599), "answered 599;"),
        (reply(Content_Type="application/pdf"), "this is application/pdf, not a page"),
        (reply(b" \n"), "the page is empty"),
        (reply(b"%PDF-1.4 ..."), "PDF"),
        (reply(gzip.compress(PAGE.encode(), mtime=0)[:-9], Content_Encoding="gzip"), "cut short"),
        (reply(b"rubbish", Content_Encoding="zstd"), "'zstd', which is not supported"),
    ],
)
def test_what_is_no_page_is_told_in_one_line(site: ScriptedSite, client: Client, answer: Answer, reason: str) -> None:
    site.answers["/x"] = answer
    assert reason in fetch_refusal(client, f"{site.url}/x")


def test_gzip_and_its_bombs(site: ScriptedSite) -> None:
    site.answers["/good"] = reply(gzip.compress(PAGE.encode(), mtime=0), Content_Encoding="gzip")
    site.answers["/bomb"] = reply(gzip.compress(b"x" * 20_000_000, mtime=0), Content_Encoding="gzip")
    site.answers["/twice"] = reply(
        gzip.compress(gzip.compress(b"x" * 20_000_000), mtime=0), Content_Encoding="gzip, gzip"
    )
    site.answers["/wide"] = reply(b"x" * 200_001)
    with Client(settings(max_bytes=200_000)) as client:
        assert client.fetch(f"{site.url}/good").body == PAGE
        for path in ("/bomb", "/twice", "/wide"):
            assert "larger than 200,000 bytes" in fetch_refusal(client, site.url + path)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Endless: ",
    ],
)
def test_a_server_that_drips_for_ever_ends(site: ScriptedSite, head: bytes) -> None:
    site.answers["/drip"] = drip_forever(site, head)
    with Client(settings(timeout=0.6)) as client:
        assert "gave no page within 0.6 seconds" in fetch_refusal(client, f"{site.url}/drip")


def test_a_server_that_never_answers_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, Client(settings(timeout=0.5, robots=False)) as client:
        assert "within 0.5 seconds" in fetch_refusal(client, f"http://127.0.0.1:{server.getsockname()[1]}/")


def test_a_name_service_that_never_answers_ends() -> None:
    stopping = threading.Event()

    def stuck(host: str, port: int) -> list[str]:
        stopping.wait(10)
        return []

    with Client(settings(timeout=0.3), resolver=stuck) as client:
        assert "within 0.3 seconds" in fetch_refusal(client, "http://news.example/")
    stopping.set()


def test_no_server_and_no_such_host(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "the connection failed" in fetch_refusal(client, f"http://127.0.0.1:{port}/")

    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with Client(settings(), resolver=unknown) as other:
        assert "no host named news.invalid" in fetch_refusal(other, "http://news.invalid/")


def test_a_server_that_speaks_no_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, Client(settings(robots=False)) as client:

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4_096)
                connection.sendall(b"220 mail.example ESMTP\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        assert "does not speak HTTP" in fetch_refusal(client, f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()


# What may be asked of whom


def test_robots_are_asked_once_and_heeded(site: ScriptedSite, client: Client) -> None:
    site.answers["/robots.txt"] = reply(b"User-agent: onrecord\nDisallow: /no\n\nUser-agent: *\nDisallow: /\n")
    site.answers |= {"/yes": reply(), "/no": reply(), "/turn": reply(b"", 302, Location="/no")}
    assert client.fetch(f"{site.url}/yes").body == PAGE
    assert "asks not to fetch this" in fetch_refusal(client, f"{site.url}/no")
    assert "asks not to fetch this" in fetch_refusal(client, f"{site.url}/turn")
    assert site.requests == ["/robots.txt", "/yes", "/turn"]


def test_robots_with_trouble_are_a_no_told_clearly(site: ScriptedSite, client: Client) -> None:
    site.answers |= {"/robots.txt": reply(b"", 503), "/a": reply()}
    for _ in range(2):
        assert "robots.txt could not be fetched: the server answered 503" in fetch_refusal(client, f"{site.url}/a")
    assert site.requests == ["/robots.txt"]


@pytest.mark.parametrize(
    "answer", [reply(b"", 403), reply(b"\xff\xfe\x00<html>", 200), reply(b"", 302, Location="/robots.txt")]
)
def test_robots_that_are_not_there(site: ScriptedSite, client: Client, answer: Answer) -> None:
    site.answers |= {"/robots.txt": answer, "/a": reply()}
    assert client.fetch(f"{site.url}/a").body == PAGE


def test_robots_need_not_be_asked(site: ScriptedSite) -> None:
    site.answers |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /"), "/a": reply()}
    with Client(settings(robots=False)) as client:
        assert client.fetch(f"{site.url}/a").body == PAGE
    assert site.requests == ["/a"]


# Where connections go


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "news.localhost", "localhost.", "2130706433", "0x7f.1", "127.1", "0",
        "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
        "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::a00:1]", "[fe80::1]", "[fc00::1]",
        "[ff02::1]", "[2002:7f00:1::]", "[::127.0.0.1]", "[fec0::1]", "[3fff::1]", "192.0.0.9", "192.88.99.1",
        "[::ffff:192.0.0.9]", "metadata.google.internal", "Metadata.Goog.",
    ],
)  # fmt: skip
def test_private_hosts_in_any_spelling_are_refused(site: ScriptedSite, host: str) -> None:
    with Client(Settings(timeout=2.0)) as client:
        assert "is a private address" in fetch_refusal(client, f"http://{host}:{site.server.server_port}/")
    assert site.requests == []


def test_public_addresses_are_not() -> None:
    for host in ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"):
        assert is_public(host)
        check_host(host)
    check_host("news.example")


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::ffff:127.0.0.1"]])
def test_a_name_with_a_private_address_is_refused(addresses: list[str]) -> None:
    with Client(Settings(timeout=2.0), resolver=lambda host, port: addresses) as client:
        assert "news.example is a private address" in fetch_refusal(client, "http://news.example/")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/admin", "//127.0.0.1:1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0/",
        "http://127。0。0。1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[fe80::1%25eth0]/",
        "http://localhost./", "http://LOCALHOST/", "http://169.254.169.254/latest", "http://metadata.google.internal/",
    ],
)  # fmt: skip
def test_a_redirect_to_a_private_address_is_refused(target: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": target.encode()})

    with Client(Settings(robots=False), transport=httpx.MockTransport(answer)) as client:
        assert "is a private address" in fetch_refusal(client, "https://news.example/")
    assert asked == ["https://news.example/"]


def test_the_connection_goes_to_the_address_that_was_checked(site: ScriptedSite) -> None:
    """A name is resolved once a connection, and the Host header keeps the name."""
    names: list[str] = []
    hosts: list[str | None] = []

    def look_up(host: str, port: int) -> list[str]:
        names.append(host)
        return ["127.0.0.1"]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        hosts.append(handler.headers["Host"])
        reply()(handler)

    site.answers["/a"] = answer
    port = site.server.server_port
    with Client(settings(robots=False), resolver=look_up) as client:
        client.fetch(f"http://news.example:{port}/a")
        client.fetch(f"http://news.example:{port}/a")
    assert names == ["news.example"]
    assert hosts == [f"news.example:{port}"] * 2


def test_the_next_address_is_tried(site: ScriptedSite) -> None:
    site.answers["/a"] = reply()
    with Client(settings(robots=False), resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"]) as client:
        assert client.fetch(f"http://news.example:{site.server.server_port}/a").body == PAGE


@pytest.mark.parametrize(
    "address",
    ["http://", "http:///a", "http://u:p@a.example/", "http://a b/", "http://[::1/", "http://①②⑦.0.0.1/", "http://0177.0.0.1/",
     "http://xn--/", "http://a.example:99999/", "http://" + "a" * 70 + ".example/", "ftp://a.example/", "http://a\x00b/"],
)  # fmt: skip
def test_what_is_no_address_is_told(client: Client, address: str) -> None:
    with pytest.raises(FetchError) as caught:
        client.fetch(address)
    assert "\n" not in str(caught.value)


def test_cookies_are_kept_within_one_page_and_no_longer(site: ScriptedSite, client: Client) -> None:
    sent: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        sent.append(handler.headers["Cookie"])
        reply()(handler)

    site.answers |= {"/1": reply(b"", 302, Location="/2", Set_Cookie="consent=yes"), "/2": answer}
    client.fetch(f"{site.url}/1")
    client.fetch(f"{site.url}/2")
    assert sent == ["consent=yes", None]


def test_decode_errors_keep_their_kind(site: ScriptedSite, client: Client) -> None:
    site.answers["/x"] = reply(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(DecodeError, match="a PNG image"):
        client.fetch(f"{site.url}/x")


def test_a_user_agent_that_no_header_can_hold() -> None:
    with pytest.raises(SettingsError, match="ONRECORD_USER_AGENT"):
        Client(Settings(user_agent="bad\r\nX: y"))
