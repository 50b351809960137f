"""``onrecord speakers``: who is quoted, how often and by whom; and decisions on who is who."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from onrecord import api
from onrecord.cli.curation.decision_options import LogOption, UndoOption, print_log_or_undo
from onrecord.cli.options import AuthorOption, JsonOption, PeopleOption, ReasonOption, StoreOption, author_name
from onrecord.cli.render.decision_log import describe_decision
from onrecord.cli.search_options import AllOption, VersionsOption
from onrecord.cli.terminal import EMPTY_STORE, print_message, safe
from onrecord.exports.display_text import format_count
from onrecord.exports.json_shapes import to_json
from onrecord.exports.writers import write_json

if TYPE_CHECKING:
    from onrecord.store import SpeakerSummary, SpeakerTimeline, Store

IDENTITY_KINDS: tuple[Literal["merge", "split", "rename"], ...] = ("merge", "split", "rename")
BAR_WIDTH = 40  # columns of the longest bar


NameArgument = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="One speaker: a name or an identity.", show_default=False)
]
RowLimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="The maximum number of rows.")]
RenameOption = Annotated[
    str | None, typer.Option(metavar="NEW", help="Change the speaker's name for good.", show_default=False)
]
MergeOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="OTHER", help="Decide that NAME and OTHER are the same; give it again for more.", show_default=False
    ),
]
SplitOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RECORD",
        help="Decide that the speaker in RECORD is not NAME; give it again for more records of that speaker.",
        show_default=False,
    ),
]
IntoOption = Annotated[
    str | None, typer.Option(metavar="OTHER", help="With --split: who the speaker is.", show_default=False)
]


def speakers(
    name: NameArgument = None,
    store: StoreOption = None,
    limit: RowLimitOption = 30,
    rename: RenameOption = None,
    merge: MergeOption = None,
    split: SplitOption = None,
    into: IntoOption = None,
    undo: UndoOption = None,
    people: PeopleOption = None,
    log: LogOption = False,
    reason: ReasonOption = "",
    author: AuthorOption = None,
    include_hidden: AllOption = False,
    all_versions: VersionsOption = False,
    as_json: JsonOption = False,
) -> int:
    """List who is quoted, most often first.

    For one NAME, show the statements over time, the outlets, and who quotes the speaker.

    Decisions made with --rename, --merge and --split also apply to pages that are added or read again later.
    --log lists them, and --undo takes one back.

    Exits 0 if someone was found, 1 if not.
    """
    decisions = [option for option in (rename, merge, split) if option or option == ""]
    if len(decisions) + (undo is not None) + log > 1 or (decisions and name is None):
        raise typer.BadParameter("give NAME and one of --rename, --merge and --split; or --undo, or --log.")
    if people is not None and (decisions or log or undo is not None or name is not None):
        raise typer.BadParameter("--people stands alone.")
    if into is not None and not split:
        raise typer.BadParameter("--into needs --split.")
    with api.open_store(store, create=False) as opened:
        if people is not None:
            print_message(f"{format_count(opened.add_people(people), 'speaker')} of {people} known from now on")
            return 0
        if log or undo is not None:
            return print_log_or_undo(opened, IDENTITY_KINDS, undo=undo, author=author, as_json=as_json)
        if decisions and name:
            log_entry = {"reason": reason, "author": author_name(author)}
            if rename is not None:
                decision = opened.rename(name, rename, **log_entry)
            elif merge:
                decision = opened.merge(name, *merge, **log_entry)
            else:
                decision = opened.split(name, *(split or ()), into=into, **log_entry)
            print_message(f"{describe_decision(decision)}; `onrecord speakers --undo {decision.id}` takes it back")
            return 0
        scope = {"include_hidden": include_hidden, "all_versions": all_versions}
        return _print_speakers(opened, name, limit, scope, as_json)


def _print_speakers(store: Store, name: str | None, limit: int, scope: Mapping[str, bool], as_json: bool) -> int:
    """Print the timeline of the one who has a name, else the table of those who do; return the exit status."""
    if name is not None and len(matches := store.speakers(name, 2, **scope)) == 1:
        _print_timeline(store.timeline(matches[0].id, **scope), as_json)
        return 0
    summaries = store.speakers(name, limit, **scope)
    similar = store.similar_names(name) if name is not None and not summaries else []
    return _print_table(summaries, as_json, name, similar)


def _print_table(people: Sequence[SpeakerSummary], as_json: bool, name: str | None, similar: Sequence[str]) -> int:
    if as_json:
        write_json(people, sys.stdout.buffer)
    for person in () if as_json else people:
        role = f"  {person.roles[0]}" if person.roles else ""
        counts = f"{format_count(person.articles, 'article')}, {format_count(person.outlets, 'outlet')}"
        print(safe(f"{person.statements:>7,}  {person.name}{role}  ({counts})  [{person.id}]"))
    if not people:
        advice = f"; did you mean {', '.join(similar)}?" if similar else ""
        print_message(f"nobody with this name is quoted{advice}" if name is not None else EMPTY_STORE)
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
