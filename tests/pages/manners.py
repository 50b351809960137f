"""A polite client with a clock of the test's own, and servers in trouble."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

from onrecord.errors import FetchError
from onrecord.pages.http.client import Client
from onrecord.pages.http.rate_limit import Politeness
from pages import answers
from pages.answers import Answer, settings


class Timer:
    """A clock that moves when someone waits, and what was waited."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds


class Kept(dict[str, tuple[str | None, str | None]]):
    """Validators as a store keeps them."""

    def validators(self, address: str) -> tuple[str | None, str | None]:
        return self.get(address, (None, None))


def polite(timer: Timer, kept: Kept | None = None, **values: object) -> Client:
    given = settings(**{"delay": 1.0, "retries": 3} | values)
    manners = Politeness(given, validators=kept, clock=timer.clock, wait=timer.wait)
    return Client(given, polite=manners)


def turns(*answers: Answer) -> Answer:
    """The answers one after another, and the last one from then on."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def cut(handler: BaseHTTPRequestHandler) -> None:
    """A server that closes in the middle of the page."""
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>half")


def closed(handler: BaseHTTPRequestHandler) -> None:
    """A server that closes without a word."""
    handler.close_connection = True


def refused(client: Client, address: str) -> str:
    return answers.refused(client, address, FetchError)
