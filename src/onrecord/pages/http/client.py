"""The HTTP client: guarded connections, redirects followed one by one with each hop checked, and retries."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, cast

import httpx

from onrecord.errors import FetchError, PageError, SettingsError
from onrecord.pages.formats.files import sniff_kind
from onrecord.pages.http.content_encoding import decompress_body
from onrecord.pages.http.rate_limit import RETRYABLE_STATUSES, RateLimiter, parse_retry_after
from onrecord.pages.http.responses import describe_status, page_media
from onrecord.pages.http.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from onrecord.pages.http.robots import RobotsCache, RobotsResponse
from onrecord.pages.http.ssrf_guard import Deadline, GuardedBackend, Resolver, check_host, resolve
from onrecord.pages.http.transport import GuardedTransport, translated_errors
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin, Skipped, SkipReason
from onrecord.settings import Settings
from onrecord.skipped import FORGOTTEN_DETAIL

REDIRECT_STATUSES = {301, 302, 303, 307, 308}
RIGHTS_HEADERS = ("TDM-Reservation", "TDM-Policy", "X-Robots-Tag", "Content-Usage")
ACCEPT_PAGES = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8"
ACCEPT_LISTINGS = (
    "text/html,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
)
MAX_ADDRESS_LENGTH = 8_000


class NotModified(Exception):
    """The server says that the page is still the stored one. Control flow, not an error."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was at an address: the address asked for, the one after redirects, the headers and the decompressed body."""

    address: str
    url: str
    headers: httpx.Headers
    data: bytes
    retrieved: str


