"""Feeds watched: what is new in each is added, as often as the feed wants to be asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from onrecord.errors import FetchError, PageError
from onrecord.ingest.add_pages import Outcomes, harvest
from onrecord.pages.feeds import feed_parser as feeds
from onrecord.pages.http.client import ANYTHING, UNMODIFIED, Client, Fetched, NotModified
from onrecord.pages.http.rate_limit import Politeness
from onrecord.pages.http.responses import fresh_for
from onrecord.records import Page, Skipped, SkipReason
from onrecord.settings import Settings
from onrecord.stop_event import Halt, StopRequested
from onrecord.store import Store

LONGEST = 6 * 3600.0  # seconds between two tries at what fails, unless a site asks for more
SLOWEST = 24 * 3600.0  # that a feed may ask for
NAP = 60.0  # seconds after which the time is looked at anew: a machine may have slept
Now = Callable[[], datetime]


def watch(
    addresses: Sequence[str],
    store: Store,
    settings: Settings,
    *,
    model: str,
    version: str,
    stop: threading.Event,
    keep: bool = True,
    once: bool = False,
    told: Callable[[str, Outcomes], object] | None = None,
    now: Now = lambda: datetime.now(UTC),
) -> None:
    """Looks at each feed when it is due and adds what is new, until ``stop``; with ``once`` at each at most once.

    When a feed was last asked is in the store, so that a watch begun again does not ask too soon. A feed or page that
    cannot be had is told, and asked for again later, not before its site says so. What a site asked for holds for the
    whole watch: its robots.txt, pauses and Retry-After are not forgotten between two looks.
    """
    ended = Halt(stop)
    asked = _Asked(store)
    known = [_Feed(address, settings.poll, now) for address in dict.fromkeys(addresses)]
    with Client(settings, polite=Politeness(settings, validators=asked, stop=ended)) as client:
        try:
            while not ended.is_set():
                for feed in known:
                    if ended.is_set() or ((due := _due(store, feed.address)) and due > now()):
                        continue
                    asked.feed, asked.whole = feed.address, feed.wanted_whole(store.fetches.poll_interval(feed.address))
                    look = _Look(feed, client, store, ended)
                    outcomes = harvest(
                        look.pages(), store, settings, model=model, version=version, verb="watch", keep=keep,
                        told=look.hear, stop=Halt(ended),
                    )  # fmt: skip
                    if look.answered or look.failed:  # else it was stopped before its turn
                        look.keep(stopped=ended.is_set())
                        if told is not None:
                            told(feed.address, outcomes)
                if once:
                    return
                dues = [due for feed in known if (due := _due(store, feed.address))]
                ended.wait(min(NAP, max(1.0, (min(dues) - now()).total_seconds())) if dues else settings.poll)
        finally:
            ended.set()  # what still waits for a site's turn waits no longer


def _due(store: Store, address: str) -> datetime | None:
    return store.fetches.next_poll(address)


class _Asked:
    """What servers said of pages and of the ``feed`` that is looked at; of one that is wanted ``whole``, nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.feed, self.whole = "", False

    def validators(self, address: str) -> tuple[str | None, str | None]:
        if address != self.feed:
            return self._store.fetches.validators(address)
        return (None, None) if self.whole else self._store.fetches.validators(address, feed=True)


@dataclass(frozen=True, slots=True)
class _Later:
    """A page that gave nothing: how often, when to try again, and whether it was had and holds no article."""

    tries: int
    moment: datetime
    had: bool


