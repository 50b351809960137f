"""``onrecord find``: statements of the store, best, newest or oldest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperCommand

from onrecord import api
from onrecord.cli.options import (
    QUERY_HELP,
    AsJsonOption,
    Format,
    FormatOption,
    OutOption,
    StoreOption,
    choose_format,
)
from onrecord.cli.output import open_output
from onrecord.cli.search_options import NO_FILTERS, Filters, has_narrowing, with_filter_options
from onrecord.cli.terminal import EMPTY_STORE, print_message
from onrecord.exports.writers import write_json, write_json_lines

if TYPE_CHECKING:
    from onrecord.store import SearchHit, Store


class Order(StrEnum):
    """The order of the results."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"


COUNTED = 1_000  # results that are counted exactly; beyond it finding out would take longer than finding
_EXCLUDED_WORD = re.compile(r"-[^\W\d_]{2,}")


class FindCommand(TyperCommand):
    """Tells an excluded word from options: ``-sanctions`` would be read as ``-s anctions``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse an excluded word that is not inside quotes."""
        arguments = args[: args.index("--")] if "--" in args else args
        for previous, argument in pairwise(["", *arguments]):
            if _EXCLUDED_WORD.fullmatch(argument) and not previous.startswith("-"):
                example = f"onrecord find '… {argument}'"
                raise typer.BadParameter(f"{argument} may be a word or options; quote the whole query: {example}.", ctx)
        return super().parse_args(ctx, args)


@with_filter_options
def find(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]", help=QUERY_HELP, show_default=False)] = None,
    store: StoreOption = None,
    similar: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Statements that mean something similar.", show_default=False)
    ] = None,
    filters: Filters = NO_FILTERS,
    order: Annotated[Order, typer.Option(help="Best match, newest or oldest first.")] = Order.BEST,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="The maximum number of results.")] = 20,
    offset: Annotated[
        int, typer.Option(min=0, max=90_000, help="Leave out so many of the first results: the next page.")
    ] = 0,
    context: Annotated[bool, typer.Option("--context", help="Also show the sentences around each statement.")] = False,
    form: FormatOption = None,
    out: OutOption = None,
    as_json: AsJsonOption = False,
) -> int:
    """Find statements in the store: who said what, where and when.

    Give words, filters or both. Statements that stand in another one say whose report they are.

    Exits 0 if something was found, 1 if not.
    """
    chosen = choose_format(form, as_json, out)
    query = " ".join(words or [])
    if not query.strip() and similar is None and not has_narrowing(filters):
        raise typer.BadParameter("say what to look for: words, --similar, or a filter such as --speaker or --since.")
    with api.open_store(store, create=False) as opened:
        hits = opened.find(query, similar=similar, **filters, order=cast(Any, order.value), limit=limit, offset=offset)
        is_filled = bool(hits or opened.find(limit=1, include_hidden=True))
        more = _more_results(opened, query, similar, filters, offset, len(hits), limit)
    if hits or chosen is Format.JSON:
        _write(hits, chosen, out, query or similar or "Statements", more, first=offset + 1, context=context)
    if not hits:
        print_message(_nothing_found(is_filled, offset, filters["include_hidden"]))
    elif more and not (chosen is Format.HTML and out is None):
        print_message(more)
    return 0 if hits else 1


def _more_results(
    store: Store, query: str, similar: str | None, filters: Filters, offset: int, hits: int, limit: int
) -> str:
    """Return a line that says how many results there are beside those that are shown; empty if there are none."""
    if hits < limit and not (hits and offset):
        return ""
    listed_range = f"{offset + 1:,} to {offset + hits:,}" if offset else f"the first {hits:,}"
    verb = "is" if hits == 1 else "are"
    if similar is not None:
        return f"{listed_range} by meaning {verb} shown; --limit and --offset show more" if hits == limit else ""
    count = store.count(query, **filters, up_to=max(COUNTED, offset + limit) + 1)
    if count <= offset + hits and not offset:
        return ""
    total = f"{count:,}" if count <= max(COUNTED, offset + limit) else f"more than {count - 1:,}"
    return f"{listed_range} of {total} results {verb} shown; --limit and --offset show more"


def _nothing_found(is_filled: bool, offset: int, include_hidden: bool) -> str:
    if not is_filled:
        return EMPTY_STORE
    if offset:
        return "nothing was found that far down; try a smaller --offset"
    return f"nothing was found; try fewer words or filters{'' if include_hidden else ', or --all'}"


def _write(
    hits: Sequence[SearchHit], form: Format, out: Path | None, title: str, summary: str, *, first: int, context: bool
) -> None:
    with open_output(out) as stream:
        if form is Format.JSON:
            write_json(hits, stream)
        elif form is Format.JSONL:
            write_json_lines(hits, stream)
        elif form is Format.HTML:
            from onrecord.exports.html import hits_page

            for piece in hits_page(hits, title, summary, first):
                stream.write(piece.encode("utf-8", "replace"))
        else:
            from onrecord.cli.render.hit_text import write_hits

            write_hits(hits, stream, out is None and stream.isatty(), first=first, context=context)
