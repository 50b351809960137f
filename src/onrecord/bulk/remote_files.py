"""Files at addresses, opened by fsspec; for http and https under the same guard as pages: no private address."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from onrecord.errors import OnrecordError, SettingsError, SourceError
from onrecord.pages.formats.files import BUFFER_BYTES
from onrecord.pages.formats.gzip_stream import describe_read_error
from onrecord.pages.http.ssrf_guard import check_addresses, check_host, resolve
from onrecord.settings import Settings

SILENCE_SECONDS = 60.0  # that a server may send nothing
_HTTP = frozenset({"http", "https"})


def is_remote(location: str) -> bool:
    """Return whether a location is an address and not a path."""
    return "://" in location


@contextmanager
def open_remote(location: str, settings: Settings) -> Iterator[BinaryIO]:
    """Give the bytes at an address as a stream.

    Raises:
        SourceError: It cannot be opened or read.
        FetchError: It is a private address.
        SettingsError: What fsspec needs for the address is not installed.
    """
    with _remote_errors(location):
        file_system, path = _file_system(location, settings)
        with file_system.open(path, "rb") as remote:
            yield io.BufferedReader(remote, BUFFER_BYTES)


def read_samples(
    location: str, settings: Settings, starts_of: Callable[[int], Sequence[int]], length: int
) -> tuple[int, list[bytes]]:
    """Return the size of a file and its bytes at some places.

    Args:
        location: Its address.
        settings: Whether private addresses are allowed, and the name of this program.
        starts_of: From the size to the places.
        length: Bytes at each place.

    Raises:
        SourceError, FetchError, SettingsError: As for ``open_remote``.
    """
    with _remote_errors(location):
        file_system, path = _file_system(location, settings)
        size = int(file_system.size(path) or 0)
        return size, [file_system.cat_file(path, start=start, end=start + length)[:length] for start in starts_of(size)]


@contextmanager
def _remote_errors(location: str) -> Iterator[None]:
    """Raise SourceError for whatever the library for an address raises; aiohttp's errors have no common base."""
    try:
        yield
    except OnrecordError as error:
        raise error if error.location else error.at(location) from None
    except Exception as error:
        cause: BaseException | None = error
        while cause is not None and not (isinstance(cause, OSError) and cause.strerror):
            cause = cause.__cause__ or cause.__context__
        root_cause = cause if isinstance(cause, OSError) else error
        raise SourceError(describe_read_error(root_cause), location=location) from None


def _file_system(location: str, settings: Settings) -> tuple[Any, str]:
    options: dict[str, Any] = {}
    if urlsplit(location).scheme.lower() in _HTTP:
        if not settings.allow_private:
            _check_public(location)
        client = {"allow_private": settings.allow_private, "user_agent": settings.user_agent}
        options = {"get_client": _open_session, "client_kwargs": client}
    try:
        import fsspec

        return fsspec.core.url_to_fs(location, **options)  # type: ignore[no-any-return]
    except ImportError as error:
        raise SettingsError(f"{error}; pip install 'onrecord[bulk]', and s3fs for s3://", location=location) from None


def _check_public(location: str) -> None:
    """Raise FetchError, with its reason, for an address that ``_open_public_socket`` would not connect to."""
    parts = urlsplit(location)
    host = parts.hostname or ""
    check_host(host)
    check_addresses(host, resolve(host, parts.port or (443 if parts.scheme == "https" else 80)))


async def _open_session(*, allow_private: bool, user_agent: str, **_: Any) -> Any:
    """Return an HTTP session whose every connection, after a redirect too, goes to a public address."""
    import aiohttp

    connector = aiohttp.TCPConnector() if allow_private else aiohttp.TCPConnector(socket_factory=_open_public_socket)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=SILENCE_SECONDS, sock_read=SILENCE_SECONDS)
    return aiohttp.ClientSession(connector=connector, timeout=timeout, headers={"User-Agent": user_agent})


def _open_public_socket(address_info: Sequence[Any]) -> socket.socket:
    family, kind, protocol, _, address = address_info
    try:
        check_addresses(address[0], [address[0]])
    except OnrecordError as error:
        raise PermissionError(0, str(error)) from None  # an OSError, as aiohttp expects of a socket
    return socket.socket(family, kind, protocol)
