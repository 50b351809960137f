"""``onrecord check``: what in a store is damaged, and what can be saved."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from onrecord import api
from onrecord.cli.options import JsonOption
from onrecord.cli.terminal import print_message, safe
from onrecord.exports.display_text import format_count
from onrecord.exports.writers import write_json


def check(
    store: Annotated[
        str | None,
        typer.Argument(
            metavar="[STORE]",
            help="The store: a SQLite file or a postgresql:// address.  [default: $ONRECORD_STORE, else onrecord.db]",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Read every row of a store and say what is damaged, and what can be saved.

    Nothing is changed.

    Exits 0 if nothing is damaged, 1 if something is.
    """
    problems = []
    for problem in api.check(store):
        problems.append(problem)
        if not as_json:
            print(safe(f"{problem.where}: {problem.what}\n    {problem.advice}"))
    if as_json:
        write_json(problems, sys.stdout.buffer)
    else:
        print_message(f"{format_count(len(problems), 'problem')} found" if problems else "nothing is damaged")
    return 1 if problems else 0
