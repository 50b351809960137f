"""The options that each command for decisions has: its log, and taking a decision back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import author_name
from onrecord.cli.render.decision_log import describe_decision, print_decisions
from onrecord.cli.terminal import print_message

if TYPE_CHECKING:
    from onrecord.store import Store
    from onrecord.store.identities.decisions import DecisionKind

UndoOption = Annotated[
    int | None,
    typer.Option("--undo", metavar="NUMBER", help="Take a decision back; 0: the last one.", show_default=False),
]
LogOption = Annotated[bool, typer.Option("--log", help="List the decisions: who made them, when and why.")]


def print_log_or_undo(
    store: Store, kinds: Sequence[DecisionKind], *, undo: int | None, author: str | None, as_json: bool
) -> int:
    """Take back the decision that ``--undo`` names, or print the log of decisions; return the exit status.

    Args:
        store: An open store.
        kinds: The kinds that the command decides: what its log lists, and of which 0 is the last one.
        undo: The number of the decision; 0: the last one; None: print the log.
        author: Who takes it back; None: the login.
        as_json: Print the log as JSON.

    Raises:
        IdentityError: There is no such decision, or it was undone already.
    """
    if undo is None:
        return print_decisions(store.decisions(kinds), as_json)
    decision = store.undo(undo or None, kinds=kinds, author=author_name(author))
    print_message(f"undone: {describe_decision(decision)}")
    return 0
