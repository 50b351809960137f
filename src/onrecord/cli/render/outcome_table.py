"""Outcomes of pages and quotations: counted as they come, and printed so that the numbers add up."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

from onrecord.cli.terminal import print_message, safe
from onrecord.records import Skipped

if TYPE_CHECKING:
    from onrecord.ingest.outcomes import Outcomes

MAX_REASONS = 10  # on standard error
MAX_TABLE_REASONS = 30


class OutcomeCounter:
    """Counts what was done, skipped (nothing wrong, but nothing to do) and failed, with the reasons.

    ``label`` says what was done: read, checked.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.done = self.skipped = self.failed = 0
        self._reasons: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """The number of outcomes."""
        return self.done + self.skipped + self.failed

    def count_skipped(self, skipped: Skipped) -> None:
        """Count what was skipped or failed; print a failure at once."""
        self._reasons[skipped.detail] += 1
        if skipped.failed:
            self.failed += 1
            print_failure(skipped)
        else:
            self.skipped += 1

    def print_summary(self) -> None:
        """Print the counts, and the reasons that were not printed yet or occurred more than once."""
        print_message(f"{self.done} {self.label}, {self.skipped} skipped, {self.failed} failed")
        if self.total == 1 and not self.skipped:
            return
        for reason, count in self._reasons.most_common(MAX_REASONS):
            if count > 1 or self.skipped:
                print_message(f"{count} × {reason}")
        if len(self._reasons) > MAX_REASONS:
            print_message(f"and {len(self._reasons) - MAX_REASONS} other reasons")


def print_failure(skipped: Skipped) -> None:
    """Print where and why something failed."""
    print_message(f"{skipped.location or repr('')}: {skipped.detail}")


def print_outcomes(outcomes: Outcomes, as_json: bool, unchanged: str = "in the store already") -> None:
    """Print what became of the pages as a table that adds up, or as JSON; ``unchanged`` names the same ones."""
    if as_json:
        shape = {
            "pages": outcomes.pages,
            "new": outcomes.new,
            "changed": outcomes.changed,
            "unchanged": outcomes.unchanged,
            "skipped": dict(outcomes.skipped),
            "failed": dict(outcomes.failed),
        }
        json.dump(shape, sys.stdout, ensure_ascii=False)
        print()
        return
    rows = [("new", outcomes.new), ("changed", outcomes.changed), (unchanged, outcomes.unchanged)]
    rows += _reason_rows("skipped", outcomes.skipped) + _reason_rows("failed", outcomes.failed)
    width = len(f"{outcomes.pages:,}")
    for name, count in rows:
        if count:
            print(f"{count:>{width},}  {safe(name)}")
    print(f"{outcomes.pages:>{width},}  page{'' if outcomes.pages == 1 else 's'} in all")


def _reason_rows(label: str, reasons: Counter[str]) -> list[tuple[str, int]]:
    common = reasons.most_common(MAX_TABLE_REASONS)
    other_count = reasons.total() - sum(count for _, count in common)
    return [(f"{label}: {reason}", count) for reason, count in common] + [(f"{label}: for other reasons", other_count)]
