"""A progress bar on standard error, for work that takes more than a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import Task

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int | None], object]
ProgressOption: TypeAlias = "Literal[True] | Progress | None"

DELAY_SECONDS = 1.0  # shorter work needs no bar


class ProgressBar:
    """A progress bar: call it with the number done and the total. It appears a second later, unless paused by then."""

    def __init__(self, label: str = "reading") -> None:
        self._label = label
        self._lock = Lock()
        self._timer: Timer | None = None
        self._shown: RichProgress | None = None
        self._state: tuple[int, int | None] = (0, None)

    def __call__(self, done: int, total: int | None) -> None:
        with self._lock:
            self._state = (done, total)
            if self._shown is not None:
                self._shown.update(self._shown.task_ids[0], completed=done, total=total)
            elif self._timer is None:
                self._timer = Timer(DELAY_SECONDS, self._show)
                self._timer.daemon = True
                self._timer.start()

    def pause(self) -> None:
        """Remove the bar, before something is printed and at the end. The next call shows it again."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._shown is not None:
                self._shown.stop()
                self._shown = None

    def _show(self) -> None:
        progress = _progress()
        with self._lock:
            if self._timer is None or self._shown is not None or progress is None:
                return  # paused or overtaken while this thread was starting, or no terminal to draw on
            done, total = self._state
            progress.add_task(self._label, completed=done, total=total)
            progress.start()
            self._shown = progress


@contextmanager
def open_progress(progress: ProgressOption, label: str) -> Iterator[Progress | None]:
    """Give the function to report progress to: a bar for True, and remove the bar at the end."""
    report = ProgressBar(label) if progress is True else progress
    try:
        yield report
    finally:
        if isinstance(report, ProgressBar):
            report.pause()


def report_each(outcomes: Iterator[T], progress: ProgressOption, label: str, total: int | None) -> Iterator[T]:
    """Yield the outcomes and report each after the caller has dealt with it."""
    with open_progress(progress, label) as report:
        if report is None:
            yield from outcomes
            return
        report(0, total)
        for count, outcome in enumerate(outcomes, 1):
            yield outcome
            report(count, total)


def _progress() -> RichProgress | None:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(TextColumn):
        """Pages a second."""

        def render(self, task: Task) -> Text:
            """Return the text of one column of the progress bar."""
            return Text(f"{task.speed:,.1f}/s" if task.speed else "", "dim")

    console = Console(stderr=True)
    if not console.is_terminal and not console.is_jupyter:
        return None
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(""),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
