"""Feeds watched: what is new in each is added, as often as the feed wants to be asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from onrecord.errors import PageError
from onrecord.harvest import Outcomes, harvest
from onrecord.pages import feeds, listed
from onrecord.pages.polite import Politeness
from onrecord.pages.web import ANYTHING, Client, NotModified
from onrecord.records import Page, Skipped
from onrecord.settings import Settings
from onrecord.store import Store

LONGEST = 6 * 3600.0  # seconds between two looks at a feed that fails
SLOWEST = 24 * 3600.0  # that a feed may ask for
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
    cannot be had is told, and asked for again later.
    """
    failures = dict.fromkeys(addresses, 0)
    while not stop.is_set():
        for address in addresses:
            if stop.is_set() or ((due := _due(store, address)) and due > now()):
                continue
            look = _Look(address, store, settings, stop)
            outcomes = harvest(
                look.pages(), store, settings, model=model, version=version, verb="watch", keep=keep, stop=look.stop
            )
            failures[address] = failures[address] + 1 if look.failed else 0
            pause = look.pause if not look.failed else min(LONGEST, settings.poll * 2 ** min(failures[address], 8))
            store.poll(address, look.etag, look.modified, _iso(now()), _iso(_allowed(now(), pause, look)))
            if told is not None:
                told(address, outcomes)
        if once:
            return
        dues = [due for address in addresses if (due := _due(store, address))]
        stop.wait(max(1.0, (min(dues) - now()).total_seconds()) if dues else settings.poll)


def _due(store: Store, address: str) -> datetime | None:
    text = store.polled(address)
    return datetime.fromisoformat(text) if text else None


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _allowed(now: datetime, pause: float, look: _Look) -> datetime:
    """When to look again: after the pause, at an hour and on a day that the feed does not ask to be spared."""
    moment = now + timedelta(seconds=pause)
    for _ in range(24 * 7):
        if moment.hour not in look.skip_hours and moment.strftime("%A") not in look.skip_days:
            return moment
        moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return now + timedelta(seconds=pause)


class _Look:
    """One look at a feed: its pages that are new, and what it says of the next look."""

    def __init__(self, address: str, store: Store, settings: Settings, stop: threading.Event) -> None:
        self.address, self._store, self._settings = address, store, settings
        self.stop = threading.Event()  # harvest sets its own when it ends
        self._outer = stop
        self.etag, self.modified = store.validators(address)
        self.pause = settings.poll
        self.skip_hours: tuple[int, ...] = ()
        self.skip_days: tuple[str, ...] = ()
        self.failed = False

    def pages(self) -> Iterator[Page | Skipped]:
        polite = Politeness(self._settings, validators=self._store, stop=self._outer)
        with Client(self._settings, polite=polite) as client:
            try:
                fetched = client.fetch_bytes(self.address, accept=ANYTHING)
                feed = feeds.parse(fetched.data, fetched.url)
            except NotModified:
                return
            except PageError as error:
                self.failed = True
                yield Skipped(self.address, " ".join(str(error).split()).removeprefix(self.address).lstrip(": "))
                return
            self.pause = min(SLOWEST, max(self._settings.poll, feed.ttl_seconds or 0))
            self.skip_hours, self.skip_days = feed.skip_hours, feed.skip_days
            known = self._store.fetched([entry.url for entry in feed.entries])
            whole = True
            for entry in feed.entries:
                if self._outer.is_set():
                    return
                if entry.url in known and not entry.updated:
                    continue
                page = listed.fetched(client, entry.url)
                whole = whole and not (isinstance(page, Skipped) and page.failed)
                yield page
            if whole:  # else the feed is read again, and what failed is asked for again
                self.etag = fetched.headers.get("ETag")
                self.modified = fetched.headers.get("Last-Modified")
