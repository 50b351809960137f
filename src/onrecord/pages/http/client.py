"""Pages from the web: one guarded HTTP client, which follows redirects by hand and checks each hop."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, cast

import httpx

from onrecord.errors import FetchError, PageError, SettingsError
from onrecord.pages.formats.files import sniff
from onrecord.pages.http.content_encoding import unpacked
from onrecord.pages.http.rate_limit import AGAIN, Politeness, retry_after
from onrecord.pages.http.responses import media_of, status_told
from onrecord.pages.http.robots import LIMIT, Answer, Robots
from onrecord.pages.http.ssrf_guard import Backend, Deadline, Resolve, check_host, resolve
from onrecord.pages.http.transport import Guarded, told
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin
from onrecord.settings import Settings

REDIRECTS = {301, 302, 303, 307, 308}
ACCEPT = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8"
ANYTHING = "text/html,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
UNMODIFIED = "not modified since it was last fetched"
MOST_ADDRESS = 8_000


@dataclass(frozen=True, slots=True)
class _Answer:
    url: httpx.URL
    status: int
    headers: httpx.Headers
    data: bytes
    news: bool = False  # whether only what is new was asked for

    @property
    def after(self) -> float | None:
        return retry_after(self.headers.get("Retry-After"), self.headers.get("Date"))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was at an address: the address asked for, the one in the end, headers, and the body unpacked."""

    address: str
    url: str
    headers: httpx.Headers
    data: bytes
    retrieved: str


class NotModified(Exception):
    """The server says that the page is still the stored one. Control flow, not an error."""


