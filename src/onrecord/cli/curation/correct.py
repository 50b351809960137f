"""``onrecord correct``: what a statement should be."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, get_args

import typer

from onrecord import api
from onrecord.cli.curation.decision_options import LogOption, UndoOption, print_log_or_undo
from onrecord.cli.options import AuthorOption, JsonOption, ReasonOption, StoreOption, author_name
from onrecord.cli.render.decision_log import describe_decision
from onrecord.cli.terminal import print_message
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
    undo: UndoOption = None,
    log: LogOption = False,
    reason: ReasonOption = "",
    author: AuthorOption = None,
    as_json: JsonOption = False,
) -> int:
    """Correct a statement in the store.

    Corrections are kept when articles are read again, and marked where statements are shown. `onrecord export
    --corrections` writes them as training data.

    Exits 0 if something was corrected or listed, 1 if not.
    """
    changes: dict[str, Any] = {"speaker": "" if no_speaker else speaker, "act": act and act.value, "content": content}
    is_change = not_a_statement or any(value is not None for value in changes.values())
    if (undo is not None) + log + (statement is not None) != 1 or (statement is not None) != is_change:
        raise typer.BadParameter(
            "give STATEMENT and what is wrong: --speaker, --act, --content or --not-a-statement; or --undo or --log."
        )
    if (no_speaker and speaker is not None) or (not_a_statement and any(v is not None for v in changes.values())):
        raise typer.BadParameter("--no-speaker excludes --speaker, and --not-a-statement every other correction.")
    with api.open_store(store, create=False) as opened:
        if log or undo is not None:
            return print_log_or_undo(opened, ("correct",), undo=undo, author=author, as_json=as_json)
        changes |= {"not_a_statement": not_a_statement, "reason": reason, "author": author_name(author)}
        decision = opened.correct(statement or "", **changes)
    print_message(f"{describe_decision(decision)}; `onrecord correct --undo {decision.id}` takes it back")
    return 0
