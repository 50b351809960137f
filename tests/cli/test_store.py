"""The verbs of the store, used wrongly or on what is no store: one clear line and the right status."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.cli.main import main
from paths import ROOT

pytestmark = pytest.mark.usefixtures("shipped_model")
EXAMPLES = str(ROOT / "examples")
VERBS = (["find", "bridge"], ["speakers"], ["stats"], ["reread"])
ADDING = (["add", EXAMPLES], ["watch", "--once", "http://127.0.0.1:9/"])
SHOWING = (
    ["find", "bridge"], ["find", "--json", "bridge"], ["speakers"], ["speakers", "Oduya"],
    ["compare", "--json"],
)  # fmt: skip
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(shipped_model: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "onrecord.db"
    assert main(["add", "-s", str(path), "--workers", "1", EXAMPLES]) == 0
    return path


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to be in, with a store in it."""
    shutil.copy(made, tmp_path / "onrecord.db")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def line(capsys: Output) -> str:
    """What was complained of, in one line; nothing else was printed."""
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith("onrecord: ")
    assert len(error.splitlines()) == 1
    return error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add"], "Missing argument 'SOURCE'"),
        (["add", "--workers", "-1", "x"], "--workers"),
        (["watch"], "Missing argument 'FEED'"),
        (["watch", "--once", "feed.xml"], "feed.xml: not the address of a feed; give an http or https address"),
        (["find", "-n", "0", "bridge"], "--limit"),
        (["find", "--kind", "nope", "bridge"], "'direct', 'mixed', 'indirect'"),
        (["find", "--order", "nope", "bridge"], "'best', 'newest', 'oldest'"),
        (["find", "--since", "2025-13", "bridge"], "give a day (2025-01-31), a month or a year"),
        (["find", "--until", "2025-13", "bridge"], "give a day (2025-01-31), a month or a year"),
        (["find", "--until", "abc-01", "bridge"], "give a day (2025-01-31), a month or a year"),
        (["find", "--since", "20250101", "bridge"], "give a day (2025-01-31), a month or a year"),
        (["find", "--until", "2025-02-31", "bridge"], "give a day (2025-01-31), a month or a year"),
        (["find", '"open'], "a quotation mark is open"),
        (["find", "(open"], "a bracket is open"),
        (["find"], "say what to look for"),
        (["find", " "], "say what to look for"),
        (["find", "*"], "there is no word to look for in '*'"),
        (["find", "OR", "\N{BELL}"], "there is no word to look for"),
        (["find", "--", "-"], "there is no word to look for in '-'"),
        (["find", "--speaker", "", "bridge"], "speaker is empty"),
        (["find", "--offset", "-1", "bridge"], "--offset"),
        (["find", "-n", "1001", "bridge"], "--limit"),
        (["find", "--out", "hits.pdf", "bridge"], "unknown ending"),
        (["find", "--similar", ""], "say what to look for"),
        (["find", "toll", "-bridge"], "quote the whole query: onrecord find '… -bridge'"),
        (["find", "-sanctions"], "-sanctions may be a word or options"),
        (["stats", "--by", "colour"], "cannot be counted by 'colour'"),
        (["stats", "--by", "act", "--by", "act"], "by one or two different"),
        (["stats", "--out", "stats.xyz"], "unknown ending"),
        (["stats", "--since", "soon"], "give a day"),
        (["stats", "--json", "-f", "csv"], "different formats"),
        (["speakers", "--rename", "X"], "give NAME and one of --rename, --merge and --split"),
        (["speakers", "A", "--rename", "X", "--merge", "Y"], "give NAME and one of"),
        (["reread", "x"], "unexpected extra argument"),
        (["speakers", "A", "--into", "B"], "--into needs --split"),
        (["correct"], "give STATEMENT and what is wrong"),
        (["correct", "a.q1"], "give STATEMENT and what is wrong"),
        (["correct", "--act", "ask"], "give STATEMENT and what is wrong"),
        (["correct", "a.q1", "--speaker", "A", "--no-speaker"], "--no-speaker excludes --speaker"),
    ],
)
def test_wrong_use_is_2(here: Path, capsys: Output, arguments: list[str], words: str) -> None:
    assert main(arguments) == 2
    assert words in line(capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["find", "xyzzy"], "nothing was found"),
        (["find", "bridge", "--speaker", "Nobody At All"], "nothing was found"),
        (["find", "bridge", "--until", "1999"], "nothing was found"),
        (["stats", "xyzzy"], "there is nothing to count"),
        (["speakers", "Nobody"], "nobody with this name is quoted"),
        (["speakers", "Nobody", "--rename", "X"], "nobody of this name"),
        (["speakers", "Nobody", "--merge", "X"], "nobody of this name"),
        (["speakers", "Simon Ault", "--merge", "\udce9"], "nobody of this name"),
        (["speakers", "Simon Ault", "--rename", " "], "give the new name"),
        (["speakers", "Simon Ault", "--split", "none"], "does not speak in record none"),
        (["speakers", "--undo", "7"], "there is no decision 7"),
        (["correct", "none.q1", "--act", "ask"], "there is no such statement"),
        (["correct", "--undo", "0"], "no decision holds"),
    ],
)
def test_what_is_not_there_is_1(here: Path, capsys: Output, arguments: list[str], words: str) -> None:
    assert main(arguments) == 1
    assert words in line(capsys)


