"""``onrecord stats``: statements counted by speaker, outlet, act, tone, time and more, as figures and as a chart."""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.options import (
    QUERY_HELP,
    OutOption,
    StoreOption,
)
from onrecord.cli.output import open_output
from onrecord.cli.search_options import NO_FILTERS, Filters, with_filter_options
from onrecord.cli.terminal import EMPTY_STORE, print_message, safe
from onrecord.exports.chart_data import UNKNOWN, chart_data
from onrecord.exports.json_shapes import to_json

if TYPE_CHECKING:
    from onrecord.store import Statistics


class StatsFormat(StrEnum):
    """The format of the figures."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    SVG = "svg"
    HTML = "html"


_ENDINGS = {f".{form.value}": form for form in StatsFormat} | {".txt": StatsFormat.TEXT, "": StatsFormat.TEXT}


@with_filter_options
def stats(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]", help=QUERY_HELP, show_default=False)] = None,
    store: StoreOption = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Count by speaker, outlet, act, tone, kind, month, year, section, language or a column of the"
            " people file; give it again for a second.  [default: speaker]",
            show_default=False,
        ),
    ] = None,
    filters: Filters = NO_FILTERS,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=100_000, help="The most values of the first --by.")
    ] = 30,
    form: Annotated[
        StatsFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="The format of the figures; svg and html draw them.  [default: by the ending of --out, else text]",
            show_default=False,
        ),
    ] = None,
    out: OutOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> int:
    """Count statements by speaker, outlet, act, tone, month and more.

    The words and filters are those of `onrecord find`.

    Exits 0 if there was something to count, 1 if not.
    """
    chosen = _choose_format(form, as_json, out)
    query = " ".join(words or [])
    with api.open_store(store, create=False) as opened:
        statistics = opened.stats(tuple(by or ["speaker"]), query, limit=limit, **filters)
        is_filled = bool(statistics.groups or opened.find(limit=1, include_hidden=True))
    if statistics.groups or chosen is StatsFormat.JSON:
        with open_output(out) as stream:
            stream.write(_formatted(statistics, chosen, query))
    if not statistics.groups:
        print_message("there is nothing to count; try fewer words or filters" if is_filled else EMPTY_STORE)
        return 1
    if statistics.left_out and chosen is not StatsFormat.JSON:
        print_message(f"{statistics.left_out:,} more by {statistics.by[0]} are left out; --limit shows more")
    return 0


def _choose_format(form: StatsFormat | None, as_json: bool, out: Path | None) -> StatsFormat:
    if as_json and form not in {None, StatsFormat.JSON}:
        raise typer.BadParameter("--json and --format name different formats; give one of them.")
    if form or as_json or out is None or (out.exists() and not out.is_file()):
        return StatsFormat.JSON if as_json else form or StatsFormat.TEXT
    if out.suffix.lower() not in _ENDINGS:
        endings = ", ".join(filter(None, _ENDINGS))
        raise typer.BadParameter(f"--out {out}: unknown ending; use one of {endings}, or give --format.")
    return _ENDINGS[out.suffix.lower()]


def _formatted(statistics: Statistics, form: StatsFormat, query: str) -> bytes:
    if form is StatsFormat.JSON:
        return to_json(statistics, indent=2) + b"\n"
    if form is StatsFormat.CSV:
        return _csv(statistics).encode("utf-8", "replace")
    if form is StatsFormat.TEXT:
        return _text(statistics).encode("utf-8", "replace")
    from onrecord.exports.html import chart_page, chart_svg

    title = f"Statements by {' and '.join(statistics.by)}" + (f": {query}" if query else "")
    data = chart_data(statistics, title)
    note = f"{statistics.left_out:,} more by {statistics.by[0]} are left out" if statistics.left_out else ""
    drawn = chart_svg(data) if form is StatsFormat.SVG else "".join(chart_page(data, note))
    return drawn.encode("utf-8", "replace")


def _csv(statistics: Statistics) -> str:
    """Return a line for each group, the names of the columns first; an unknown value is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*statistics.by, "statements", "articles"])
    writer.writerows([*group.values, group.statements, group.articles] for group in statistics.groups)
    return buffer.getvalue()


def _text(statistics: Statistics) -> str:
    """Return a table for people: statements, articles, the share of all statements, and the values."""
    lines = [f"{'statements':>10}  {'articles':>8}  {'share':>6}  {' · '.join(statistics.by)}"]
    for group in statistics.groups:
        share = f"{group.statements / statistics.statements:.1%}"
        values = " · ".join(safe(value or UNKNOWN) for value in group.values)
        lines.append(f"{group.statements:>10,}  {group.articles:>8,}  {share:>6}  {values}")
    if statistics.left_out or len(statistics.groups) > 1:
        lines.append(f"{statistics.statements:>10,}  {'':>8}  {'':>6}  in all")
    return "\n".join(lines) + "\n"
