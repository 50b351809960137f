"""The feed watcher: polls each feed as often as it asks to be polled, and adds its new pages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from onrecord.errors import FetchError, PageError
from onrecord.ingest.add_pages import add_pages
from onrecord.ingest.outcomes import Outcomes
from onrecord.pages.feeds.feed_model import with_stated
from onrecord.pages.feeds.feed_parser import Feed, parse_feed
from onrecord.pages.http.client import ACCEPT_LISTINGS, Client, Fetched, NotModified, not_modified
from onrecord.pages.http.rate_limit import RateLimiter
from onrecord.pages.http.responses import freshness_lifetime
from onrecord.records import Page, Skipped
from onrecord.settings import Settings
from onrecord.stop_event import StopEvent, StopRequested
from onrecord.store import Store, WriteOutcome

MAX_RETRY_SECONDS = 6 * 3600.0  # between two tries of what fails, unless a site asks for more
LATEST_POLL = timedelta(days=40)  # ahead: a week of skipped hours, and the longest that a site may ask for
MAX_INTERVAL_SECONDS = 24 * 3600.0  # between two polls, that a feed may ask for
MAX_SLEEP_SECONDS = 60.0  # after which the clock is read again: the machine may have been suspended
Clock = Callable[[], datetime]
Validators = tuple[str | None, str | None]  # ETag and Last-Modified


def watch_feeds(
    addresses: Sequence[str],
    store: Store,
    settings: Settings,
    *,
    model: str,
    version: str,
    stop: threading.Event,
    keep_pages: bool = True,
    once: bool = False,
    on_feed: Callable[[str, Outcomes], object] | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> None:
    """Poll each feed when it is due and add its new pages, until `stop` is set.

    The store has the time of each feed's next poll, so that a watch that is started again does not poll too soon.
    What could not be fetched is tried again later, not before its site says so. What a site asked for holds for the
    whole watch: its robots.txt, pauses and Retry-After are not forgotten between two polls.

    Args:
        addresses: the feeds.
        store: an open store.
        settings: the polling interval of feeds that do not ask for one, and the limits.
        model: the name of the model.
        version: the version of this package.
        stop: ends the watch within a second.
        keep_pages: whether the pages' bytes are kept.
        once: poll each feed that is due once, and return.
        on_feed: called after each poll with the feed's address and its outcomes.
        clock: in place of the system's.

    Raises:
        StoreError: the store can no longer be written.
    """
    watch_stop = StopEvent(stop)
    validators = _WatchValidators(store)
    feeds = [_WatchedFeed(address, settings.poll, clock) for address in dict.fromkeys(addresses)]
    rate_limiter = RateLimiter(settings, validators=validators, stop=watch_stop)
    with Client(settings, rate_limiter=rate_limiter) as client:
        try:
            while not watch_stop.is_set():
                for feed in feeds:
                    if watch_stop.is_set() or _is_waiting(store.fetches.next_poll(feed.address), clock()):
                        continue
                    validators.start_poll(feed)
                    poll = _Poll(feed, client, store)
                    outcomes = add_pages(
                        poll.fetch_pages(), store, settings, model=model, version=version, verb="watch",
                        keep_pages=keep_pages, on_page=poll.note_outcome, stop=StopEvent(watch_stop),
                    )  # fmt: skip
                    if poll.answered or poll.failed:  # else it was stopped before its turn
                        poll.save(stopped=watch_stop.is_set())
                        if on_feed is not None:
                            on_feed(feed.address, outcomes)
                if once:
                    return
                watch_stop.wait(_sleep_seconds(store, feeds, settings.poll, clock()))
        finally:
            watch_stop.set()  # so that nothing waits for a site's turn any more


def _is_waiting(due: datetime | None, now: datetime) -> bool:
    """Whether a feed's next poll is still to come; one that no watch can have stored does not count."""
    return due is not None and now < due <= now + LATEST_POLL


def _sleep_seconds(store: Store, feeds: Sequence[_WatchedFeed], default: float, now: datetime) -> float:
    """Return how long to sleep until a feed is due."""
    due_times = [due for feed in feeds if (due := store.fetches.next_poll(feed.address))]
    if not due_times:
        return default
    return min(MAX_SLEEP_SECONDS, max(1.0, (min(due_times) - now).total_seconds()))


@dataclass(frozen=True, slots=True)
class _Postponed:
    """A page that gave nothing.

    Attributes:
        tries: how often it was tried.
        retry_time: when to try again.
        fetched: True if it was fetched, and holds no article.
    """

    tries: int
    retry_time: datetime
    fetched: bool


