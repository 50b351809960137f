"""The new rows of a transaction: numbered here, collected, and written table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Table

from onrecord.store import tables as t
from onrecord.store.write.bulk_insert import execute_many, insert_rows
from onrecord.store.write.rows import Row

# Every table after those that its rows refer to.
WRITE_ORDER = (
    t.outlets, t.pages, t.articles, t.identities, t.identity_keys, t.speakers, t.roles, t.statements, t.spans,
)  # fmt: skip


class RowBuffer:
    """Collects the new rows of one transaction and gives them their row numbers.

    Transactions that write follow each other, in whatever process they run (see ``connection.engines``). So the number
    after a table's last is free until the transaction ends, and numbers given here spare a query for each row.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._last_numbers: dict[str, int] = {}
        self._numbered_tables: set[str] = set()
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._later_parents: list[tuple[int, int]] = []  # parent and statement, where the statement is written first

    def next_number(self, table: Table) -> int:
        """Return a number for a new row of a table."""
        if not self._last_numbers:
            self._last_numbers = _read_last_numbers(self.connection)
        self._numbered_tables.add(table.name)
        self._last_numbers[table.name] += 1
        return self._last_numbers[table.name]

    def add(self, table: Table, row: Row) -> int:
        """Add a row and return its number."""
        number = row["id"] = self.next_number(table)
        self._rows[table.name].append(row)
        return number

    def add_keyed(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows that have their primary keys already."""
        self._rows[table.name] += rows

    def set_parent(self, statement: Row, parent: Row) -> None:
        """Note that an added statement is nested in another added statement."""
        if parent["id"] < statement["id"]:
            statement["parent_id"] = parent["id"]
        else:
            self._later_parents.append((parent["id"], statement["id"]))

    def write(self) -> None:
        """Write the collected rows."""
        for table in WRITE_ORDER:
            insert_rows(self.connection, table, self._rows.pop(table.name, []))
        execute_many(self.connection, "UPDATE statements SET parent_id = ? WHERE id = ?", self._later_parents)
        self._later_parents.clear()
        if self.connection.dialect.name == "postgresql" and self._numbered_tables:
            # PostgreSQL's own sequences go on after the numbers that were given here
            names = sorted(self._numbered_tables)
            calls = ", ".join(f"setval('{name}_id_seq', {self._last_numbers[name]})" for name in names)
            self.connection.exec_driver_sql(f"SELECT {calls}")


def _read_last_numbers(connection: Connection) -> dict[str, int]:
    """Return the last number given in each table. Of statements, those of deleted rows count: none is given twice."""
    names = [table.name for table in WRITE_ORDER if "id" in table.c]
    statement_sequence = {
        "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = 'statements'",
        "postgresql": "SELECT last_value FROM statements_id_seq WHERE is_called",
    }[connection.dialect.name]
    queries = ", ".join([*(f"(SELECT max(id) FROM {name})" for name in names), f"({statement_sequence})"])
    *largest, last_statement = connection.exec_driver_sql(f"SELECT {queries}").one()
    last_numbers = {name: number or 0 for name, number in zip(names, largest, strict=True)}
    last_numbers["statements"] = max(last_numbers["statements"], last_statement or 0)
    return last_numbers