@dataclass(slots=True)
class _Feed:
    """What a watch remembers of a feed from one look to the next: what it asks for, and which pages are put off."""

    address: str
    poll: float
    now: Now
    pause: float | None = None  # that it asks for; None until it was had whole
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    failures: int = 0
    later: dict[str, _Later] = field(default_factory=dict)

    def wanted_whole(self, before: float) -> bool:
        """Whether it was never watched, or asked for more than the usual pause in a watch ``before`` this one: only the
        whole feed says how much, not the answer that nothing is new."""
        return self.pause is None and not 0 < before <= self.poll + 1

    def heard(self, feed: feeds.Feed, fetched: Fetched) -> None:
        """Takes in how often the feed wants to be asked."""
        self.pause = min(SLOWEST, max(self.poll, feed.ttl_seconds or 0, fresh_for(fetched.headers)))
        self.skip_hours, self.skip_days = feed.skip_hours, feed.skip_days
        listed = {entry.url for entry in feed.entries}
        self.later = {url: known for url, known in self.later.items() if url in listed}

    def put_off(self, url: str, after: float | None = None, *, had: bool = False) -> None:
        """A page that gave nothing is asked for again after longer and longer, and not before its site says so."""
        tries = self.later[url].tries + 1 if url in self.later else 1
        self.later[url] = _Later(tries, self.now() + timedelta(seconds=max(self._again(tries), after or 0.0)), had)

    def waits(self, url: str) -> bool:
        """Whether a page is put off still."""
        return url in self.later and self.later[url].moment > self.now()

    def next(self, failed: bool, after: float | None) -> datetime:
        """When to look again: after the pause, at an hour and on a day that the feed does not ask to be spared."""
        self.failures = self.failures + 1 if failed else 0
        pause = max(self._again(self.failures), after or 0.0) if failed else self.pause or self.poll
        begin = moment = self.now() + timedelta(seconds=pause)
        for _ in range(24 * 7):
            if moment.hour not in self.skip_hours and moment.strftime("%A") not in self.skip_days:
                return moment
            moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        return begin

    def _again(self, tries: int) -> float:
        return max(self.poll, min(LONGEST, self.poll * 2.0 ** min(tries, 8)))


class _Look:
    """One look at a feed: its pages that are new, and what it says of the next look."""

    def __init__(self, feed: _Feed, client: Client, store: Store, stop: threading.Event) -> None:
        self._feed, self._client, self._store, self._stop = feed, client, store, stop
        self._before = store.fetches.validators(feed.address, feed=True)
        self._now: tuple[str | None, str | None] | None = None  # what to ask with from now on, once all is had
        self._urls: dict[str, str] = {}  # of a page's location: what the feed calls it
        self._after: float | None = None
        self.answered = self.failed = False

    def pages(self) -> Iterator[Page | Skipped]:
        """The feed's pages that are not in the store, or said to have changed; or why it gives none."""
        address = self._feed.address
        try:
            fetched = self._client.fetch_bytes(address, accept=ANYTHING)
            feed = feeds.parse(fetched.data, fetched.url)
        except StopRequested:
            return
        except NotModified:
            self.answered = True
            return
        except PageError as error:
            self.failed, self._after = True, error.retry_after if isinstance(error, FetchError) else None
            yield Skipped.from_error(error, address)
            return
        self.answered = True
        self._feed.heard(feed, fetched)
        try:
            yield from self._entries(feed)
        except StopRequested:
            return
        if all(page.had for page in self._feed.later.values()):  # else the feed is read whole again for the others
            self._now = fetched.headers.get("ETag"), fetched.headers.get("Last-Modified")

    def _entries(self, feed: feeds.Feed) -> Iterator[Page | Skipped]:
        known = self._store.fetches.fetched_urls([entry.url for entry in feed.entries])
        for entry in feed.entries:
            if (entry.url in known and not entry.updated) or self._feed.waits(entry.url):
                continue
            try:
                page = self._client.fetch(entry.url)
            except NotModified:
                yield Skipped(entry.url, SkipReason.NOT_MODIFIED, UNMODIFIED)
            except PageError as error:
                self._feed.put_off(entry.url, error.retry_after if isinstance(error, FetchError) else None)
                yield Skipped.from_error(error, entry.url)
            else:
                self._urls[page.origin.location] = entry.url
                if entry.url in self._feed.later:  # what failed has been had; what becomes of it is heard later
                    self._feed.later[entry.url] = replace(self._feed.later[entry.url], had=True)
                yield page

    def hear(self, what: str, one: Page | Skipped) -> None:
        """A page that was had and holds no article is not asked for each time that the feed changes."""
        location = one.location if isinstance(one, Skipped) else one.origin.location
        if (url := self._urls.get(location)) is None:
            return
        if what in ("skipped", "failed"):
            self._feed.put_off(url, had=True)
        else:
            self._feed.later.pop(url, None)

    def keep(self, *, stopped: bool) -> None:
        """Keeps when the feed was asked and when it wants to be asked again. A look that was stopped, or whose feed
        failed, leaves what it asked with as it was, so that nothing of the feed is passed over."""
        etag, modified = self._now if self._now and not stopped else self._before
        following = self._feed.next(self.failed, self._after)
        self._store.fetches.save_poll(self._feed.address, etag, modified, self._feed.now(), following)