@dataclass(slots=True)
class _WatchedFeed:
    """What a watch remembers of a feed between two polls.

    Attributes:
        default_interval: seconds between two polls, if the feed does not ask for more.
        interval: seconds that it asks for; None until it was fetched in full.
        failures: polls in a row that failed.
        postponed: its pages that gave nothing, by URL.
    """

    address: str
    default_interval: float
    clock: Clock
    interval: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    failures: int = 0
    postponed: dict[str, _Postponed] = field(default_factory=dict)

    def must_be_fetched_in_full(self, last_interval: float) -> bool:
        """Return whether the feed must be fetched even if it has nothing new.

        Only the feed itself says how often it asks to be polled, not the answer that nothing is new. So a watch
        fetches it once in full if it was never polled, or asked an earlier watch for more than the default:
        `last_interval` seconds.
        """
        return self.interval is None and not 0 < last_interval <= self.default_interval + 1

    def update(self, feed: Feed, fetched: Fetched) -> None:
        """Take over how often the feed asks to be polled, and forget postponed pages that it no longer lists."""
        interval = max(self.default_interval, feed.ttl_seconds or 0, freshness_lifetime(fetched.headers))
        self.interval = min(MAX_INTERVAL_SECONDS, interval)
        self.skip_hours, self.skip_days = feed.skip_hours, feed.skip_days
        listed_urls = {entry.url for entry in feed.entries}
        self.postponed = {url: page for url, page in self.postponed.items() if url in listed_urls}

    def postpone(self, url: str, retry_after: float | None = None, *, fetched: bool = False) -> None:
        """Postpone a page that gave nothing: each time for longer, and not before its site says so."""
        tries = self.postponed[url].tries + 1 if url in self.postponed else 1
        pause = timedelta(seconds=max(self._backoff(tries), retry_after or 0.0))
        self.postponed[url] = _Postponed(tries, self.clock() + pause, fetched)

    def is_postponed(self, url: str) -> bool:
        """Return whether a page is not to be tried yet."""
        return url in self.postponed and self.postponed[url].retry_time > self.clock()

    def next_poll(self, *, failed: bool, retry_after: float | None) -> datetime:
        """Return when to poll next, outside of the hours and days that the feed excludes."""
        self.failures = self.failures + 1 if failed else 0
        if failed:
            pause = max(self._backoff(self.failures), retry_after or 0.0)
        else:
            pause = self.interval or self.default_interval
        earliest = moment = self.clock() + timedelta(seconds=pause)
        for _ in range(24 * 7):
            if moment.hour not in self.skip_hours and moment.strftime("%A") not in self.skip_days:
                return moment
            moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        return earliest

    def _backoff(self, tries: int) -> float:
        return max(self.default_interval, min(MAX_RETRY_SECONDS, self.default_interval * 2.0 ** min(tries, 8)))


class _WatchValidators:
    """The validators of pages and of the feed that is being polled; none for a feed that must be fetched in full."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._feed_address, self._in_full = "", False

    def start_poll(self, feed: _WatchedFeed) -> None:
        """Note which feed is polled now."""
        self._feed_address = feed.address
        self._in_full = feed.must_be_fetched_in_full(self._store.fetches.poll_interval(feed.address))

    def validators(self, address: str) -> Validators:
        """Return the ETag and Last-Modified of an address."""
        if address != self._feed_address:
            return self._store.fetches.validators(address)
        return (None, None) if self._in_full else self._store.fetches.validators(address, feed=True)

    def is_forgotten(self, address: str) -> bool:
        """Return whether the store was told to forget a page."""
        return self._store.fetches.is_forgotten(address)


class _Poll:
    """One poll of a feed: its new pages, and when to poll it next."""

    def __init__(self, feed: _WatchedFeed, client: Client, store: Store) -> None:
        self._feed, self._client, self._store = feed, client, store
        self._old_validators: Validators = store.fetches.validators(feed.address, feed=True)
        self._new_validators: Validators | None = None  # once everything is fetched
        self._url_of_location: dict[str, str] = {}  # what the feed calls a page that may have been redirected
        self._retry_after: float | None = None
        self.answered = self.failed = False

    def fetch_pages(self) -> Iterator[Page | Skipped]:
        """Give the feed's pages that are not in the store or were updated; or why the feed gives none."""
        address = self._feed.address
        try:
            fetched = self._client.fetch_bytes(address, accept=ACCEPT_LISTINGS)
            feed = parse_feed(fetched.data, fetched.url)
        except StopRequested:
            return
        except NotModified:
            self.answered = True
            return
        except PageError as error:
            self.failed, self._retry_after = True, _retry_after(error)
            yield Skipped.from_error(error, address)
            return
        self.answered = True
        self._feed.update(feed, fetched)
        try:
            yield from self._fetch_entries(feed)
        except StopRequested:
            return
        if all(page.fetched for page in self._feed.postponed.values()):  # else the feed is read again for the others
            self._new_validators = fetched.headers.get("ETag"), fetched.headers.get("Last-Modified")

    def _fetch_entries(self, feed: Feed) -> Iterator[Page | Skipped]:
        stored_urls = self._store.fetches.fetched_urls([entry.url for entry in feed.entries])
        for entry in feed.entries:
            if (entry.url in stored_urls and not entry.updated) or self._feed.is_postponed(entry.url):
                continue
            try:
                page = with_stated(self._client.fetch(entry.url), entry.title, entry.published)
            except NotModified:
                yield not_modified(entry.url)
            except PageError as error:
                self._feed.postpone(entry.url, _retry_after(error))
                yield Skipped.from_error(error, entry.url)
            else:
                self._url_of_location[page.origin.location] = entry.url
                if entry.url in self._feed.postponed:  # note_outcome decides later whether it is postponed again
                    self._feed.postponed[entry.url] = replace(self._feed.postponed[entry.url], fetched=True)
                yield page

    def note_outcome(self, status: WriteOutcome, page: Page | Skipped) -> None:
        """Postpone a page that was fetched and holds no article, so that it is not fetched at each poll."""
        location = page.location if isinstance(page, Skipped) else page.origin.location
        if (url := self._url_of_location.get(location)) is None:
            return
        if status in {WriteOutcome.SKIPPED, WriteOutcome.FAILED}:
            self._feed.postpone(url, fetched=True)
        else:
            self._feed.postponed.pop(url, None)

    def save(self, *, stopped: bool) -> None:
        """Store when the feed was polled and when it is due again.

        A poll that was stopped, or whose feed failed, keeps the old validators, so that no entry is missed.
        """
        etag, modified = self._new_validators if self._new_validators and not stopped else self._old_validators
        following = self._feed.next_poll(failed=self.failed, retry_after=self._retry_after)
        self._store.fetches.save_poll(self._feed.address, etag, modified, self._feed.clock(), following)


def _retry_after(error: PageError) -> float | None:
    return error.retry_after if isinstance(error, FetchError) else None
