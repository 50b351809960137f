"""The columns that statements are counted by: the same counts as of what ``find`` gives, whatever is asked."""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from store_samples import page_record
from test_damaged_store import problems_of

from onrecord.store import SearchHit, Store
from onrecord.store import tables as t
from onrecord.store.search.index_terms import unlinked_speaker_term
from onrecord.store.statistics import statement_columns
from onrecord.store.statistics.group_counts import LARGEST, _count_groups
from onrecord.store.statistics.statement_columns import (
    ARTICLES,
    ColumnBlock,
    keep_blocks,
    make_block,
    missing_blocks,
    update_statement_columns,
    wrong_blocks,
)

NAMES = ("Ann Lee", "Tom Ray", "Bo Hall", "Eve Moss")
PARTIES = {"Ann Lee": "Harbour", "Tom Ray": "Bridge", "Bo Hall": ""}
WORDS = ("bridge", "ferry", "harbour", "fare")
FILTERS: dict[str, tuple[Any, ...]] = {
    "words": ("bridge", "ferry OR fare", "harbour -fare", "xyzzy"),
    "speaker": ("Ann Lee", "Ray", "Zed Quill", "Nobody At All"),
    "about": ("Tom Ray", "ferry"),
    "outlet": ("Post", ("Post", "Echo"), "no such outlet"),
    "kind": ("direct", ("direct", "mixed"), "mixed"),
    "act": ("ask", ("ask", "promise")),
    "tone": ("charged", ("neutral", "doubting")),
    "since": (date(2024, 6, 1),),
    "until": (date(2025, 1, 31),),
    "include_hidden": (True,),
    "all_versions": (True,),
}


def random_page(number: int, chance: random.Random) -> Any:
    """An article of one to four statements, with every attribute drawn at random."""
    lines = []
    for _ in range(chance.randint(1, 4)):
        words = " ".join(chance.sample(WORDS, 2))
        lines.append(f"{chance.choice([*NAMES, 'Zed Quill'])} said: {chance.choice(NAMES)} likes the {words}.")
    outlet = chance.choice(["Post", "Echo", None])
    published = chance.choice([None, f"202{chance.randint(3, 5)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"])
    made = page_record(f"r{number}", *lines, outlet=outlet, published=published)
    statements = tuple(
        replace(
            statement,
            kind=chance.choice(["direct", "indirect"]),
            act=chance.choice(["assert", "ask", "promise"]),
            tone=chance.choice(["neutral", "charged"]),
            shown=chance.random() < 0.8,
        )
        for statement in made.record.statements
    )
    article = replace(
        made.record.article, section=chance.choice([None, "Sports", "Local"]), language=chance.choice(["en", None])
    )
    return replace(made, record=replace(made.record, article=article, statements=statements))


@pytest.fixture
def filled(store: Store) -> Store:
    """A store of random articles, some of them changed later, with a people file and a speaker without identity."""
    chance = random.Random(8)
    pages = [random_page(number, chance) for number in range(40)]
    changed = [random_page(number, chance) for number in range(0, 40, 7)]
    store.writer("m").add(pages)
    store.writer("m").add(changed)
    slugs = {person.name: person.id for person in store.speakers()}
    rows = [
        {
            "identity": slugs[name],
            "name": name,
            "aliases": "[]",
            "kind": "person",
            "columns": json.dumps({"party": party}),
        }
        for name, party in PARTIES.items()
    ]

    def write(connection: Any) -> None:
        """Add the people, and take an identity away."""
        connection.execute(t.people.insert(), rows)
        zed = "identity_id = NULL, own_identity_id = NULL WHERE name = 'Zed Quill'"
        connection.exec_driver_sql(f"UPDATE speakers SET {zed}")
        terms = (
            "SELECT s.id, s.filters FROM statements s JOIN speakers p ON p.id = s.speaker_id WHERE p.name = 'Zed Quill'"
        )
        for statement_id, filters in connection.exec_driver_sql(terms).all():
            own = [index_term for index_term in filters.split() if not index_term.startswith("i")]
            update = t.statements.update().where(t.statements.c.id == statement_id)
            connection.execute(update.values(filters=" ".join([*own, unlinked_speaker_term("Zed Quill")])))

    store.database.write(write)
    return store


def value_of(hit: SearchHit, by: str, store: Store) -> str | None:
    """The value of a dimension that a hit has."""
    if by in {"section", "language"}:
        article = store.record(hit.record).article
        return article.section if by == "section" else article.language
    return {
        "speaker": hit.identity_name or hit.speaker_name, "outlet": hit.outlet, "act": hit.act, "tone": hit.tone,
        "kind": hit.kind, "month": hit.day and f"{hit.day:%Y-%m}", "year": hit.day and f"{hit.day:%Y}",
        "party": PARTIES.get(hit.identity_name or "") or None,
    }[by]  # fmt: skip


DIMENSIONS = ("speaker", "outlet", "act", "tone", "kind", "month", "year", "party")


def test_counts_are_those_of_what_is_found_with_every_filter(filled: Store) -> None:
    """Each filter alone and many together, by each dimension and by two."""
    chance = random.Random(5)
    searches: list[dict[str, Any]] = [{}] + [{name: value} for name, values in FILTERS.items() for value in values]
    for _ in range(40):
        names = chance.sample(sorted(FILTERS), chance.randint(2, 4))
        searches.append({name: chance.choice(FILTERS[name]) for name in names})
    for number, search in enumerate(searches):
        by = ("party", chance.choice(DIMENSIONS[:-1])) if number % 2 else (chance.choice(DIMENSIONS),)
        hits = filled.find(**search, limit=1_000)
        expected = Counter(tuple(value_of(hit, name, filled) for name in by) for hit in hits)
        articles = Counter(
            values
            for values, _ in {
                (tuple(value_of(hit, name, filled) for name in by), article_of(filled, hit)) for hit in hits
            }
        )
        statistics = filled.stats(by, **search)
        counted = {group.values: (group.statements, group.articles) for group in statistics.groups}
        assert counted == {values: (expected[values], articles[values]) for values in expected}, (by, search)
        assert statistics.statements == len(hits) == filled.count(**search), search


