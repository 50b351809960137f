"""What the engines have in common: workers that take a unit each, and tell what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from onrecord.bulk.unit_reader import UnitReport, UnitTask


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What a worker's unit came to: its report; or an error of the folder; or neither, if the worker died."""

    task: UnitTask
    report: UnitReport | None = None
    output_error: str = ""


class UnitPool(Protocol):
    """Workers that read units. A worker that dies is replaced."""

    @property
    def idle_count(self) -> int:
        """How many workers have no unit."""

    def submit(self, task: UnitTask) -> None:
        """Give a unit to an idle worker."""

    def wait(self, seconds: float) -> Sequence[UnitResult]:
        """Return the results that there are, after waiting at most so long for one."""

    def close(self) -> None:
        """End the workers at once."""