@dataclass(frozen=True, slots=True)
class _RawResponse:
    """A response with its body as it was sent. `conditional` says that the request had validators."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes
    conditional: bool = False

    @property
    def retry_after(self) -> float | None:
        """The seconds that the server asks to wait; None if it does not say."""
        return parse_retry_after(self.headers.get("Retry-After"), self.headers.get("Date"))


class Client:
    """Fetches pages one after another.

    Args:
        settings: the user agent, limits, and whether robots.txt counts.
        transport: in place of the network.
        resolver: in place of the system's name service.
        rate_limiter: pauses, retries and conditional requests; without it every page is asked for once and at once.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.BaseTransport | None = None,
        resolver: Resolver = resolve,
        rate_limiter: RateLimiter | None = None,
    ) -> None:
        self._rate_limiter = rate_limiter
        self._last_host = ""
        if not settings.user_agent.isascii() or not settings.user_agent.isprintable():
            raise SettingsError("ONRECORD_USER_AGENT: give a name in plain ASCII letters, on one line")
        self._settings = settings
        self._deadline = Deadline(settings.timeout)
        backend = GuardedBackend(self._deadline, settings.allow_private, resolver)
        self._client = httpx.Client(
            transport=transport or GuardedTransport(backend, self._deadline),
            headers={"User-Agent": settings.user_agent, "Accept": ACCEPT_PAGES, "Accept-Encoding": "gzip, deflate, br"},
            timeout=settings.timeout,
            follow_redirects=False,
            trust_env=False,  # a proxy from the environment would connect to addresses that no one has checked
        )
        self._robots = RobotsCache(settings.user_agent, self._fetch_robots, retry=rate_limiter is not None)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, address: str) -> Page:
        """Return the page at an address. Raises what `fetch_bytes` and `to_page` raise."""
        return self.to_page(self.fetch_bytes(address, accept=ACCEPT_PAGES))

    def fetch_outcome(self, address: str) -> Page | Skipped:
        """Return the page at an address, or why there is none. Raises StopRequested if stopped before its turn."""
        if self.is_forgotten(address):
            return forgotten(address)
        try:
            return self.fetch(address)
        except NotModified:
            return not_modified(address)
        except PageError as error:
            return Skipped.from_error(error, address)

    def is_forgotten(self, address: str) -> bool:
        """Return whether the store was told to forget the page at an address: it is not asked for."""
        return self._rate_limiter is not None and self._rate_limiter.is_forgotten(address)

    def fetch_bytes(self, address: str, *, accept: str = ACCEPT_LISTINGS) -> Fetched:
        """Return what is at an address; of any type, unless `accept` is that of pages.

        Raises:
            PageError: there is nothing that can be read; most often a FetchError.
            NotModified: the server says that the stored page is still the one that it has.
            StopRequested: there was an order to stop before the request's turn.
        """
        for tries in itertools.count():
            self._deadline.restart()
            self._client.cookies.clear()
            try:
                return self._fetch_once(address, accept)
            except FetchError as error:
                if not self._should_retry(tries, error):
                    raise self._with_long_wait(error).at(address) from None
            except PageError as error:
                raise error.at(address) from None
        raise AssertionError("the loop returns or raises")

    def _should_retry(self, tries: int, error: FetchError) -> bool:
        if self._rate_limiter is None or not error.retryable:
            return False
        return self._rate_limiter.should_retry(self._last_host, tries, error)

    def _with_long_wait(self, error: FetchError) -> FetchError:
        """Return the error of the last try, with the time to try again if the site asks for a long wait."""
        note = self._rate_limiter.long_wait_note(error) if self._rate_limiter else ""
        if not note:
            return error
        return FetchError(error.reason + note, retryable=error.retryable, retry_after=error.retry_after)

    def _fetch_once(self, address: str, accept: str) -> Fetched:
        response = self._follow_redirects(_parse_url(address), self._settings.max_bytes, is_page=True, accept=accept)
        if self._rate_limiter and response.status not in RETRYABLE_STATUSES:
            self._rate_limiter.record_success(response.url.host)
        if response.status == 304 and response.conditional:
            raise NotModified
        if response.status != 200:
            retryable = response.status in RETRYABLE_STATUSES
            raise FetchError(describe_status(response.status), retryable=retryable, retry_after=response.retry_after)
        encodings = response.headers.get("Content-Encoding", "")
        body = decompress_body(response.body, encodings, self._settings.max_bytes)
        url = str(response.url.copy_with(fragment=None))
        retrieved = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Fetched(address, url, response.headers, body, retrieved)

    def to_page(self, fetched: Fetched) -> Page:
        """Return the page that was fetched. Raises FetchError if it is not a page, DecodeError if it is not text."""
        try:
            return replace(_to_page(fetched), robots="allowed" if self._settings.robots else "ignored")
        except PageError as error:
            raise error.at(fetched.address) from None

    def _fetch_robots(self, url: httpx.URL) -> RobotsResponse:
        try:
            response = self._follow_redirects(url, MAX_ROBOTS_BYTES, is_page=False)
            encodings = response.headers.get("Content-Encoding", "")
            data = decompress_body(response.body, encodings, 20 * MAX_ROBOTS_BYTES)
            return RobotsResponse(response.status, data, response.retry_after)
        except FetchError:
            raise
        except PageError as error:
            raise FetchError(error.reason) from None

    def _follow_redirects(
        self, url: httpx.URL, max_bytes: int, *, is_page: bool, accept: str = ACCEPT_PAGES
    ) -> _RawResponse:
        """Return the last response of a chain of redirects; for a page, every hop must be allowed by robots.txt."""
        for _ in range(self._settings.max_redirects + 1):
            if not self._settings.allow_private:
                check_host(url.host)
            if is_page and self._settings.robots:
                self._robots.check(url)
            with self._sent(url, accept, conditional=is_page) as response:
                is_redirect = response.status_code in REDIRECT_STATUSES
                target = response.headers.get("Location") if is_redirect else None
                if target is None:
                    if is_page and response.status_code == 200 and accept == ACCEPT_PAGES:
                        page_media(response.headers)  # before the body is read
                    return self._read_body(url, response, max_bytes, is_page=is_page)
            url = _parse_url(target, base=url)
        if not is_page:
            return _RawResponse(url, 404, httpx.Headers(), b"")  # RFC 9309: a robots.txt that is not found
        raise FetchError(f"redirected more than {self._settings.max_redirects} times; check the address")

    @contextmanager
    def _sent(self, url: httpx.URL, accept: str, *, conditional: bool) -> Iterator[httpx.Response]:
        headers = {"Accept": accept} | self._await_turn(url, conditional=conditional)
        with translated_errors(self._deadline):
            self._deadline.remaining()
            request = self._client.build_request("GET", url, headers=headers)
            try:
                response = self._client.send(request, stream=True)
            except (httpx.InvalidURL, ValueError, LookupError, TypeError, AttributeError) as error:
                # httpx prepares the next request of a redirect, though it is not asked to follow it
                reason = f"the server's answer cannot be followed ({' '.join(str(error).split())[:100]})"
                raise FetchError(f"{reason}; check the address") from None
            try:
                yield response
            finally:
                response.close()

    def _await_turn(self, url: httpx.URL, *, conditional: bool) -> dict[str, str]:
        """Wait until the host may be asked, and return the headers of a conditional request."""
        if self._rate_limiter is None:
            return {}
        self._last_host = url.host
        with self._deadline.paused():  # the wait for a site's turn is not the site's own slowness
            if not conditional:  # robots.txt: no pause is due after it
                self._rate_limiter.wait_for_host(url.host)
                return {}
            self._rate_limiter.take_turn(url.host, self._robots.crawl_delay(url))
            return self._rate_limiter.conditional_headers(str(url.copy_with(fragment=None)))

    def _read_body(self, url: httpx.URL, response: httpx.Response, max_bytes: int, *, is_page: bool) -> _RawResponse:
        """Return the response with its body as sent, of which never more than `max_bytes` are held.

        A longer page is an error; of a longer robots.txt the beginning is returned.
        """
        parts: list[bytes] = []
        size = 0
        if response.status_code == 200:
            for part in cast(httpx.SyncByteStream, response.stream):  # as sent: iter_raw refuses a stand-in's body
                self._deadline.remaining()
                parts.append(part)
                size += len(part)
                if size > max_bytes and is_page:
                    raise FetchError(f"larger than {max_bytes:,} bytes; raise ONRECORD_MAX_BYTES to read it")
                if size > max_bytes:
                    break
        conditional = any(name in response.request.headers for name in ("If-None-Match", "If-Modified-Since"))
        return _RawResponse(url, response.status_code, response.headers, b"".join(parts), conditional)


