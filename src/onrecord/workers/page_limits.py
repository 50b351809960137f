"""Limits on the time and memory that a page may take, for a worker process.

A limit has two steps. Within the process an alarm raises TooSlow, and the system refuses memory over the limit, which
raises MemoryError; so a page costs only itself. Code in C that does not look for signals is not interrupted by that:
the process says beforehand how long it may be silent, and is killed from outside when it is silent for longer.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.settings import Settings
from onrecord.skipped import Skipped, SkipReason

MAX_SLOW_PAGES = 3  # times the limit of one page that a batch may take before its pages are read singly
_MEMORY_SIZES = Path("/proc/self/statm")  # where the system tells a process how large it is
_PAGE_SIZE = 4096


class TooSlow(BaseException):
    """The time is over. Not an Exception, so that no library that is being interrupted handles it."""


class _Enforcement:
    """Whether this process enforces limits, and whom it tells."""

    announce: Callable[[float | None], object] | None = None


def enforce_limits(announce: Callable[[float | None], object] = lambda _: None) -> None:
    """Enforce the limits in this process from now on: only in a process that is there to read pages.

    Args:
        announce: Called with the seconds of a limit when it begins, and with None when it ends.
    """
    _Enforcement.announce = staticmethod(announce)


@contextmanager
def page_limits(settings: Settings, pages: int = 1) -> Iterator[None]:
    """Limit what the block may take for so many pages; only in the main thread of a process that enforces limits.

    Raises:
        TooSlow: The block took longer than ``settings.page_seconds`` for each page, three of them at most.
        MemoryError: It needs more than ``settings.page_memory`` beyond what the process has at its start.
    """
    announce = _Enforcement.announce
    if announce is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    seconds = settings.page_seconds * min(MAX_SLOW_PAGES, pages)
    announce(seconds or None)
    try:
        with _time_limit(seconds), _memory_limit(settings.page_memory):
            yield
    finally:
        announce(None)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block after so many seconds; 0 for no limit."""
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return

    def interrupt(*_: object) -> None:
        """End the block."""
        raise TooSlow

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@contextmanager
def _memory_limit(size: int) -> Iterator[None]:
    """Let the process grow by so many bytes in the block; 0 for no limit. Only where the system has such a limit."""
    if not size or not _MEMORY_SIZES.exists():
        yield
        return
    import resource

    previous = resource.getrlimit(resource.RLIMIT_AS)
    limit = int(_MEMORY_SIZES.read_text().split()[0]) * _PAGE_SIZE + size
    bounds = [bound for bound in (limit, *previous) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), previous[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, previous)


def too_slow(location: str, settings: Settings) -> Skipped:
    """Return the outcome of a page that took longer than it may."""
    detail = f"it took longer than {settings.page_seconds:g} seconds; ONRECORD_PAGE_SECONDS allows more"
    return Skipped(location, SkipReason.TOO_SLOW, detail)


def too_large(location: str, settings: Settings) -> Skipped:
    """Return the outcome of a page that needs more memory than it may."""
    detail = f"it needs more than {settings.page_memory:,} bytes of memory; ONRECORD_PAGE_MEMORY allows more"
    return Skipped(location, SkipReason.TOO_LARGE, detail)
