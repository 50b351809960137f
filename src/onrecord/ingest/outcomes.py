"""The counts of what became of the pages of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from onrecord.skipped import FORGOTTEN_DETAIL
from onrecord.store import WriteOutcome


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
        """Count one page; `reason` says why it was skipped or failed; a record that the store skips is forgotten."""
        if status is WriteOutcome.SKIPPED:
            self.skipped[reason or FORGOTTEN_DETAIL] += 1
        elif status is WriteOutcome.FAILED:
            self.failed[reason] += 1
        else:
            setattr(self, status, getattr(self, status) + 1)