def article_of(store: Store, hit: SearchHit) -> int:
    """The row number of the article of a hit: versions of one article are different ones."""
    query = t.statements.select().where(t.statements.c.id == hit.statement)
    return int(store.database.read(lambda connection: connection.execute(query).mappings().one())["article_id"])


def test_sections_and_languages_are_counted(filled: Store) -> None:
    hits = filled.find(limit=1_000)
    for by in ("section", "language"):
        expected = Counter(value_of(hit, by, filled) for hit in hits)
        assert {group.values[0]: group.statements for group in filled.stats(by).groups} == expected


def keep(store: Store) -> None:
    """Keep all blocks, the last one too."""
    store.database.write(lambda connection: keep_blocks(connection, missing_blocks(connection)))


def test_what_is_kept_is_deleted_when_a_row_changes(filled: Store) -> None:
    changes: list[Callable[[], object]] = [
        lambda: filled.merge("Ann Lee", "Tom Ray"),
        lambda: filled.rename_outlet("Post", "Echo"),
        lambda: filled.correct("r1.t1", act="deny"),
        lambda: filled.writer("m").add([page_record("new", "Bo Hall said: The fare will rise.")]),
        lambda: filled.forget("r2"),
        lambda: filled.undo(filled.decisions()[0].id),
    ]
    for number, change in enumerate(changes):
        keep(filled)
        assert filled.database.read(missing_blocks) == []
        change()
        assert filled.database.read(missing_blocks) == [0], number
    keep(filled)
    filled.rename("Bo Hall", "Robert Hall")  # names are looked up
    assert filled.database.read(missing_blocks) == []
    assert "Robert Hall" in {group.values[0] for group in filled.stats("speaker").groups}


def test_a_full_block_is_kept_as_it_is_added_and_the_last_when_it_is_worth_it(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.db")) as store:
        writer = store.writer("m")
        writer.add([page_record(f"r{number}", "Ann Lee said: Yes.") for number in range(ARTICLES - 2)])
        assert store.stats("speaker").statements == ARTICLES - 2
        assert store.database.read(missing_blocks) == [0]  # it grows
        writer.add([page_record(f"s{number}", "Ann Lee said: No.") for number in range(4)])
        assert store.database.read(missing_blocks) == [1]
        store.correct("r0.t1", act="deny")
        assert [group.statements for group in store.stats("act").groups] == [ARTICLES + 1, 1]
        assert store.database.read(missing_blocks) == []


def test_a_damaged_block_is_named_and_made_again_from_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store(str(path)) as store:
        store.writer("m").add([page_record("a", "Ann Lee said: Yes.")])
        keep(store)
        assert problems_of(str(path)) == []
        store.database.write(lambda connection: connection.exec_driver_sql("UPDATE statement_columns SET data = x'00'"))
        assert [group.values for group in store.stats("speaker").groups] == [("Ann Lee",)]
    assert [problem.where for problem in problems_of(str(path))] == ["statement_columns 0"]


def test_an_article_without_statements_comes_and_goes_and_the_columns_stay_right(store: Store) -> None:
    store.writer("m").add([page_record(f"r{number}", "Ann Lee said: Yes.") for number in range(3)])
    store.correct("r1.t1", not_a_statement=True)
    keep(store)
    store.forget("r1")
    store.writer("m").add([page_record("nothing said")])
    assert store.database.read(missing_blocks) == []
    assert store.database.read(wrong_blocks) == []
    assert [group.statements for group in store.stats("speaker").groups] == [2]


def test_a_block_that_counts_something_else_is_wrong(filled: Store) -> None:
    keep(filled)
    block = filled.database.read(lambda connection: make_block(connection, 0))
    assert filled.database.read(wrong_blocks) == []
    for name in ("act", "speaker", "day", "shown"):
        numbers = block.numbers | {name: bytes(len(block.numbers[name]))}
        data = msgspec.msgpack.encode(ColumnBlock(numbers, block.values))
        update = t.statement_columns.update().values(data=data, checksum=zlib.crc32(data))
        filled.database.write(lambda connection, update=update: connection.execute(update))
        assert filled.database.read(wrong_blocks) == [0], name


def test_a_store_that_cannot_be_written_is_counted_from_its_rows(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = filled.stats("speaker")
    monkeypatch.setattr(filled.database, "read_only", True)
    monkeypatch.setattr(statement_columns, "missing_blocks", lambda _: pytest.fail("it was going to be written"))
    update_statement_columns(filled.database)
    assert filled.stats("speaker") == expected


def test_groups_are_counted_when_one_number_cannot_hold_their_parts() -> None:
    chance = random.Random(3)
    small = [[chance.randrange(-2, 4) for _ in range(200)] for _ in range(3)]
    for factor in (1, LARGEST // 8):
        arrays = [statement_columns.np.array(part) * factor for part in small]
        groups, statements, articles = _count_groups(arrays)
        found = {
            (first // factor, second // factor): (rows, different)
            for first, second, rows, different in zip(
                *(part.tolist() for part in (*groups, statements, articles)), strict=True
            )
        }
        rows = list(zip(*small, strict=True))
        expected = Counter(row[:2] for row in rows)
        different = Counter(row[:2] for row in set(rows))
        assert found == {pair: (expected[pair], different[pair]) for pair in expected}
