"""``onrecord correct``: what a statement should be."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated, Any, get_args

import typer

from onrecord import api
from onrecord.cli.options import AuthorOption, JsonOption, ReasonOption, StoreOption, author_name
from onrecord.cli.render.decision_log import describe_decision, print_decisions
from onrecord.cli.terminal import print_message
from onrecord.exports.writers import write_json_lines
from onrecord.records import Act

ActChoice = StrEnum("ActChoice", {name: name for name in get_args(Act)})  # type: ignore[misc]
STATEMENT_HELP = "The statement: RECORD.STATEMENT, as `onrecord find` prints it, or its number in `find --json`."


def correct(
    statement: Annotated[
        str | None, typer.Argument(metavar="[STATEMENT]", help=STATEMENT_HELP, show_default=False)
    ] = None,
    store: StoreOption = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who said it: a name or an identity.", show_default=False)
    ] = None,
    no_speaker: Annotated[bool, typer.Option("--no-speaker", help="The article does not name who said it.")] = False,
    act: Annotated[ActChoice | None, typer.Option(help="What was done by saying it.", show_default=False)] = None,
    content: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS",
            help="What was said, as it stands in the article; … between separate pieces.",
            show_default=False,
        ),
    ] = None,
    not_a_statement: Annotated[bool, typer.Option("--not-a-statement", help="It is no statement.")] = False,
    undo: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Take a correction back; 0: the last one.", show_default=False)
    ] = None,
    log: Annotated[bool, typer.Option("--log", help="List all corrections: who made them, and when.")] = False,
    export: Annotated[
        bool, typer.Option("--export", help="Print all corrected statements as training data, one JSON object a line.")
    ] = False,
    reason: ReasonOption = "",
    author: AuthorOption = None,
    as_json: JsonOption = False,
) -> int:
    """Correct a statement in the store.

    Corrections are kept when articles are read again, and marked where statements are shown.

    Exits 0 if something was corrected or listed, 1 if not.
    """
    changes: dict[str, Any] = {"speaker": "" if no_speaker else speaker, "act": act and act.value, "content": content}
    is_change = not_a_statement or any(value is not None for value in changes.values())
    if (undo is not None) + log + export + (statement is not None) != 1 or (statement is not None) != is_change:
        raise typer.BadParameter(
            "give STATEMENT and what is wrong: --speaker, --act, --content or --not-a-statement; or --undo, --log or"
            " --export."
        )
    if (no_speaker and speaker is not None) or (not_a_statement and any(v is not None for v in changes.values())):
        raise typer.BadParameter("--no-speaker excludes --speaker, and --not-a-statement every other correction.")
    with api.open_store(store, create=False) as opened:
        if log:
            return print_decisions(opened.decisions(("correct",)), as_json)
        if export:
            write_json_lines(opened.corrected_statements(), sys.stdout.buffer)
        elif undo is not None:
            decision = opened.undo(undo or None, kinds=("correct",), author=author_name(author))
            print_message(f"undone: {describe_decision(decision)}")
        else:
            changes |= {"not_a_statement": not_a_statement, "reason": reason, "author": author_name(author)}
            decision = opened.correct(statement or "", **changes)
            print_message(f"{describe_decision(decision)}; `onrecord correct --undo {decision.id}` takes it back")
    return 0
