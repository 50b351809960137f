"""The forms that a verb prints its results in, and the options that choose one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """What to print."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help="What to print; without it text, or what the name of --out ends in.",
        show_default=False,
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Write to this file instead of the terminal.", show_default=False),
]
AsJsonOption = Annotated[bool, typer.Option("--json", help="The same as --format json.")]


def choose(form: Format | None, as_json: bool, out: Path | None) -> Format:
    """The form that the options name, or else what a file's name ends in."""
    if as_json and form not in {None, Format.JSON}:
        raise typer.BadParameter("--json and --format name different forms; give one of them.")
    if as_json:
        return Format.JSON
    endings = {".json": Format.JSON, ".jsonl": Format.JSONL, ".html": Format.HTML, ".htm": Format.HTML}
    return form or (endings.get(out.suffix.lower(), Format.TEXT) if out else Format.TEXT)