@pytest.mark.parametrize(
    "verb", [*VERBS, ["add", EXAMPLES], ["watch", "--once", "http://127.0.0.1:9/"]], ids=lambda v: v[0]
)
@pytest.mark.parametrize(
    ("store", "words"),
    [
        ("", "address is empty"),
        (".", "is a folder; give a file in it"),
        ("none/x.db", "there is no store|cannot be opened"),
        ("page.html", "not an onrecord store"),
        ("other.db", "is another program's database"),
        ("newer.db", "made by a newer onrecord"),
        ("mysql://a/b", "is not supported"),
    ],
)
def test_what_is_no_store_is_1(here: Path, capsys: Output, verb: list[str], store: str, words: str) -> None:
    shutil.copy(f"{EXAMPLES}/bridge-toll.html", "page.html")
    shutil.copy("onrecord.db", "newer.db")
    for name, sql in (("other.db", "CREATE TABLE a(b)"), ("newer.db", "UPDATE alembic_version SET version_num = 'x'")):
        with closing(sqlite3.connect(name)) as connection, connection:
            connection.execute(sql)
    before = {path.name: path.read_bytes() for path in here.iterdir() if path.name in ("page.html", "other.db")}
    assert main([*verb, "--store", store]) == 1
    error = line(capsys)
    assert any(part in error for part in words.split("|"))
    assert before == {name: Path(name).read_bytes() for name in before}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_no_store_is_1_and_none_is_made(here: Path, capsys: Output, verb: list[str]) -> None:
    assert main([*verb, "-s", "none.db"]) == 1
    assert line(capsys) == "onrecord: none.db: there is no store; `onrecord add` makes one\n"
    assert not Path("none.db").exists()


def test_an_empty_store_says_so(here: Path, capsys: Output) -> None:
    Path("empty.db").touch()
    for verb in (["find", "x"], ["speakers"], ["stats"]):
        assert main([*verb, "-s", "empty.db"]) == 1
        assert line(capsys) == "onrecord: the store has no statements yet; add pages with `onrecord add`\n"
    assert main(["speakers", "-s", "empty.db", "--json"]) == 1
    assert capsys.readouterr().out == "[]\n"
    assert main(["reread", "-s", "empty.db"]) == 0


def test_more_results_than_shown_are_counted_and_reached(here: Path, capsys: Output) -> None:
    shown = []
    for offset in (0, 4):
        assert main(["find", "said OR the", "-n4", "--offset", str(offset), "--order", "oldest"]) == 0
        out, error = capsys.readouterr()
        shown.append(out)
        part = "the first 4" if not offset else "5 to 8"
        assert error.startswith(f"onrecord: {part} of ")
        assert error.endswith(" results are shown; --limit and --offset show more\n")
    assert "  5  " in shown[1]
    assert not set(shown[0].splitlines()[1::3]) & set(shown[1].splitlines()[1::3])
    assert main(["find", "bridge", "--offset", "900"]) == 1
    assert line(capsys) == "onrecord: nothing was found that far down; try a smaller --offset\n"


def test_counts_are_a_table_a_csv_json_and_a_drawing(here: Path, capsys: Output) -> None:
    assert main(["stats", "--by", "outlet", "--limit", "2"]) == 0
    out, error = capsys.readouterr()
    assert out.splitlines()[0].split() == ["statements", "articles", "share", "outlet"]
    assert error == "onrecord: 5 more by outlet are left out; --limit shows more\n"
    total = int(out.splitlines()[-1].split()[0])
    assert main(["stats", "--by", "outlet", "--by", "act", "-o", "counts.csv"]) == 0
    rows = list(csv.DictReader(Path("counts.csv").read_text("utf-8").splitlines()))
    assert sum(int(row["statements"]) for row in rows) == total
    assert main(["stats", "--by", "outlet", "--by", "act", "--json"]) == 0
    groups = json.loads(capsys.readouterr().out)["groups"]
    assert [[value or "" for value in group["values"]] for group in groups] == [
        [row["outlet"], row["act"]] for row in rows
    ]
    for name, start in (("counts.svg", "<svg "), ("counts.html", "<!DOCTYPE html>")):
        assert main(["stats", "toll", "--by", "month", "-o", name]) == 0
        assert Path(name).read_text("utf-8").startswith(start)
        assert "Statements by month: toll" in Path(name).read_text("utf-8")


