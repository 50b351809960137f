"""What reading gave for a page on its way into a store."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.records import Page, Record, Skipped, SkipReason


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
