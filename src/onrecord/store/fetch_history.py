"""What servers said of the pages and feeds that were fetched: validators, and when a feed is polled next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from onrecord.store import tables as t
from onrecord.store.connection.database import MAX_VALUES, Database
from onrecord.store.curation.forget_articles import forgotten_places


class FetchHistory:
    """The fetches of a store's pages and feeds, for conditional requests and for polling feeds on time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def validators(self, address: str, *, feed: bool = False) -> tuple[str | None, str | None]:
        """Return the ETag and Last-Modified of a page as it was last fetched and stored.

        Args:
            address: The page's or feed's address.
            feed: Also return those of a watched feed. ``add`` reads a feed with all its further pages, which ``watch``
                does not: it must not take the feed for unchanged.
        """
        query = select(t.fetches.c.etag, t.fetches.c.modified, t.fetches.c.next).where(t.fetches.c.address == address)
        row = self._database.read(lambda connection: connection.execute(query).first())
        return (row[0], row[1]) if row and (feed or row[2] is None) else (None, None)

    def is_forgotten(self, address: str) -> bool:
        """Return whether the article at an address is forgotten: it is not fetched."""
        return bool(self._database.read(lambda connection: forgotten_places(connection, [address])))

    def fetched_urls(self, urls: Sequence[str]) -> set[str]:
        """Return those of the URLs that were fetched and stored, or are forgotten."""

        def read(connection: Connection) -> set[str]:
            """Query in parts."""
            fetched: set[str] = set()
            for begin in range(0, len(urls), MAX_VALUES):
                batch = urls[begin : begin + MAX_VALUES]
                query = select(t.fetches.c.address).where(t.fetches.c.address.in_(batch))
                fetched.update(connection.execute(query).scalars())
                fetched |= forgotten_places(connection, batch)
            return fetched

        return self._database.read(read)

    def next_poll(self, feed_url: str) -> datetime | None:
        """Return when a feed is due again, in UTC; None when it was never polled."""
        query = select(t.fetches.c.next).where(t.fetches.c.address == feed_url)
        return _parse_moment(self._database.read(lambda connection: connection.execute(query).scalar()))

    def poll_interval(self, feed_url: str) -> float:
        """Return the seconds between a feed's last poll and its next; 0 when it was never polled."""
        query = select(t.fetches.c.fetched, t.fetches.c.next).where(t.fetches.c.address == feed_url)
        row = self._database.read(lambda connection: connection.execute(query).first())
        polled, due = (_parse_moment(value) for value in row) if row else (None, None)
        return (due - polled).total_seconds() if polled and due else 0.0

    def save_poll(
        self, feed_url: str, etag: str | None, modified: str | None, polled: datetime, next_poll: datetime
    ) -> None:
        """Store when a feed was polled, with which validators, and when it is due again."""
        values = {
            "etag": etag,
            "modified": modified,
            "fetched": polled.isoformat(timespec="seconds"),
            "next": next_poll.isoformat(timespec="seconds"),
        }
        is_feed = t.fetches.c.address == feed_url

        def write(connection: Connection) -> None:
            """Update the feed's row, or insert it."""
            if connection.execute(select(t.fetches.c.address).where(is_feed)).first():
                connection.execute(t.fetches.update().where(is_feed).values(**values))
            else:
                connection.execute(t.fetches.insert().values(address=feed_url, **values))

        self._database.write(write)


def _parse_moment(value: object) -> datetime | None:
    """A stored moment with its zone; None for none, and for one that is damaged: the feed is then polled anew."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
