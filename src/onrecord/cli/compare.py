"""``onrecord compare``: the same words in several outlets, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, BinaryIO

import typer

from onrecord import api
from onrecord.cli.options import (
    QUERY_HELP,
    AsJsonOption,
    Format,
    FormatOption,
    LimitOption,
    OutOption,
    SinceOption,
    SpeakerOption,
    StoreOption,
    UntilOption,
    choose_format,
    parse_day,
)
from onrecord.cli.output import write_items
from onrecord.cli.search_options import AllOption
from onrecord.cli.terminal import print_message
from onrecord.records import Utterance


def compare(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS]", help=f"{QUERY_HELP} Without any, what most outlets report.", show_default=False
        ),
    ] = None,
    store: StoreOption = None,
    speaker: SpeakerOption = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option(help="Only what this outlet reports; give it again for more.", show_default=False),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    meaning_changed: Annotated[
        bool,
        typer.Option(
            "--meaning-changed", help="Only where some version changes the meaning: a negation, a number, a name."
        ),
    ] = False,
    include_hidden: AllOption = False,
    min_outlets: Annotated[int, typer.Option("--min-outlets", min=1, help="How many outlets must report it.")] = 2,
    limit: LimitOption = 20,
    form: FormatOption = None,
    out: OutOption = None,
    as_json: AsJsonOption = False,
) -> int:
    """Show how several outlets report the same words.

    Each version shows what was left out, added or changed. Versions are compared with the fullest wording that any
    outlet prints. Statements that are new in the store are grouped first.

    Exits 0 if something was found, 1 if not.
    """
    chosen = choose_format(form, as_json, out)
    with api.open_store(store, create=False) as opened:
        utterances = api.compare(
            opened,
            " ".join(words or []),
            speaker=speaker,
            outlets=tuple(outlet or ()),
            since=parse_day(since, "--since"),
            until=parse_day(until, "--until", last=True),
            meaning_changed=meaning_changed,
            min_outlets=min_outlets,
            include_hidden=include_hidden,
            limit=limit,
            progress=True,
        )
    if utterances or chosen is Format.JSON:
        write_items(utterances, chosen, out, _write_text, Utterance)
    if not utterances:
        print_message("nothing was found that several outlets report; try fewer words or filters")
    return 0 if utterances else 1


def _write_text(utterances: Iterable[Utterance], stream: BinaryIO, terminal: bool) -> None:
    from onrecord.cli.render.comparison_text import write_utterances

    write_utterances(utterances, stream, terminal)