def test_a_sample_is_judged_and_says_how_much_is_right(here: Path, capsys: Output) -> None:
    assert main(["sample", "5", "--seed", "3", "-o", "sheet.csv"]) == 0
    assert line(capsys) == "onrecord: 5 statements; judge them and run `onrecord sample --judged sheet.csv`\n"
    text = Path("sheet.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 6
    with Path("sheet.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows([rows[0], *(row | {"statement_right": "y", "speaker_right": "n"} for row in rows[1:])])
    assert main(["sample", "--judged", "sheet.csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[:6] == ["statement", "right", "5", "of", "5", "100.0%"]
    assert main(["sample", "--judged", "none.csv"]) == 1
    assert main(["sample", "--judged", "onrecord.db"]) == 1
    assert main(["sample", "10", "xyzzy"]) == 1


def test_datasette_is_told_what_to_show(here: Path, capsys: Output) -> None:
    assert main(["datasette"]) == 0
    assert "datasette onrecord.db --metadata metadata.json" in line(capsys)
    tables = json.loads(Path("metadata.json").read_text("utf-8"))["databases"]["onrecord"]["tables"]
    assert tables["statements"] == {"hidden": True}
    assert main(["datasette"]) == 0  # again
    with closing(sqlite3.connect("onrecord.db")) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(said)")]
        shown = connection.execute("SELECT count(*) FROM statements WHERE shown").fetchone()
        assert connection.execute("SELECT count(*) FROM said").fetchone() == shown
    assert columns == list(tables["said"]["columns"])


def test_what_is_found_is_shown_in_its_context_and_as_a_page(here: Path, capsys: Output) -> None:
    assert main(["find", "toll", "--context"]) == 0
    assert "   | " in capsys.readouterr().out
    assert main(["find", "toll", "-o", "hits.html"]) == 0
    page = Path("hits.html").read_text("utf-8")
    assert "<h1>toll</h1>" in page
    assert '<mark class="content">toll</mark>' in page
    assert main(["find", "toll", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["shown"] is True


@pytest.mark.parametrize("words", [["toll -bridge"], ["--", "toll", "-bridge"], ["--similar", "-toll"]])
def test_a_word_is_left_out(here: Path, words: list[str]) -> None:
    assert main(["find", "-n5", "-sonrecord.db", *words]) == 0


def test_names_that_are_no_utf8_are_told_and_kept(here: Path, capsys: Output) -> None:
    name = os.fsdecode(b"\xff.txt")
    Path(name).write_text("The mayor, Ann Lee, said on Monday that the bridge would be shut for the whole of May.")
    assert main(["add", name, f"no{name}", ""]) == 1
    out, error = capsys.readouterr()
    assert out.splitlines() == ["1  new", "2  failed: no such file or folder", "3  pages in all"]
    assert error.splitlines() == [
        r"onrecord: no\xff.txt: no such file or folder", "onrecord: '': no such file or folder"
    ]  # fmt: skip
    assert main(["add", name]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "1  in the store already"
    assert main(["speakers", "Ann Lee", "--rename", "Ann \udce9"]) == 0
    assert main(["find", "shut", "--json"]) == 0


@pytest.mark.parametrize("arguments", SHOWING)
def test_a_reader_who_has_left_is_141(here: Path, arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", *arguments], stdout=write, stderr=subprocess.PIPE, timeout=60
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_any_locale_and_a_narrow_terminal_show_the_same(here: Path) -> None:
    def shown(**environment: str) -> bytes:
        outputs = [
            subprocess.run(
                [sys.executable, "-m", "onrecord", *arguments],
                env=os.environ | environment, capture_output=True, check=True, timeout=60,
            ).stdout
            for arguments in (["find", "toll"], ["speakers", "Oduya"])
        ]  # fmt: skip
        return b"".join(outputs)

    plain = shown(LC_ALL="C.UTF-8")
    assert "‘a tax on going to work’".encode() in plain
    assert b"7 statements in 2 articles\n" in plain
    assert shown(LC_ALL="C", COLUMNS="40") == plain


def test_a_correction_is_shown_exported_and_taken_back(here: Path, capsys: Output) -> None:
    assert main(["find", "toll", "--json", "-n", "1"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)
    statement = f"{hit['record']}.{hit['key']}"
    assert main(["correct", statement, "--speaker", "Uma Dey", "--author", "kim", "--reason", "the caption"]) == 0
    assert "is by Uma Dey, not" in line(capsys)
    assert main(["find", "toll", "--speaker", "Uma Dey"]) == 0
    shown = capsys.readouterr().out
    assert " · corrected" in shown
    assert statement in shown
    assert main(["correct", "--log"]) == 0
    assert " by kim  " in capsys.readouterr().out
    assert main(["export", "--corrections"]) == 0
    exported = json.loads(capsys.readouterr().out)
    assert (exported["model"]["speaker"], exported["corrected"]["speaker"]) == (hit["speaker_name"], "Uma Dey")
    assert main(["correct", "--undo", "0"]) == 0
    assert line(capsys).startswith("onrecord: undone: ")
    assert main(["find", "toll", "--speaker", "Uma Dey"]) == 1
