"""New rows on their sheets: numbered here, kept until all of a transaction are there, and written table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Table

from onrecord.store import tables as t
from onrecord.store.write import bulk_insert as bulk
from onrecord.store.write.rows import Row

# Every row after the rows that it points at.
ORDER = (
    t.outlets, t.pages, t.articles, t.identities, t.identity_keys, t.speakers, t.roles, t.statements, t.spans,
)  # fmt: skip


class Sheets:
    """The new rows of one transaction that writes.

    Such transactions follow each other, whichever process they are of (``engines``), so that the number after a
    table's last is free until the transaction ends; giving numbers out here spares a question for each row.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._last: dict[str, int] = {}
        self._numbered: set[str] = set()
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._parents: list[tuple[int, int]] = []  # and children, where the child is written first

    def number(self, table: Table) -> int:
        """A number for a new row of a table."""
        if not self._last:
            self._last = _last(self.connection)
        self._numbered.add(table.name)
        self._last[table.name] += 1
        return self._last[table.name]

    def add(self, table: Table, row: Row) -> int:
        """Puts a row on its table's sheet; the number that it gets."""
        number = row["id"] = self.number(table)
        self._rows[table.name].append(row)
        return number

    def put(self, table: Table, rows: Iterable[Row]) -> None:
        """Puts rows that have their keys on their table's sheet."""
        self._rows[table.name] += rows

    def stands_in(self, statement: Row, parent: Row) -> None:
        """Notes that one statement on the sheet stands in another."""
        if parent["id"] < statement["id"]:
            statement["parent_id"] = parent["id"]
        else:
            self._parents.append((parent["id"], statement["id"]))

    def write(self) -> None:
        """Writes what stands on the sheets."""
        for table in ORDER:
            bulk.insert(self.connection, table, self._rows.pop(table.name, []))
        bulk.many(self.connection, "UPDATE statements SET parent_id = ? WHERE id = ?", self._parents)
        self._parents.clear()
        if self.connection.dialect.name == "postgresql" and self._numbered:
            # Whoever lets PostgreSQL give numbers gets those after these
            given = ", ".join(f"setval('{name}_id_seq', {self._last[name]})" for name in sorted(self._numbered))
            self.connection.exec_driver_sql(f"SELECT {given}")


def _last(connection: Connection) -> dict[str, int]:
    """The last number that each table gave; where no number may be given twice, that of a deleted row counts too."""
    names = [table.name for table in ORDER if "id" in table.c]
    given = {
        "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = 'statements'",
        "postgresql": "SELECT last_value FROM statements_id_seq WHERE is_called",
    }[connection.dialect.name]
    asked = ", ".join([*(f"(SELECT max(id) FROM {name})" for name in names), f"({given})"])
    *most, deleted = connection.exec_driver_sql(f"SELECT {asked}").one()
    last = {name: number or 0 for name, number in zip(names, most, strict=True)}
    last["statements"] = max(last["statements"], deleted or 0)
    return last