class Client:
    """Fetches pages one after another. ``transport`` stands in for the network, ``resolve`` for the name service."""

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = resolve,
        polite: Politeness | None = None,
    ) -> None:
        self._polite = polite
        self._host = ""  # that was asked last
        if not settings.user_agent.isascii() or not settings.user_agent.isprintable():
            raise SettingsError("ONRECORD_USER_AGENT: give a name in plain ASCII letters, on one line")
        self._settings = settings
        self._deadline = Deadline(settings.timeout)
        self._client = httpx.Client(
            transport=transport or Guarded(Backend(self._deadline, settings.allow_private, resolve), self._deadline),
            headers={"User-Agent": settings.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate, br"},
            timeout=settings.timeout,
            follow_redirects=False,
            trust_env=False,  # a proxy from the environment would connect where no one has checked
        )
        self._robots = Robots(settings.user_agent, self._robots_file, again=polite is not None)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def fetch(self, address: str) -> Page:
        """The page at an address. Raises FetchError, or DecodeError when what is there is no text."""
        return self.page(self.fetch_bytes(address, accept=ACCEPT))

    def fetch_bytes(self, address: str, *, accept: str = ANYTHING) -> Fetched:
        """What is at an address, of whatever kind when ``accept`` is not that of pages.

        Raises FetchError; NotModified when a server says that what was kept is still what it has.
        """
        for tried in itertools.count():
            self._deadline.restart()
            self._client.cookies.clear()
            try:
                return self._fetched(address, accept)
            except FetchError as error:
                if not (self._polite and error.retryable and self._polite.again(self._host, tried, error)):
                    raise self._final(error).at(address) from None
            except PageError as error:
                raise error.at(address) from None
        raise AssertionError("the loop returns or raises")

    def _final(self, error: FetchError) -> FetchError:
        """Return the error of the last try, with the time to try again where the site asks for a long wait."""
        patience = self._polite.impatient(error) if self._polite else ""
        if not patience:
            return error
        return FetchError(error.reason + patience, retryable=error.retryable, retry_after=error.retry_after)

    def _fetched(self, address: str, accept: str) -> Fetched:
        answer = self._follow(_url(address), self._settings.max_bytes, page=True, accept=accept)
        if self._polite and answer.status not in AGAIN:
            self._polite.answered(answer.url.host)
        if answer.status == 304 and answer.news:
            raise NotModified
        if answer.status != 200:
            retryable = answer.status in AGAIN
            raise FetchError(status_told(answer.status), retryable=retryable, retry_after=answer.after)
        data = unpacked(answer.data, answer.headers.get("Content-Encoding", ""), self._settings.max_bytes)
        url = str(answer.url.copy_with(fragment=None))
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Fetched(address, url, answer.headers, data, now)

    def page(self, fetched: Fetched) -> Page:
        """The page that was fetched. Raises FetchError when it is none, DecodeError when it is no text."""
        try:
            return self._page(fetched)
        except PageError as error:
            raise error.at(fetched.address) from None

    def _page(self, answer: Fetched) -> Page:
        data = answer.data
        if not data.strip():
            raise FetchError("the page is empty")
        kind = media_of(answer.headers) or sniff(data[:4_096])
        charset = answer.headers.get("Content-Type", "").lower().partition("charset=")[2].partition(";")[0]
        origin = PageOrigin("web", answer.url, answer.retrieved, hashlib.sha256(data).hexdigest())
        validators = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        media: Literal["html", "text"] = "html" if kind == "html" else "text"
        text = decode(data, charset)
        return Page(origin, media, text, url=answer.url, raw=data, charset=charset, validators=validators)

    def _robots_file(self, url: httpx.URL) -> Answer:
        try:
            answer = self._follow(url, LIMIT, page=False)
            data = unpacked(answer.data, answer.headers.get("Content-Encoding", ""), 20 * LIMIT)
            return Answer(answer.status, data, answer.after)
        except FetchError:
            raise
        except PageError as error:
            raise FetchError(error.reason) from None

    def _follow(self, url: httpx.URL, limit: int, *, page: bool, accept: str = ACCEPT) -> _Answer:
        """What is at an address in the end; for a ``page``, robots.txt is asked and only text is taken."""
        for _ in range(self._settings.max_redirects + 1):
            if not self._settings.allow_private:
                check_host(url.host)
            if page and self._settings.robots:
                self._robots.check(url)
            with self._asked(url, accept, news=page) as response:
                target = response.headers.get("Location") if response.status_code in REDIRECTS else None
                if target is None:
                    if page and response.status_code == 200 and accept == ACCEPT:
                        media_of(response.headers)
                    return self._read(url, response, limit, page=page)
            url = _url(target, base=url)
        if not page:
            return _Answer(url, 404, httpx.Headers(), b"")  # RFC 9309: a robots.txt that is not found
        raise FetchError(f"redirected more than {self._settings.max_redirects} times; check the address")

    @contextmanager
    def _asked(self, url: httpx.URL, accept: str, news: bool) -> Iterator[httpx.Response]:
        headers = {"Accept": accept} | (self._politely(url, news) if self._polite else {})
        with told(self._deadline):
            self._deadline.left()
            response = self._client.send(self._client.build_request("GET", url, headers=headers), stream=True)
            try:
                yield response
            finally:
                response.close()

    def _politely(self, url: httpx.URL, news: bool) -> dict[str, str]:
        """Waits until a host may be asked; then the headers that ask for no more than what is ``news``."""
        assert self._polite is not None
        self._host = url.host
        with self._deadline.paused():  # the wait for a site's turn is not its own slowness
            if not news:  # robots.txt, which a site need not be spared after
                self._polite.wait(url.host)
                return {}
            self._polite.turn(url.host, self._robots.delay(url))
            return self._polite.headers(str(url.copy_with(fragment=None)))

    def _read(self, url: httpx.URL, response: httpx.Response, limit: int, *, page: bool) -> _Answer:
        """The body as it comes over the wire, no more than ``limit`` of it held; of robots.txt, its beginning."""
        parts: list[bytes] = []
        size = 0
        if response.status_code == 200:
            for part in cast(httpx.SyncByteStream, response.stream):  # as sent: iter_raw refuses a stand-in's body
                self._deadline.left()
                parts.append(part)
                size += len(part)
                if size > limit and page:
                    raise FetchError(f"larger than {limit:,} bytes; raise ONRECORD_MAX_BYTES to read it")
                if size > limit:
                    break
        news = any(name in response.request.headers for name in ("If-None-Match", "If-Modified-Since"))
        return _Answer(url, response.status_code, response.headers, b"".join(parts), news)


def _url(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """The address, checked. Raises FetchError when it is none that is fetched."""
    try:
        url = httpx.URL(address.strip()) if base is None else base.join(address)
        host = url.host
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"not a web address ({' '.join(str(error).split())[:100]}); check it") from None
    led = "" if base is None else f"redirected to {str(url)[:200]}, "
    if url.scheme not in {"http", "https"}:
        raise FetchError(f"{led}which is not http or https" if led else "give an http or https address")
    if not host or len(address) > MOST_ADDRESS or (url.port or 0) > 65_535:
        raise FetchError(f"{led}not a web address; check it")
    if url.userinfo:
        raise FetchError(f"{led}an address with a password in it is not fetched; take that part out")
    return url
