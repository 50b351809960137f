"""Articles listed and forgotten, outlets renamed, people known from a file: as a user does it at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.cli.main import main

pytestmark = pytest.mark.usefixtures("shipped_model")
Output = pytest.CaptureFixture[str]
LINES = (
    {
        "id": "gulls",
        "url": "https://quay.example/gulls",
        "outlet": "Quay Post",
        "published": "2025-03-02",
        "section": "Harbour",
        "authors": ["Mara Quill"],
        "text": "The mayor, Ann Lee, said on Monday that the gulls would have to leave the harbour by May.",
    },
    {
        "id": "ferry",
        "url": "https://bugle.example/ferry",
        "outlet": "Bugle",
        "published": "2025-04-02",
        "text": "Tom Ray, who runs the ferry, said that the fare would rise to two pounds in the summer.",
    },
)


@pytest.fixture(scope="module")
def made(shipped_model: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two articles as JSON Lines, a people file, and a store of them."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "two.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES))
    (folder / "people.csv").write_text("name,party\nAnn Lee,Harbour\nTom Ray,Bridge\n")
    assert main(["add", "-s", str(folder / "made.db"), "--workers", "1", str(folder / "two.jsonl")]) == 0
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> Path:
    """A folder of its own to be in, with a copy of all that."""
    for source, name in (("made.db", "onrecord.db"), ("two.jsonl", "two.jsonl"), ("people.csv", "people.csv")):
        (tmp_path / name).write_bytes((made / source).read_bytes())
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    return tmp_path


def test_articles_are_listed_and_shown_in_full(here: Path, capsys: Output) -> None:
    assert main(["articles"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("2025-04-02  ")
    assert "Bugle · 1 statement · https://bugle.example/ferry" in first
    assert second.endswith("[gulls]")
    assert main(["articles", "--outlet", "Quay Post", "--json"]) == 0
    assert [article["record"] for article in json.loads(capsys.readouterr().out)] == ["gulls"]
    assert main(["articles", "gulls"]) == 0
    assert "gulls would have to leave the harbour" in " ".join(capsys.readouterr().out.split())
    assert main(["articles", "nothing"]) == 1
    assert capsys.readouterr().err == "onrecord: no such article is in the store\n"


def test_a_forgotten_article_is_skipped_with_the_reason_until_it_is_undone(here: Path, capsys: Output) -> None:
    assert main(["forget", "gulls", "--reason", "a court order", "--author", "kim"]) == 0
    assert main(["find", "gulls"]) == 1
    capsys.readouterr()
    assert main(["add", "--workers", "1", "two.jsonl"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1  in the store already", "1  skipped: the store was told to forget this article", "2  pages in all"
    ]  # fmt: skip
    assert main(["reread", "--all"]) == 0
    assert capsys.readouterr().out.splitlines() == ["1  read as before", "1  page in all"]
    assert main(["forget", "--log"]) == 0
    assert "by kim  gulls is forgotten: 1 version (a court order)" in capsys.readouterr().out
    assert main(["forget", "--undo", "0"]) == 0
    assert main(["add", "--workers", "1", "two.jsonl"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "1  new"
    assert main(["find", "gulls"]) == 0


def test_outlets_are_renamed_merged_and_put_back(here: Path, capsys: Output) -> None:
    assert main(["outlets", "Bugle", "--rename", "Quay Post"]) == 0
    capsys.readouterr()
    assert main(["outlets"]) == 0
    assert capsys.readouterr().out.split() == ["2", "Quay", "Post"]
    assert main(["outlets", "--undo", "0"]) == 0
    capsys.readouterr()
    assert main(["outlets"]) == 0
    assert sorted(capsys.readouterr().out.splitlines()) == ["      1  Bugle", "      1  Quay Post"]


def test_columns_of_a_people_file_are_counted(here: Path, capsys: Output) -> None:
    assert main(["speakers", "--people", "people.csv"]) == 0
    capsys.readouterr()
    assert main(["stats", "--by", "party", "--outlet", "Bugle", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines() == ["party,statements,articles", "Bridge,1,1"]
    assert main(["stats", "--by", "section", "--by", "party", "--format", "csv", "gulls"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["Harbour,Harbour,1,1"]


def test_one_of_several_results_is_said_in_the_singular(here: Path, capsys: Output) -> None:
    assert main(["find", "gulls OR fare", "-n", "1"]) == 0
    assert capsys.readouterr().err == "onrecord: the first 1 of 2 results is shown; --limit and --offset show more\n"
