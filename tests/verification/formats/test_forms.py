"""One conversation in sixty forms: each gives the same verdicts and speakers, or voices where it has no names."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from docx import Document

from onrecord.records import Quotation, Transcript
from onrecord.verification import QuotationChecker
from onrecord.verification.formats.document_transcript import MAX_UNPACKED
from verification.transcript_files import WriteFile, pdf_of, read_all, read_one

FORMS = Path(__file__).parents[1] / "forms"
EXPECTED = json.loads(FORMS.with_name("forms.json").read_text(encoding="utf-8"))  # also of benchmarks/forms.py
WITHOUT_TIMES = frozenset({".docx", ".html", ".md", ".pdf", ".txt", ".xml"})


def form_files() -> list[Path]:
    return sorted(path for path in FORMS.iterdir() if path.is_file())


def test_there_are_forty_forms() -> None:
    assert len(form_files()) >= 40


@pytest.mark.parametrize("path", form_files(), ids=lambda path: path.name)
def test_a_form_gives_its_verdicts_and_speakers(path: Path) -> None:
    transcript = read_one(path)
    checker = QuotationChecker([transcript])
    for expected in EXPECTED["quotations"]:
        verdict = checker.check(Quotation("q", expected["quote"], expected["speaker"]))
        kind = "verbatim" if verdict.verdict == "minor" else verdict.verdict
        agrees = None if path.name in EXPECTED["without_names"] else expected["speaker_agrees"]
        answer = (kind, verdict.speaker_agrees, verdict.meaning_changed)
        assert answer == (expected["verdict"], agrees, expected["meaning_changed"]), expected["quote"]
    if path.suffix not in WITHOUT_TIMES and path.name != "turns.json":
        assert transcript.times[0][1] == pytest.approx(3.0, abs=0.5), "the first words are spoken at 0:03"


@pytest.mark.parametrize(
    "name", ["teams.vtt", "names.srt", "agents.ttml", "oyez.json", "bold.docx", "hearing.pdf", "show.ass"]
)
def test_a_form_is_recognized_without_its_name(name: str, write: WriteFile) -> None:
    path = FORMS / name
    copy = write("download", path.read_bytes())
    assert [turn.speaker for turn in read_one(copy).turns] == [turn.speaker for turn in read_one(path).turns]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.rtf", r"{\rtf1\ansi We shut the lock.}"),
        ("lock.bin", b"\x00\x01\x02\x03lock\x00\xff\xfe" * 40),
        ("lock.svg", "<svg xmlns='http://www.w3.org/2000/svg'><text x='1'>We shut it.</text></svg>"),
        ("order.xml", "<order><item name='lock'>We shut it.</item></order>"),
        ("broken.docx", b"PK\x03\x04 word/ nothing"),
        ("broken.pdf", b"%PDF-1.4 nothing"),
        ("prices.csv", "a,b\n1,2\n3,4\n5,6\n"),
        ("settings.json", '{"lock": {"open": true}, "gates": [1, 2]}'),
    ],
)
def test_other_files_are_refused_in_one_line(name: str, content: str | bytes, write: WriteFile) -> None:
    (skipped,) = read_all(write(name, content))
    assert not isinstance(skipped, Transcript)
    assert skipped.detail
    assert "\n" not in skipped.detail


def test_a_word_file_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    Document().save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(MAX_UNPACKED))
    assert path.stat().st_size < 200_000
    (skipped,) = read_all(path)
    assert not isinstance(skipped, Transcript)
    assert "a Word file may have 100,000,000" in (skipped.detail or "")


LABEL_FORMS = sorted(path.name for path in FORMS.glob("*.txt"))


@pytest.mark.parametrize("name", LABEL_FORMS)
def test_labels_are_read_in_word_and_pdf_files_as_in_text(name: str, tmp_path: Path) -> None:
    text = (FORMS / name).read_text(encoding="utf-8")
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "form.docx"))
    (tmp_path / "form.pdf").write_bytes(pdf_of(text.split("\n")))
    expected = spoken_turns(FORMS / name)
    assert spoken_turns(tmp_path / "form.docx") == expected
    assert spoken_turns(tmp_path / "form.pdf") == expected


def spoken_turns(path: Path) -> list[tuple[str | None, list[str]]]:
    """Each turn's speaker and words."""
    transcript = read_one(path)
    return [(turn.speaker, transcript.text[turn.start : turn.end].split()) for turn in transcript.turns]
