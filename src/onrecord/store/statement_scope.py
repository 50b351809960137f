"""Which statements count at all: those that are shown by default, and those of the articles' newest versions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause

from onrecord.store import tables as t


def statement_scope(
    *, include_hidden: bool = False, all_versions: bool = False, statements: FromClause = t.statements
) -> list[ColumnElement[bool]]:
    """Return what a row of ``statements``, or of an alias of it, must fulfil to count.

    Args:
        include_hidden: Also statements that are not shown by default.
        all_versions: Also statements of earlier versions of articles that changed.
        statements: The table or its alias.
    """
    conditions: list[ColumnElement[bool]] = []
    if not include_hidden:
        conditions.append(statements.c.shown)
    if not all_versions:
        conditions.append(statements.c.current)
    return conditions
