"""``onrecord export``, ``Store.to_arrow``, ``Record.to_frame``: what was exported reads back as what the store has."""

from __future__ import annotations

import datetime
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from store_samples import page_record

from onrecord import Store, from_json
from onrecord.cli.main import main
from onrecord.parquet.parquet_files import read_records
from onrecord.parquet.parquet_schema import COLUMNS
from onrecord.store import PageRecord

HARD = """Bo Hall said: It is, “quite”; a "line"\twith, a comma 'and' a formula =1+1 and more."""
OPEN = 'The "open" bridge, at last'


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three articles: one undated with an older version, and one with a statement that is not shown."""
    path = tmp_path_factory.mktemp("export") / "onrecord.db"
    unsure = page_record("c", "Tom Ray said: A bridge is a folly.", "Ann Lee said: No bridge is.", outlet="Post")
    with Store(str(path)) as store:
        for one in (
            page_record("a", "Ann Lee said: The bridge is shut.", HARD),
            page_record("b", "Ann Lee said: The bridge is open.", published=None, title=OPEN),
            page_record("b", "Ann Lee said: The bridge was open.", published=None, title=OPEN),
            hidden(unsure),
        ):
            store.writer("m").add([one])
    return path


def hidden(page_record: PageRecord) -> PageRecord:
    """The same with its first statement not to be shown."""
    first, *others = page_record.record.statements
    record = replace(page_record.record, statements=(replace(first, shown=False), *others))
    return replace(page_record, record=record)


def expected(path: Path, **parameters: Any) -> list[tuple[Any, ...]]:
    """What ``find`` gives of the newest versions, as rows."""
    with Store(str(path)) as store:
        hits = store.find(**parameters, limit=100)
    rows = [
        (hit.record, hit.key, hit.text, hit.speaker_name, hit.identity, hit.outlet, hit.title, hit.kind, hit.shown)
        for hit in hits if hit.text != "The bridge is open."
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row[:2])


ROWS = """SELECT record, statement, content, {speaker}, identity, {place}, kind, shown
    FROM {source} ORDER BY record, statement"""


@pytest.mark.parametrize(
    ("arguments", "parameters"),
    [
        ([], {}),
        (["--all"], {"include_hidden": True}),
        (["bridge"], {"words": "bridge"}),
        (["--speaker", "Ann Lee", "--since", "2025"], {"speaker": "Ann Lee", "since": datetime.date(2025, 1, 1)}),
    ],
)
def test_csv_parquet_and_json_lines_read_back_as_what_is_found(
    path: Path, tmp_path: Path, arguments: list[str], parameters: dict[str, Any]
) -> None:
    wanted = expected(path, **parameters)
    assert wanted
    csv_path, folder, lines = tmp_path / "out.csv", tmp_path / "tables", tmp_path / "out.jsonl"
    for out in (["-o", str(csv_path)], ["-f", "parquet", "-o", str(folder)], ["-o", str(lines)]):
        assert main(["export", "-s", str(path), *arguments, *out]) == 0
    source = f"read_csv('{csv_path}', all_varchar = true)"
    sql = ROWS.format(speaker="speaker", place="outlet, title", source=source)
    assert [(*row[:-1], row[-1] == "true") for row in duckdb.sql(sql).fetchall()] == wanted
    source = f"'{folder}/statements.parquet' JOIN '{folder}/articles.parquet' a USING (record)"
    sql = ROWS.format(speaker="speaker_name", place="a.outlet, title", source=source)
    assert duckdb.sql(sql).fetchall() == wanted
    records = [from_json(line) for line in lines.read_text("utf-8").splitlines()]
    assert sorted((record.id, one.id, one.text) for record in records for one in record.statements) == [
        row[:3] for row in wanted
    ]
    assert list(read_records({table: folder / f"{table}.parquet" for table in COLUMNS})) == records


def test_the_tables_in_memory_are_those_of_the_files(path: Path, tmp_path: Path) -> None:
    assert main(["export", "-s", str(path), "-f", "parquet", "-o", str(tmp_path)]) == 0
    with Store(str(path)) as store:
        tables = store.to_arrow()
    for name, table in tables.items():
        assert duckdb.sql(f"SELECT * FROM '{tmp_path}/{name}.parquet'").fetchall() == [
            tuple(row.values()) for row in table.to_pylist()
        ]
    assert tables["statements"].num_rows == len(expected(path))
    assert {row["identity_name"] for row in tables["speakers"].to_pylist()} == {"Ann Lee", "Bo Hall"}


def test_a_record_is_a_frame_of_its_statements(path: Path) -> None:
    with Store(str(path)) as store:
        frame = store.record("a").to_frame()
    assert list(frame["speaker"]) == ["Ann Lee", "Bo Hall"]
    assert list(frame["day"]) == [datetime.date(2025, 3, 3)] * 2
    assert frame["content"][0] == "The bridge is shut."


def test_export_is_refused_or_empty_with_one_line(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file.parquet").touch()
    for arguments, status, words in (
        (["xyzzy"], 1, "there is nothing to export"),
        (["-f", "parquet"], 2, "give --out a folder"),
        (["-f", "parquet", "-o", str(tmp_path / "file.parquet")], 2, "give --out a folder"),
        (["-o", "out.xlsx"], 2, "unknown ending"),
        (["*"], 2, "there is no word to look for"),
    ):
        assert main(["export", "-s", str(path), *arguments]) == status
        out, error = capsys.readouterr()
        assert out == ""
        assert words in error
        assert len(error.splitlines()) == 1
    assert main(["export", "-s", str(path), "shut"]) == 0
    out, error = capsys.readouterr()
    assert json.loads(out)["statements"][0]["id"] == "t1"
    assert error == "onrecord: 1 statement of 1 article\n"
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert main(["export", "-s", str(path), "-f", "parquet", "-o", str(tmp_path / "none")]) == 2
    assert "pip install 'onrecord[exports]'" in capsys.readouterr().err
    assert list((tmp_path / "none").glob("*")) == []
