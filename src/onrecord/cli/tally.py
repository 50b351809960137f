"""What became of the pages: counted, told, and adding up."""

from __future__ import annotations

from collections import Counter

from onrecord.cli.terminal import complain
from onrecord.records import Record, Skipped

MOST_REASONS = 10


class Tally:
    """Pages read, skipped (nothing wrong with them, but no articles) and failed, with the reasons."""

    def __init__(self) -> None:
        self.read = self.skipped = self.failed = 0
        self.reasons: Counter[str] = Counter()

    @property
    def pages(self) -> int:
        return self.read + self.skipped + self.failed

    def count(self, outcome: Record | Skipped) -> None:
        """Count one page; a failure is told at once, on standard error."""
        if isinstance(outcome, Record):
            self.read += 1
            return
        self.reasons[outcome.detail] += 1
        if outcome.failed:
            self.failed += 1
            complain(f"{outcome.location or repr('')}: {outcome.detail}")
        else:
            self.skipped += 1

    def tell(self) -> None:
        """One line with the counts, and one for each reason that was not told yet or came up more than once."""
        complain(f"{self.read} read, {self.skipped} skipped, {self.failed} failed")
        if self.pages == 1 and not self.skipped:
            return
        for reason, times in self.reasons.most_common(MOST_REASONS):
            if times > 1 or self.skipped:
                complain(f"{times} × {reason}")
        if len(self.reasons) > MOST_REASONS:
            complain(f"and {len(self.reasons) - MOST_REASONS} other reasons")
