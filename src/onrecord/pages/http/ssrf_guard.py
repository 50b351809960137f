"""The SSRF guard: no connection to a private address, and one time limit for everything that a page takes.

The host's name is resolved here, every one of its addresses is checked, and the connection goes to a checked address.
So a name that gives another address the second time gains nothing. TLS still sees the name.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

from onrecord.errors import FetchError

Resolver = Callable[[str, int], list[str]]
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Not of the public internet, though ipaddress calls them global, in some versions of Python or in all: the IANA
# special-purpose address registries and RFC 3879 (site-local), 6890, 7526 (6to4 relays), 9637 (documentation).
NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20")))
# Names under which clouds give their machines credentials; the addresses behind them are link-local.
METADATA_NAMES = frozenset(
    {"metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal", "instance-data",
     "instance-data.ec2.internal", "metadata.tencentyun.com", "metadata.packet.net"}
)  # fmt: skip


class Deadline:
    """The time by which everything for one page must be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.restart()

    def restart(self) -> None:
        """Start the time anew."""
        self._end = time.monotonic() + self.seconds

    def remaining(self) -> float:
        """Return the seconds left. Raises FetchError if there are none."""
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            raise self.exceeded()
        return remaining

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the clock inside the block."""
        pause_start = time.monotonic()
        try:
            yield
        finally:
            self._end += time.monotonic() - pause_start

    def exceeded(self) -> FetchError:
        """Return the error for a page that took too long."""
        reason = f"gave no page within {self.seconds:g} seconds; try again or raise ONRECORD_TIMEOUT"
        return FetchError(reason, retryable=True)


def check_host(host: str) -> None:
    """Raise FetchError if the host is a private address in any spelling, this machine or a cloud's metadata."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost") or name in METADATA_NAMES:
        raise _private_address(host)
    try:
        address = socket.inet_ntoa(socket.inet_aton(name))  # as the system reads it: 0x7f.1, 2130706433, 0177.0.0.1
    except (OSError, ValueError):
        address = name
    try:
        private = not is_public(address)
    except ValueError:
        return  # a name, which is checked when it is resolved
    if private:
        raise _private_address(host)


def check_addresses(host: str, addresses: Iterable[str]) -> None:
    """Raise FetchError if one of the addresses of a host is private."""
    if not all(is_public(address) for address in addresses):
        raise _private_address(host)


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet. Raises ValueError if it is not an IP address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if any(ip in network for network in NOT_PUBLIC):
        return False
    embedded = _embedded_ipv4(ip)
    if embedded is not None:
        return is_public(str(embedded))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _embedded_ipv4(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to: mapped, 6to4, or NAT64 of IPv6-only networks."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def _private_address(host: str) -> FetchError:
    reason = f"{host[:100]} is a private address, which is not fetched"
    return FetchError(f"{reason}; set ONRECORD_ALLOW_PRIVATE if it is meant")


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as the system knows them. Raises OSError."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


class GuardedBackend(httpcore.NetworkBackend):
    """A network backend that connects to checked addresses only, and ends every wait with the deadline."""

    def __init__(self, deadline: Deadline, allow_private: bool, resolver: Resolver = resolve) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._resolver = resolver
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection to a checked address of the host."""
        addresses = self._checked_addresses(host, port)
        for address in addresses[:-1]:  # one that does not respond leaves time for the next
            try:
                return self._connect(address, port, self._deadline.remaining() / len(addresses))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, self._deadline.remaining())

    def _connect(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        return _DeadlineStream(self._sockets.connect_tcp(address, port, seconds), self._deadline)

    def _checked_addresses(self, host: str, port: int) -> list[str]:
        if not self._allow_private:
            check_host(host)
        addresses = self._resolve(host, port)
        if not self._allow_private:
            check_addresses(host, addresses)
        return addresses

    def _resolve(self, host: str, port: int) -> list[str]:
        """Return the host's addresses. A thread asks for them: the system's resolver has no time limit."""
        answers: queue.Queue[list[str] | Exception] = queue.Queue()

        def ask_resolver() -> None:
            """Resolve the host name and pass on the result."""
            try:
                answers.put(self._resolver(host, port))
            except (OSError, ValueError) as error:
                answers.put(error)

        threading.Thread(target=ask_resolver, daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline.remaining())
        except queue.Empty:
            raise self._deadline.exceeded() from None
        if isinstance(answer, Exception) or not answer:
            raise FetchError(
                f"there is no host named {host[:100]}; check the address and the connection",
                retryable=isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN,
            )
        return answer


class _DeadlineStream(httpcore.NetworkStream):
    """A connection whose every wait ends with the deadline, also for a server that sends one byte a second."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read at most ``max_bytes`` before the deadline."""
        return self._stream.read(max_bytes, self._deadline.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes before the deadline."""
        self._stream.write(buffer, self._deadline.remaining())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Start TLS on the connection before the deadline."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.remaining())
        return _DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return information about the connection, as httpcore asks for it."""
        return self._stream.get_extra_info(info)
