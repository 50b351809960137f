"""What keeps web requests in bounds: no private address, and one time limit for everything a page takes.

The name is resolved here, every address it has is checked, and the connection goes to a checked address, so that
a name which answers differently the second time gains nothing. TLS still sees the name.
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

Resolve = Callable[[str, int], list[str]]
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Deadline:
    """When all that is being done for one page must be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.restart()

    def restart(self) -> None:
        self._end = time.monotonic() + self.seconds

    def left(self) -> float:
        """Seconds left. Raises FetchError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is done meanwhile takes nothing of the time."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._end += time.monotonic() - begun

    def passed(self) -> FetchError:
        reason = f"gave no page within {self.seconds:g} seconds; try again or raise ONRECORD_TIMEOUT"
        return FetchError(reason, retryable=True)


def check_host(host: str) -> None:
    """Raises FetchError when the host is, in any spelling, a private address or this machine's name."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        raise _private(host)
    try:
        address = socket.inet_ntoa(socket.inet_aton(name))  # as the system reads it: 0x7f.1, 2130706433, 0177.0.0.1
    except (OSError, ValueError):
        address = name
    try:
        private = not is_public(address)
    except ValueError:
        return  # a name: it is checked when it is resolved
    if private:
        raise _private(host)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet. Raises ValueError when it is no IP address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    carried = _carried(ip)
    if carried is not None:
        return is_public(str(carried))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _carried(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, 6to4, or NAT64, which IPv6-only networks live on."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def _private(host: str) -> FetchError:
    what = f"{host[:100]} is a private address, which is not fetched"
    return FetchError(f"{what}; set ONRECORD_ALLOW_PRIVATE if it is meant")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Backend(httpcore.NetworkBackend):
    """Connects to checked addresses only, and gives every wait what is left of the deadline."""

    def __init__(self, deadline: Deadline, allow_private: bool, resolve: Resolve = resolve) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._resolve = resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        for address in addresses[:-1]:  # one that does not answer leaves time for the others
            try:
                return self._connect(address, port, self._deadline.left() / len(addresses))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, self._deadline.left())

    def _connect(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        return _Stream(self._sockets.connect_tcp(address, port, seconds), self._deadline)

    def _addresses(self, host: str, port: int) -> list[str]:
        if not self._allow_private:
            check_host(host)
        addresses = self._resolved(host, port)
        if not self._allow_private and not all(is_public(address) for address in addresses):
            raise _private(host)
        return addresses

    def _resolved(self, host: str, port: int) -> list[str]:
        """The host's addresses; in a thread, for the system's resolver knows no time limit."""
        answers: queue.Queue[list[str] | Exception] = queue.Queue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, ValueError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline.left())
        except queue.Empty:
            raise self._deadline.passed() from None
        if isinstance(answer, Exception) or not answer:
            raise FetchError(
                f"there is no host named {host[:100]}; check the address and the connection",
                retryable=isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN,
            )
        return answer


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends with the deadline: a server that drips a byte a second ends too."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
