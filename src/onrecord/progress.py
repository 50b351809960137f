"""A progress bar on standard error, for work that turns out long."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Timer
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import Task

Progress: TypeAlias = Callable[[int, int | None], object]

WAIT = 1.0  # seconds: what is done sooner needs no bar


class Bar:
    """Call it with how many are done, of how many. It shows itself a second later, unless paused by then."""

    def __init__(self, verb: str = "reading") -> None:
        self._verb = verb
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
                self._timer = Timer(WAIT, self._show)
                self._timer.daemon = True
                self._timer.start()

    def pause(self) -> None:
        """Clear the bar away, before something is printed and at the end. The next call brings it back."""
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
            progress.add_task(self._verb, completed=done, total=total)
            progress.start()
            self._shown = progress


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
