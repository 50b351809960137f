"""``onrecord articles``, ``forget`` and ``outlets``: what the store has, and what it shall not have."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from onrecord import api
from onrecord.cli.curation.decision_options import LogOption, UndoOption, print_log_or_undo
from onrecord.cli.options import (
    AuthorOption,
    JsonOption,
    ReasonOption,
    SinceOption,
    StoreOption,
    UntilOption,
    author_name,
    parse_day,
)
from onrecord.cli.render.decision_log import describe_decision
from onrecord.cli.render.record_text import write_records
from onrecord.cli.terminal import EMPTY_STORE, print_message, safe
from onrecord.exports.display_text import format_count
from onrecord.exports.writers import write_json

PLACE_HELP = "One article: its address, or the id of its record."
OutletOption = Annotated[
    list[str] | None, typer.Option(help="Only by this outlet; give it again for more.", show_default=False)
]


def articles(
    place: Annotated[str | None, typer.Argument(metavar="[ARTICLE]", help=PLACE_HELP, show_default=False)] = None,
    store: StoreOption = None,
    title: Annotated[str, typer.Option(metavar="WORDS", help="Only with these words in the headline.")] = "",
    outlet: OutletOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="The maximum number of rows.")] = 30,
    offset: Annotated[int, typer.Option(min=0, max=100_000_000, help="How many rows to pass over.")] = 0,
    as_json: JsonOption = False,
) -> int:
    """List the articles in the store, the newest first; show one in full.

    Exits 0 if there was one, 1 if not.
    """
    with api.open_store(store, create=False) as opened:
        entries = opened.find_articles(
            place,
            title=title,
            outlet=tuple(outlet or ()),
            since=parse_day(since, "--since"),
            until=parse_day(until, "--until", last=True),
            limit=limit,
            offset=offset,
        )
        if place is not None and len(entries) == 1 and not as_json:
            write_records([opened.record(entries[0].record)], sys.stdout.buffer, sys.stdout.isatty())
            _print_page_facts(entries[0].versions, entries[0].robots, entries[0].rights)
            return 0
        is_filled = bool(entries or opened.find_articles(limit=1))
    if as_json:
        write_json(entries, sys.stdout.buffer)
    for article in () if as_json else entries:
        parts = (article.outlet, article.title, format_count(article.statements, "statement"), article.url)
        day = article.day.isoformat() if article.day else " " * 10
        print(safe(f"{day}  {' · '.join(part for part in parts if part)}  [{article.record}]"))
    if not entries:
        print_message("no such article is in the store" if is_filled else EMPTY_STORE)
    return 0 if entries else 1


def _print_page_facts(versions: int, robots: str | None, rights: str | None) -> None:
    """Print what is known of an article's page beside its record."""
    if versions > 1:
        print(f"\nThe newest of {format_count(versions, 'version')}")
    if robots:
        print(f"\nrobots.txt when it was fetched: {robots}")
    for name, value in json.loads(rights or "{}").items():
        print(safe(f"{name}: {value}"))


def forget(
    place: Annotated[str | None, typer.Argument(metavar="[ARTICLE]", help=PLACE_HELP, show_default=False)] = None,
    store: StoreOption = None,
    undo: UndoOption = None,
    log: LogOption = False,
    reason: ReasonOption = "",
    author: AuthorOption = None,
    as_json: JsonOption = False,
) -> int:
    """Delete an article with its pages, statements and traces, and never add it again.

    `add`, `watch` and `reread` pass it over from then on. --undo lets it be added again; nothing comes back by itself.

    Exits 0 if it was forgotten, 1 if not.
    """
    if (place is not None) + (undo is not None) + log != 1:
        raise typer.BadParameter("give ARTICLE, or --undo, or --log.")
    with api.open_store(store, create=False) as opened:
        if log or undo is not None:
            return print_log_or_undo(opened, ("forget",), undo=undo, author=author, as_json=as_json)
        decision = opened.forget(place or "", reason=reason, author=author_name(author))
    print_message(describe_decision(decision))
    return 0


def outlets(
    name: Annotated[str | None, typer.Argument(metavar="[OUTLET]", help="One outlet.", show_default=False)] = None,
    store: StoreOption = None,
    rename: Annotated[
        str | None,
        typer.Option(
            metavar="NEW",
            help="Show its articles under this name; that of another outlet merges the two.",
            show_default=False,
        ),
    ] = None,
    undo: UndoOption = None,
    log: LogOption = False,
    reason: ReasonOption = "",
    author: AuthorOption = None,
    as_json: JsonOption = False,
) -> int:
    """List the outlets in the store with the number of their articles; rename and merge them.

    Names that were given also hold for pages that are added later.

    Exits 0 if there was one, 1 if not.
    """  # fmt: skip
    if (undo is not None) + log + (rename is not None) > 1 or (rename is not None) != (name is not None):
        raise typer.BadParameter("give OUTLET and --rename; or --undo, or --log.")
    with api.open_store(store, create=False) as opened:
        if log or undo is not None:
            return print_log_or_undo(opened, ("outlet",), undo=undo, author=author, as_json=as_json)
        if rename is not None:
            decision = opened.rename_outlet(name or "", rename, reason=reason, author=author_name(author))
            print_message(f"{describe_decision(decision)}; `onrecord outlets --undo {decision.id}` takes it back")
            return 0
        outlet_counts = opened.outlets()
    if as_json:
        write_json([{"outlet": outlet, "articles": count} for outlet, count in outlet_counts], sys.stdout.buffer)
    for outlet, count in () if as_json else outlet_counts:
        print(safe(f"{count:>7,}  {outlet}"))
    if not outlet_counts:
        print_message("no article states its outlet")
    return 0 if outlet_counts else 1
