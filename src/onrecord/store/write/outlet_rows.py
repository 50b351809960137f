"""Outlets of the articles of a batch: two sites that give themselves one name are two outlets."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from onrecord.records import Page
from onrecord.store import tables as t
from onrecord.store.write.bulk_insert import execute_many, select_in
from onrecord.store.write.row_buffer import RowBuffer
from onrecord.text.site_names import site_of


class OutletRows:
    """The outlets that a batch names: their numbers, and the sites whose names they are."""

    def __init__(self, connection: Connection, buffer: RowBuffer) -> None:
        self._connection, self._buffer = connection, buffer
        self._ids: dict[str, int] = {}
        self._sites: dict[str, str | None] = {}
        self._new_rows: dict[str, dict[str, object]] = {}

    def load(self, names: Iterable[str]) -> None:
        """Load what the store has of the names."""
        for name, number, site in select_in(self._connection, _OUTLETS, names):
            self._ids[name], self._sites[name] = number, site

    def own_name(self, name: str, page: Page) -> str:
        """Return a page's name for its outlet, with the page's site if the name is that of another site.

        The first site of which a page with the name is fetched has it; files are of no site.
        """
        site = site_of(page.url or page.origin.location) if page.origin.kind in {"web", "warc"} else None
        if site is None:
            return name
        if self._sites.get(name) is None:
            self._take(name, site)
        if self._sites[name] == site:
            return name
        own_name = f"{name} ({site})"
        if own_name not in self._ids:
            self.load([own_name])
        self._take(own_name, site)
        return own_name

    def id_of(self, name: str | None) -> int | None:
        """Return an outlet's number; a new outlet is added."""
        if name is None:
            return None
        if name not in self._ids:
            row: dict[str, object] = {"name": name, "site": self._sites.get(name)}
            self._new_rows[name] = row
            self._ids[name] = self._buffer.add(t.outlets, row)
        return self._ids[name]

    def _take(self, name: str, site: str) -> None:
        """Note whose name it is, in the database if the outlet is there already."""
        if self._sites.get(name) == site:
            return
        self._sites[name] = site
        if name in self._new_rows:
            self._new_rows[name]["site"] = site
        elif name in self._ids:
            execute_many(self._connection, "UPDATE outlets SET site = ? WHERE name = ?", [(site, name)])


_OUTLETS = "SELECT name, id, site FROM outlets WHERE name IN (?)"
