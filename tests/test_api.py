"""The public functions, with real files and the real model."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

import onrecord
from onrecord import DecodeError, Page, PageOrigin, Record, Settings, Skipped, SourceError
from paths import ROOT

pytestmark = pytest.mark.usefixtures("shipped_model")

EXAMPLE = ROOT / "examples" / "river-study.txt"
TEXT = "“It will shut on Friday,” Mara Quill told reporters after the meeting in the old town hall."


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "pages.jsonl"
    rows = [{"id": "one", "text": TEXT}, {"id": "two"}, {"id": "three", "text": TEXT}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("source", [str(EXAMPLE), EXAMPLE])
def test_read_takes_a_path(source: str | Path) -> None:
    record = onrecord.read(source)
    assert record.article.title == "Rivers are warming faster than the air above them, study finds"
    assert any(speaker.name == "Ruth Calloway" for speaker in record.speakers)


def test_read_takes_a_page() -> None:
    page = Page(PageOrigin("jsonl", "memory", None, "0" * 64), "exact", TEXT, id="mine")
    assert onrecord.read(page).id == "mine"


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ("no-such.html", SourceError, "no-such.html: no such file"),
        ("ftp://example.org/a", SourceError, "http"),
        ("http://127.0.0.1/a", onrecord.FetchError, "127.0.0.1"),
    ],
)
def test_read_raises_what_was_wrong(source: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        onrecord.read(source)


def test_read_raises_for_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"%PDF-1.7\x00\x01\x02" * 99)
    with pytest.raises(DecodeError):
        onrecord.read(path)


def test_read_refuses_several_pages(lines: Path) -> None:
    with pytest.raises(SourceError, match="read_many"):
        onrecord.read(lines)


def test_read_many_gives_an_outcome_for_each_page_in_order(lines: Path) -> None:
    page = Page(PageOrigin("jsonl", "memory", None, "0" * 64), "exact", TEXT, id="mine")
    outcomes = list(onrecord.read_many([page, lines, "no-such.html", page]))
    ids = [one.id if isinstance(one, Record) else one.detail for one in outcomes]
    assert [ids[0], ids[1], ids[3], ids[5]] == ["mine", "one", "three", "mine"]
    assert isinstance(outcomes[2], Skipped)
    assert isinstance(outcomes[4], Skipped)


def test_read_many_takes_one_source_that_is_no_list(lines: Path) -> None:
    assert len(list(onrecord.read_many(str(lines)))) == 3


def test_on_skip_is_called_with_each_skipped_page(lines: Path) -> None:
    refused: list[Skipped] = []
    records = list(onrecord.read_many([lines], on_skip=refused.append))
    assert [record.id for record in records] == ["one", "three"]
    assert len(refused) == 1


def test_progress_is_called_after_every_page(lines: Path) -> None:
    heard: list[tuple[int, int | None]] = []
    list(onrecord.read_many([lines], progress=lambda done, total: heard.append((done, total))))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]
    heard.clear()
    list(onrecord.read_many([EXAMPLE, "no-such.html"], progress=lambda done, total: heard.append((done, total))))
    assert heard == [(0, 2), (1, 2), (2, 2)]


def test_progress_true_leaves_a_pipe_alone(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(list(onrecord.read_many([lines], progress=True))) == 3
    assert capsys.readouterr() == ("", "")


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_MAX_TEXT", "10")
    with pytest.raises(onrecord.ArticleError):
        onrecord.read(EXAMPLE)
    assert onrecord.read(EXAMPLE, settings=Settings()).statements
    monkeypatch.setenv("ONRECORD_BATCH", "many")
    with pytest.raises(onrecord.SettingsError, match="ONRECORD_BATCH"):
        onrecord.read(EXAMPLE)


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "-1", "1e30", "1" + "0" * 30, "1" * 5_000, "", "0x10"])
def test_no_setting_takes_a_number_that_the_system_cannot(number: str) -> None:
    variables = [
        setting.metadata["environment"]
        for setting in fields(Settings)
        if isinstance(setting.default, int | float) and not isinstance(setting.default, bool)
    ]
    assert len(variables) > 10
    for variable in variables:
        with pytest.raises(onrecord.SettingsError, match=variable):
            Settings.load({variable: number})
    with pytest.raises(onrecord.SettingsError, match="ONRECORD_TIMEOUT"):
        Settings(timeout=float("nan"))


def test_the_largest_settings_work(tmp_path: Path) -> None:
    numbers = {"max_bytes": 10**12, "page_memory": 10**12, "batch": 10**12, "max_text": 10**12, "page_seconds": 1e6}
    settings = Settings(**numbers, timeout=1e6, threads=1)  # type: ignore[arg-type]
    (tmp_path / "a.txt").write_bytes(EXAMPLE.read_bytes())
    assert onrecord.read(tmp_path / "a.txt", settings=settings).statements
    assert len(list(onrecord.read_many([tmp_path], settings=settings))) == 1


def test_a_record_is_shown_in_a_notebook() -> None:
    record = onrecord.read(EXAMPLE)
    drawn = record._repr_html_()
    assert drawn is not None
    assert '<div class="onrecord">' in drawn
    assert "Ruth Calloway" in drawn


def test_the_docstring_of_the_package_works(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = [line.strip()[4:] for line in str(onrecord.__doc__).splitlines() if line.startswith((">>> ", "... "))]
    monkeypatch.chdir(EXAMPLE.parent)
    exec("\n".join(code).replace("page.html", "bridge-toll.html"), {})
    assert "Nobody crosses that bridge" in capsys.readouterr().out


def test_a_text_in_memory_keeps_its_offsets() -> None:
    record = onrecord.read_text(
        TEXT, url="https://a.example/b", title="A day", outlet="Ledger", published=date(2025, 3, 3)
    )
    article = record.article
    assert (article.text, article.title, article.outlet, article.published) == (TEXT, "A day", "Ledger", "2025-03-03")
    assert article.url == "https://a.example/b"
    assert record.statements


@pytest.mark.parametrize("html", [None, True])
def test_html_in_memory_is_an_article(html: bool | None) -> None:
    page = f"<!DOCTYPE html><html><head><title>A day</title></head><body><article><p>{TEXT}</p></article></body></html>"
    for text in (page, page.encode()):
        record = onrecord.read_text(text, html=html)
        assert (record.article.title, record.article.text) == ("A day", TEXT)


@pytest.mark.parametrize("text", ["", "  \n", b""])
def test_an_empty_text_is_refused(text: str | bytes) -> None:
    with pytest.raises(SourceError, match="text in memory: its text is empty"):
        onrecord.read_text(text)


def test_a_text_given_to_read_is_refused_with_advice() -> None:
    with pytest.raises(SourceError, match="read_text"):
        onrecord.read(f"{TEXT}\n\n{TEXT}")


def test_a_record_names_the_speaker_of_a_statement() -> None:
    record = onrecord.read(EXAMPLE)
    speakers = [record.speaker_of(statement) for statement in record.statements]
    assert "Ruth Calloway" in {speaker.name for speaker in speakers if speaker}
    assert record.statements[0].text == " … ".join(" ".join(s.text.split()) for s in record.statements[0].content)


def test_several_processes_give_what_one_gives_in_order(lines: Path) -> None:
    sources = [lines, "no-such.html", EXAMPLE, lines]
    expected = list(onrecord.read_many(sources))
    assert list(onrecord.read_many(sources, workers=2, settings=Settings(batch=2))) == expected
    assert sum(isinstance(outcome, Record) for outcome in expected) == 5
