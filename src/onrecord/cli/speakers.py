"""``onrecord speakers``: who is quoted, how often and by whom; and decisions on who is who."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.options import JsonOption, StoreOption
from onrecord.cli.search_options import AllOption
from onrecord.cli.terminal import EMPTY_STORE, print_message, safe
from onrecord.exports.display_text import format_count
from onrecord.exports.json_shapes import to_json
from onrecord.exports.writers import write_json

if TYPE_CHECKING:
    from onrecord.store import SpeakerSummary, SpeakerTimeline

BAR_WIDTH = 40  # columns of the longest bar


def speakers(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One speaker: a name or an identity.", show_default=False)
    ] = None,
    store: StoreOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="The maximum number of rows.")] = 30,
    rename: Annotated[
        str | None, typer.Option(metavar="NEW", help="Change the speaker's name for good.", show_default=False)
    ] = None,
    merge: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Decide that NAME and OTHER are the same.", show_default=False)
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(metavar="RECORD", help="Decide that the speaker in RECORD is not NAME.", show_default=False),
    ] = None,
    include_hidden: AllOption = False,
    as_json: JsonOption = False,
) -> int:
    """List who is quoted, most often first.

    For one NAME, show the statements over time, the outlets, and who quotes the speaker.

    Decisions made with --rename, --merge and --split also apply to pages that are added later.

    Exits 0 if someone was found, 1 if not.
    """
    decisions = [option for option in (rename, merge, split) if option is not None]
    if decisions and (name is None or len(decisions) > 1):
        raise typer.BadParameter("give NAME and one of --rename, --merge and --split.")
    with api.open_store(store, create=False) as opened:
        if rename is not None and name:
            opened.rename(name, rename)
            print_message(f"{name} is now {rename}")
        elif merge is not None and name:
            print_message(f"{name} and {merge} are now one: {opened.merge(name, merge)}")
        elif split is not None and name:
            print_message(f"the speaker of {split} is now {opened.split(name, split)}")
        elif name is not None and len(matches := opened.speakers(name, 2, include_hidden=include_hidden)) == 1:
            _print_timeline(opened.timeline(matches[0].id, include_hidden=include_hidden), as_json)
        else:
            return _print_table(
                opened.speakers(name, limit, include_hidden=include_hidden), as_json, named=name is not None
            )
    return 0


def _print_table(people: Sequence[SpeakerSummary], as_json: bool, *, named: bool) -> int:
    if as_json:
        write_json(people, sys.stdout.buffer)
    for person in () if as_json else people:
        role = f"  {person.roles[0]}" if person.roles else ""
        counts = f"{format_count(person.articles, 'article')}, {format_count(person.outlets, 'outlet')}"
        print(safe(f"{person.statements:>7,}  {person.name}{role}  ({counts})  [{person.id}]"))
    if not people:
        print_message("nobody with this name is quoted" if named else EMPTY_STORE)
    return 0 if people else 1


def _print_timeline(timeline: SpeakerTimeline, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(to_json(timeline, indent=2) + b"\n")
        return
    person = timeline.person
    print(safe(f"{person.name}  [{person.id}]"))
    for line in (", ".join(person.roles), f"also {', '.join(person.aliases)}" if person.aliases else ""):
        if line:
            print(safe(line))
    print(f"{format_count(person.statements, 'statement')} in {format_count(person.articles, 'article')}\n")
    highest = max((count for _, count in timeline.months), default=1)
    for month, count in timeline.months:
        print(f"{month}  {'█' * max(1, round(BAR_WIDTH * count / highest))} {count:,}")
    for title, rows in (("Quoted by", timeline.outlets), ("Quoted in the words of", timeline.quoting)):
        if rows:
            print(f"\n{title}")
        for name, count in rows:
            print(safe(f"{count:>7,}  {name}"))