def not_modified(address: str) -> Skipped:
    """Return the outcome for an address whose stored page is still the current one."""
    return Skipped(address, SkipReason.NOT_MODIFIED, "not modified since it was last fetched")


def forgotten(address: str) -> Skipped:
    """Return the outcome of a page that the store was told to forget."""
    return Skipped(address, SkipReason.FORGOTTEN, FORGOTTEN_DETAIL)


def _to_page(fetched: Fetched) -> Page:
    if not fetched.data.strip():
        raise FetchError("the page is empty")
    kind = page_media(fetched.headers) or sniff_kind(fetched.data[:4_096])
    charset = fetched.headers.get("Content-Type", "").lower().partition("charset=")[2].partition(";")[0]
    origin = PageOrigin("web", fetched.url, fetched.retrieved, hashlib.sha256(fetched.data).hexdigest())
    validators = fetched.headers.get("ETag"), fetched.headers.get("Last-Modified")
    media: Literal["html", "text"] = "html" if kind == "html" else "text"
    text = decode(fetched.data, charset)
    return Page(
        origin, media, text, url=fetched.url, raw=fetched.data, charset=charset, validators=validators,
        rights=_rights(fetched.headers),
    )  # fmt: skip


def _rights(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    """Return the headers that say how a page may be used: reservations of text mining, robots, the licence."""
    rights = [(name, value) for name in RIGHTS_HEADERS if (value := headers.get(name))]
    licences = [link for link in headers.get_list("Link", split_commas=True) if "license" in link.partition(";")[2]]
    return (*rights, *(("Link", link) for link in licences[:1]))


def _parse_url(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """Return the address as a URL. Raises FetchError if it is not one that is fetched."""
    try:
        url = httpx.URL(address.strip()) if base is None else base.join(address)
        host, port, short_url = url.host, url.port or 0, str(url)[:200]
    except (httpx.InvalidURL, ValueError, TypeError, LookupError, AssertionError) as error:
        raise FetchError(f"not a web address ({' '.join(str(error).split())[:100]}); check it") from None
    redirected = "" if base is None else f"redirected to {short_url}, "
    if url.scheme not in {"http", "https"}:
        raise FetchError(f"{redirected}which is not http or https" if redirected else "give an http or https address")
    if not host or len(address) > MAX_ADDRESS_LENGTH or port > 65_535:
        raise FetchError(f"{redirected}not a web address; check it")
    if url.userinfo:
        raise FetchError(f"{redirected}an address with a password in it is not fetched; take that part out")
    return url
