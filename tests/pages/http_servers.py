"""A server on loopback that gives the answers a test names, and what asks it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onrecord.errors import PageError
from onrecord.pages.http.client import Client
from onrecord.settings import Settings

PAGE = "<p>“It is over”, she message.</p>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
Answer = Callable[[BaseHTTPRequestHandler], None]


def reply(body: bytes = PAGE.encode(), status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (HTML | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class ScriptedSite:
    """A server on loopback with the answers that a test gives it; it remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {"/robots.txt": reply(b"", 404)}
        self.requests: list[str] = []
        self.agents: set[str | None] = set()
        self.stopping = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.requests.append(self.path)
                site.agents.add(self.headers["User-Agent"])
                try:
                    site.answers.get(self.path, reply(b"no", 404))(self)
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def drip_forever(site: ScriptedSite, head: bytes) -> Answer:
    """A server that sends ``head`` and then a byte now and then, for ever."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(head)
        while not site.stopping.wait(0.05):
            handler.wfile.write(b"x")

    return answer


def settings(**values: object) -> Settings:
    return Settings(**({"allow_private": True, "timeout": 5.0} | values))  # type: ignore[arg-type]


def fetch_refusal(client: Client, address: str, kind: type[PageError] = PageError) -> str:
    """What a page is refused with, which is one line that names it."""
    with pytest.raises(kind) as caught:
        client.fetch(address)
    assert str(caught.value).startswith(f"{address}: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)
