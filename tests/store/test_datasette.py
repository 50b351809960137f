"""The SQLite file in Datasette, out of the box: tables, search, and links that show names."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

import onrecord
from onrecord import Settings
from onrecord.store.tables import metadata
from paths import ROOT

Fetch = Callable[..., list[Any]]
T = TypeVar("T")


def run_elsewhere(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine gives, run in a thread: tests of the browser leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="module")
def path(shipped_model: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as ``add`` makes it."""
    path = tmp_path_factory.mktemp("datasette") / "onrecord.db"
    with onrecord.open_store(str(path)) as store:
        pages = [str(page) for page in sorted((ROOT / "examples").glob("*.html"))]
        assert onrecord.add(pages, store, settings=Settings(workers=1)).new == len(pages)
    return path


@pytest.fixture(scope="module")
def fetch(path: Path) -> Fetch:
    """Asks Datasette for addresses under the database; gives what each answers, JSON read."""
    app = pytest.importorskip("datasette.app", reason="datasette is not there: pip install 'onrecord[dev]'")

    def ask(*addresses: str) -> list[Any]:
        async def answers() -> list[Any]:
            shown = app.Datasette(files=[str(path)])
            await shown.invoke_startup()
            responses = [await shown.client.get(f"/onrecord{address}") for address in addresses]
            assert [response.status_code for response in responses] == [200] * len(responses)
            return [
                response.json() if ".json" in address else response.text
                for response, address in zip(responses, addresses, strict=True)
            ]

        return run_elsewhere(answers())

    return ask


def test_every_table_is_shown_and_the_tables_of_the_index_are_not(fetch: Fetch) -> None:
    (database,) = fetch(".json")
    shown = {table["name"] for table in database["tables"] if not table["hidden"]}
    assert set(metadata.tables) <= shown
    assert shown - set(metadata.tables) == {"alembic_version", "sqlite_sequence"}
    assert {table["name"] for table in database["tables"] if table["fts_table"]} == {"statements", "statements_fts"}


def test_statements_are_searched_with_stems_and_phrases(fetch: Fetch) -> None:
    def texts(answer: Any) -> list[str]:
        return [row["text"] for row in answer["rows"]]

    ask = "/statements.json?_shape=objects&_search="
    bridges, phrase, none = map(
        texts, fetch(f"{ask}bridges", f"{ask}%22tax+on+going%22&_searchmode=raw", f"{ask}xyzzy")
    )
    assert len(bridges) >= 2
    assert all("bridge" in text for text in bridges)
    assert ["tax on going" in text for text in phrase] == [True]
    assert none == []


def test_links_between_tables_show_names(fetch: Fetch) -> None:
    answers = fetch(
        "/statements.json?_shape=objects&_labels=on&_search=bridge",
        "/articles.json?_shape=objects&_labels=on&outlet_id__notblank=1",
        "/speakers.json?_shape=objects&_labels=on&identity_id__notblank=1&name=Renata+Oduya",
    )
    statement, article, speaker = (answer["rows"][0] for answer in answers)
    assert statement["article_id"]["label"].startswith("Mayor calls bridge toll")
    assert "Renata Oduya" in {row["speaker_id"]["label"] for row in answers[0]["rows"] if row["speaker_id"]}
    assert article["outlet_id"]["label"] == "The Harbour Post"
    assert speaker["identity_id"]["label"] == "Renata Oduya"


def test_with_its_metadata_the_view_is_searched_and_the_inner_tables_are_hidden(path: Path) -> None:
    app = pytest.importorskip("datasette.app", reason="datasette is not there: pip install 'onrecord[dev]'")
    with onrecord.open_store(str(path)) as store:
        metadata = store.datasette_metadata()

    async def answers() -> list[Any]:
        shown = app.Datasette(files=[str(path)], metadata=metadata)
        await shown.invoke_startup()
        addresses = ("/onrecord.json", "/onrecord/said.json?_shape=objects&_search=bridges", "/onrecord/said")
        responses = [await shown.client.get(address) for address in addresses]
        assert [response.status_code for response in responses] == [200] * 3
        return [responses[0].json(), responses[1].json(), responses[2].text]

    database, found, page = run_elsewhere(answers())
    visible = {table["name"] for table in database["tables"] if not table["hidden"]}
    assert visible == {"articles", "identities", "speakers", "outlets", "roles", "runs", "skips"}
    assert len(found["rows"]) >= 2
    assert all("bridge" in row["content"] and row["outlet"] for row in found["rows"])
    assert "What was said" in page
    with onrecord.open_store(str(path)) as store:
        store.database.write(lambda connection: connection.exec_driver_sql("DROP VIEW said"))


def test_the_pages_of_tables_and_rows_open(fetch: Fetch) -> None:
    table, row = fetch("/statements", "/statements/1")
    assert 'name="_search"' in table
    assert "/onrecord/spans?statement_id=1" in row  # what refers to it


def test_datasette_recognizes_the_index_and_the_foreign_keys(path: Path) -> None:
    """Its ``detect_fts`` and ``foreign_key_list``, wherever the tests run."""
    with sqlite3.connect(path) as connection:
        like = '%VIRTUAL TABLE%USING FTS%content="statements"%'
        sql = "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE ?"
        assert connection.execute(sql, (like,)).fetchall() == [("statements_fts",)]
        keys = {row[3]: row[2] for row in connection.execute("PRAGMA foreign_key_list(statements)")}
        assert (keys["article_id"], keys["speaker_id"]) == ("articles", "speakers")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
