"""A polite client with a clock of the test's own, and servers in trouble."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler

from onrecord.errors import FetchError
from onrecord.pages.http.client import Client
from onrecord.pages.http.rate_limit import RateLimiter
from pages import http_servers
from pages.http_servers import Answer, settings


class FakeClock:
    """A clock that moves when someone waits, and what was waited."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds


class StoredValidators(dict[str, tuple[str | None, str | None]]):
    """Validators as a store keeps them, and the addresses that it was told to forget."""

    forgotten: frozenset[str] = frozenset()

    def is_forgotten(self, address: str) -> bool:
        return address in self.forgotten

    def validators(self, address: str) -> tuple[str | None, str | None]:
        return self.get(address, (None, None))


def rate_limited_client(clock: FakeClock, stored: StoredValidators | None = None, **values: object) -> Client:
    client_settings = settings(**{"delay": 1.0, "retries": 3} | values)
    limiter = RateLimiter(client_settings, validators=stored, clock=clock.clock, wait=clock.wait)
    return Client(client_settings, rate_limiter=limiter)


def real_time_client(stop: threading.Event | None = None, **values: object) -> Client:
    """Return a rate-limited client with the system's clock, which `stop` ends."""
    client_settings = settings(**values)
    return Client(client_settings, rate_limiter=RateLimiter(client_settings, stop=stop))


def in_turn(*answers: Answer) -> Answer:
    """The answers one after another, and the last one from then on."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    """A server that closes in the middle of the page."""
    handler.close_connection = True
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>half")


def close_at_once(handler: BaseHTTPRequestHandler) -> None:
    """A server that closes without a word."""
    handler.close_connection = True


def fetch_refusal(client: Client, address: str) -> str:
    return http_servers.fetch_refusal(client, address, FetchError)
