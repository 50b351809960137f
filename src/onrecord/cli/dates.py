"""Days as they are given on the command line."""

from __future__ import annotations

from datetime import date

import typer


def day(given: str | None, option: str, last: bool = False) -> int | None:
    """A day as a number; of a year or month alone its first or last day."""
    if given is None:
        return None
    parts = given.split("-")
    whole = "-".join([*parts, *(["12", "31"] if last else ["01", "01"])[len(parts) - 1 :]]) if len(parts) < 3 else given
    if last and len(parts) == 2 and parts[1].isdigit():
        return int(f"{int(parts[0]):04}{int(parts[1]):02}31")
    try:
        found = date.fromisoformat(whole)
    except ValueError:
        raise typer.BadParameter(f"{option} {given!r}: give a day as 2025-01-31, or a month or year.") from None
    return found.year * 10_000 + found.month * 100 + found.day
