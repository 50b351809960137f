"""What ``onrecord serve`` is told: where to listen, who may do what, and the limits."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

from onrecord.settings import Settings

DEFAULT_PORT = 8642
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """The options of a server.

    Attributes:
        settings: The settings of reading; also the store's address.
        host: The address to listen on.
        port: The port to listen on; 0 takes a free one.
        token: What a visitor must present; empty for none.
        public: Read-only, and without whole texts.
        names: Host names under which the server is reached, beside its own addresses.
        transcripts: Files and folders of transcripts that drafts can be checked against.
        is_demo: The store is the made-up one of ``--demo``.
        workers: How many processes answer requests.
        max_body: The largest request, in bytes.
        job_seconds: The longest time that reading or checking one request may take.
        requests_per_minute: How many requests one address may send from another machine.
        changes_per_minute: How many requests one address may send that read, check or change something.
    """

    settings: Settings = field(default_factory=Settings.load)
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    token: str = field(default="", repr=False)
    public: bool = False
    names: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    is_demo: bool = False
    workers: int = 1
    max_body: int = 10_000_000
    job_seconds: float = 120.0
    requests_per_minute: int = 600
    changes_per_minute: int = 120

    @property
    def is_local(self) -> bool:
        """Whether the server listens on this machine's loopback address only."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine itself."""
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
