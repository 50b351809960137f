"""Options that several commands share: the store, filters, days, and the format of the output."""

from __future__ import annotations

import getpass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.text.calendar_days import parse_calendar_day

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-s",
        metavar="STORE",
        help="The store: a SQLite file or a postgresql:// address.  [default: $ONRECORD_STORE, else onrecord.db]",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PagesOption = Annotated[
    bool,
    typer.Option("--pages/--no-pages", help="Keep the bytes of the pages for `onrecord reread`."),
]
QUERY_HELP = 'Words to search for: words, "a phrase", begin*, one OR another, -without.'
SpeakerOption = Annotated[
    str | None, typer.Option(help="Only statements by this speaker: a name or an identity.", show_default=False)
]
SinceOption = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="Published on or after this day, month or year: 2025-01-31.", show_default=False),
]
UntilOption = Annotated[
    str | None, typer.Option(metavar="DAY", help="Published on or before this day, month or year.", show_default=False)
]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="The maximum number of results.")]
ReasonOption = Annotated[str, typer.Option(metavar="WORDS", help="Why, for the log.", show_default=False)]
AuthorOption = Annotated[
    str | None,
    typer.Option(
        "--author", metavar="NAME", help="Who decides, for the log.  [default: your login]", show_default=False
    ),
]

PeopleOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="A CSV file of people to know: name, aliases, role, wikidata id, and further columns.",
        show_default=False,
    ),
]


def author_name(author: str | None) -> str:
    """Return who decides: the name given, else that of the login; empty if there is none."""
    if author is not None:
        return author
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return ""


class Format(StrEnum):
    """The format of the output."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help="The format of the output.  [default: by the ending of --out, else text]",
        show_default=False,
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Write to this file instead of the terminal.", show_default=False),
]
AsJsonOption = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
_FORMATS_BY_SUFFIX = {
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".txt": Format.TEXT,
    "": Format.TEXT,
}


def choose_format(form: Format | None, as_json: bool, out: Path | None) -> Format:
    """Return the format that the options name, else the one that the file's ending names, else text.

    Raises:
        typer.BadParameter: The options contradict each other, or the ending is unknown.
    """
    if as_json and form not in {None, Format.JSON}:
        raise typer.BadParameter("--json and --format name different formats; give one of them.")
    if as_json:
        return Format.JSON
    if form or out is None or (out.exists() and not out.is_file()):  # a device or a pipe has no ending
        return form or Format.TEXT
    if out.suffix.lower() not in _FORMATS_BY_SUFFIX:
        endings = ", ".join(filter(None, _FORMATS_BY_SUFFIX))
        raise typer.BadParameter(f"--out {out}: unknown ending; use one of {endings}, or give --format.")
    return _FORMATS_BY_SUFFIX[out.suffix.lower()]


def parse_day(text: str | None, option: str, *, last: bool = False) -> date | None:
    """Return the day that an option names; for a month or a year its first day, or with ``last`` its last day.

    Raises:
        typer.BadParameter: The text is not a day, a month or a year.
    """
    if text is None:
        return None
    try:
        return parse_calendar_day(text, last=last)
    except ValueError:
        raise typer.BadParameter(f"{option} {text}: give a day (2025-01-31), a month or a year.") from None
