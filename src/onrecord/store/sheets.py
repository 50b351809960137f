"""New rows on their sheets: numbered here, kept until all of a transaction are there, and written table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Table

from onrecord.store import bulk
from onrecord.store import schema as t
from onrecord.store.rows import Row

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
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._parents: list[tuple[int, int]] = []  # and children, where the child is written first

    def number(self, table: Table) -> int:
        """A number for a new row of a table."""
        name = table.name
        if name not in self._last:
            self._last[name] = _last(self.connection, table)
        self._last[name] += 1
        return self._last[name]

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
        if self.connection.dialect.name == "postgresql":
            for name, last in self._last.items():  # whoever lets PostgreSQL give numbers gets those after these
                self.connection.exec_driver_sql(f"SELECT setval('{name}_id_seq', %s)", (last,))


def _last(connection: Connection, table: Table) -> int:
    """The last number that a table gave; where no number may be given twice, that of a deleted row counts too."""
    number = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}").scalar() or 0
    if table is not t.statements:
        return int(number)
    if connection.dialect.name == "sqlite":
        given = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'statements'").scalar()
    else:
        given = connection.exec_driver_sql("SELECT last_value FROM statements_id_seq WHERE is_called").scalar()
    return max(int(number), int(given or 0))
