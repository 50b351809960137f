"""The search form: what a visitor's query string asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast, get_args
from urllib.parse import urlencode

from litestar.datastructures import MultiDict

from onrecord.errors import QueryError
from onrecord.records import Act, StatementKind, Tone
from onrecord.store.search.query import Order, SearchFilters
from onrecord.text.calendar_days import parse_calendar_day

PAGE_SIZE, MAX_PAGE = 20, 500
_TRUE = {"1", "true", "on"}
MAX_INPUT = 500  # characters of one field
CHOICES: dict[str, tuple[str, ...]] = {"act": get_args(Act), "tone": get_args(Tone), "kind": get_args(StatementKind)}
ORDERS = get_args(Order)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchForm:
    """A search as typed: every field as it stands in the form. ``narrow``: with the counts to narrow it down by."""

    words: str = ""
    similar: bool = False
    speaker: str = ""
    about: str = ""
    outlet: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    tone: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    order: Order = "best"
    include_hidden: bool = False
    narrow: bool = False
    page: int = 1

    @classmethod
    def parse(cls, parameters: MultiDict[Any]) -> SearchForm:
        """Return the form of a query string; names that it does not have are passed over.

        Raises:
            QueryError: A value is not one of those that its field takes.
        """
        last: Callable[[str], str] = lambda name: str(parameters.getall(name, [""])[-1]).strip()[:MAX_INPUT]  # noqa: E731
        chosen = {name: _chosen(parameters, name) for name in CHOICES}
        order = last("order") or "best"
        if order not in ORDERS:
            raise QueryError(f"order: one of {', '.join(ORDERS)}")
        return cls(
            words=last("words"), similar=last("similar") in _TRUE, speaker=last("speaker"),
            about=last("about"), outlet=_values(parameters, "outlet"), since=last("since"), until=last("until"),
            order=cast("Order", order), page=_page(last("page")),
            include_hidden=last("include_hidden") in _TRUE, narrow=last("narrow") in _TRUE, **chosen,
        )  # fmt: skip

    @property
    def is_empty(self) -> bool:
        """Whether nothing is searched for."""
        return not self.active_filters and not self.words

    @property
    def active_filters(self) -> list[tuple[str, str]]:
        """The filters that narrow the search: name and value of each."""
        single = [(name, getattr(self, name)) for name in ("speaker", "about", "since", "until") if getattr(self, name)]
        return single + [(name, value) for name in ("outlet", *CHOICES) for value in getattr(self, name)]

    @property
    def first_day(self) -> date | None:
        """The first day of publication."""
        return parse_day(self.since, "since", last=False)

    @property
    def last_day(self) -> date | None:
        """The last day of publication."""
        return parse_day(self.until, "until", last=True)

    @property
    def is_by_meaning(self) -> bool:
        """Whether statements are searched for by meaning."""
        return self.similar and bool(self.words)

    def filters(self) -> SearchFilters:
        """Return the filters of ``Store.find`` and ``Store.count``."""
        filters: dict[str, Any] = {
            "speaker": self.speaker or None, "about": self.about or None, "outlet": self.outlet, "kind": self.kind,
            "act": self.act, "tone": self.tone, "since": self.first_day, "until": self.last_day,
            "include_hidden": self.include_hidden or "think" in self.act,
        }  # fmt: skip
        return cast("SearchFilters", filters)

    def query(self, **changes: Any) -> str:
        """Return the query string of the form with changes; fields with their usual value are left out."""
        values: dict[str, Any] = {}
        for field in fields(self):
            value = changes.get(field.name, getattr(self, field.name))
            if value not in (field.default, "", (), None):
                values[field.name] = "1" if value is True else value
        return urlencode(values, doseq=True)

    def without(self, name: str, value: str) -> str:
        """Return the query string without one filter."""
        current = getattr(self, name)
        rest = (
            tuple(current_value for current_value in current if current_value != value)
            if isinstance(current, tuple)
            else ""
        )
        return self.query(**{name: rest, "page": 1})

    def before_value(self, name: str) -> str:
        """Return the beginning of a query string that one more value of a filter completes."""
        is_single = not isinstance(getattr(self, name), tuple)
        query = self.query(page=1, **({name: ""} if is_single else {}))
        return f"{query}&{name}=" if query else f"{name}="

    def before_days(self) -> str:
        """Return the beginning of a query string that the first and the last day complete."""
        query = self.query(page=1, since="", until="")
        return f"{query}&" if query else ""


def _values(parameters: MultiDict[Any], name: str) -> tuple[str, ...]:
    values = (str(value).strip()[:MAX_INPUT] for value in parameters.getall(name, []))
    return tuple(dict.fromkeys(value for value in values if value))[:20]


def _chosen(parameters: MultiDict[Any], name: str) -> tuple[str, ...]:
    values = _values(parameters, name)
    if unknown := [value for value in values if value not in CHOICES[name]]:
        raise QueryError(f"{name} {unknown[0]!r}: one of {', '.join(CHOICES[name])}")
    return values


def _page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= MAX_PAGE:
        raise QueryError(f"page: a number from 1 to {MAX_PAGE}")
    return int(text)


def parse_day(text: str, name: str, *, last: bool) -> date | None:
    """Return the first or last day that a field names; None where it is empty. Raises QueryError."""
    if not text:
        return None
    try:
        return parse_calendar_day(text, last=last)
    except ValueError:
        raise QueryError(f"{name} {text!r}: give a day (2025-01-31), a month or a year") from None
