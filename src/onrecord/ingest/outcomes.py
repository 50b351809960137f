"""Outcomes of pages on their way into a store: what reading gave for each page, and the counts of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from onrecord.records import Page, Record, Skipped, SkipReason
from onrecord.store import WriteOutcome


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What reading gave for one page.

    Attributes:
        page: the page; None if there was none to read.
        result: its record, or why there is none; None if the store has the page already.
    """

    page: Page | None
    result: Record | Skipped | None

    @property
    def is_stored(self) -> bool:
        """Whether the store has the page already, as a look into it or the page's server says."""
        if isinstance(self.result, Skipped):
            return self.result.reason is SkipReason.NOT_MODIFIED
        return self.result is None

    @property
    def shown(self) -> Page | Skipped:
        """What a callback gets: the page, or why there is none."""
        if isinstance(self.result, Skipped):
            return self.result
        assert self.page is not None
        return self.page


@dataclass(slots=True)
class Outcomes:
    """The counts of what became of the pages. They add up to `pages`; `skipped` and `failed` count each reason."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def pages(self) -> int:
        """The number of pages."""
        return self.new + self.changed + self.unchanged + self.skipped.total() + self.failed.total()

    def count(self, status: WriteOutcome, reason: str = "") -> None:
        """Count one page; `reason` says why it was skipped or failed."""
        if status is WriteOutcome.SKIPPED:
            self.skipped[reason] += 1
        elif status is WriteOutcome.FAILED:
            self.failed[reason] += 1
        else:
            setattr(self, status, getattr(self, status) + 1)
