"""A quotation laid along what was spoken: every cell in its place, no word lost."""

from __future__ import annotations

import io
import json
import re

import pytest

from onrecord import to_html, to_json
from onrecord.cli.render.verdict_text import write_verdicts
from onrecord.exports.views.verdict_table import (
    MAX_WORDS,
    VerdictCounts,
    WordCell,
    format_clock,
    is_flagged,
    word_cells,
)
from onrecord.exports.writers import write_json
from onrecord.records import CheckedQuotation, Edit, EditKind, Passage, Quotation, Transcript, Verdict, VerdictKind

PRINTED = "We will really win, folks, and win bigly."
SPOKEN = "We will not win and win big."


def edit(kind: EditKind, text: str, other: str, **more: bool) -> Edit:
    start, other_start = PRINTED.index(text) if text else 8, SPOKEN.index(other) if other else 8
    end, other_end = start + len(text), other_start + len(other)
    return Edit(kind, start, end, text, other_start, other_end, other, **more)  # type: ignore[arg-type]


def verdict(*edits: Edit, kind: VerdictKind = "altered", **more: object) -> Verdict:
    values: dict[str, object] = {
        "quotation": Quotation("q1", PRINTED, "Mara Quill", "2026-05-12"),
        "verdict": kind,
        "transcript_id": "t",
        "passages": (Passage(0, len(SPOKEN), SPOKEN, "QUILL", 3723.9),),
        "speaker": "QUILL",
        "speaker_agrees": True,
        "edits": edits,
        "meaning_changed": any(one.meaning_changed for one in edits),
        "covered": True,
        "confidence": 0.9,
        "explanation": "The words differ.",
    }
    return Verdict(**(values | more))  # type: ignore[arg-type]


def as_text(*checked_quotations: CheckedQuotation) -> str:
    """The text that ``onrecord verify`` prints into a pipe."""
    stream, counts = io.BytesIO(), VerdictCounts()
    write_verdicts(counts.counting(checked_quotations), stream, terminal=False, counts=counts)
    return stream.getvalue().decode()


EDITS = (
    edit("added", "really", ""),
    edit("dropped", "", "not", meaning_changed=True),
    edit("added", "folks", ""),
    edit("changed", "bigly", "big"),
)


def test_edits_stand_where_the_words_are() -> None:
    found = list(word_cells(verdict(*EDITS)))
    assert [(cell.printed, cell.spoken) for cell in found if cell.mark != "same"] == [
        ("", "not"),
        ("really", ""),
        ("folks,", ""),
        ("bigly.", "big"),
    ]
    assert " ".join(cell.printed for cell in found if cell.printed) == PRINTED


@pytest.mark.parametrize("kind", ["dropped", "added", "changed", "moved", "joined", "spelling"])
def test_every_kind_has_its_sign(kind: EditKind) -> None:
    one = verdict(edit(kind, "" if kind in {"dropped", "joined"} else "win", "" if kind == "added" else "win"))
    printed = as_text(CheckedQuotation(one))
    signs = {"dropped": "[-win-]", "added": "[+win,+]", "changed": "{win,}", "moved": "<win,>", "joined": "‖win‖"}
    assert signs.get(kind, "(win,)") in printed
    assert f'class="pair {kind}' in to_html(CheckedQuotation(one))


def test_edits_that_overlap_lose_no_printed_word() -> None:
    found = list(word_cells(verdict(edit("changed", "really win", "win"), edit("changed", "win, folks", "win"))))
    assert re.findall(r"\w+", " ".join(cell.printed for cell in found)) == re.findall(r"\w+", PRINTED)


def test_many_words_left_out_are_shown_by_their_ends() -> None:
    words = " ".join(f"w{n}" for n in range(200))
    (cell,) = [
        cell for cell in word_cells(verdict(Edit("joined", 8, 8, "", 0, len(words), words))) if cell.mark != "same"
    ]
    assert cell == WordCell("joined", "", "w0 w1 w2 w3 w4 … 190 words … w195 w196 w197 w198 w199")
    assert len(cell.spoken.split()) <= MAX_WORDS


def test_a_word_wider_than_the_terminal_is_wrapped() -> None:
    long = "x" * 300
    one = verdict(Edit("changed", 8, 8, long, 0, 3, long), quotation=Quotation("q", PRINTED[:8] + long))
    assert max(map(len, as_text(CheckedQuotation(one)).splitlines())) <= 88


def test_where_it_is_from_is_told() -> None:
    transcript = Transcript("t", SPOKEN, "Harbour meeting", "2026-05-11")
    told = as_text(CheckedQuotation(verdict(), transcript))
    assert f"QUILL · Harbour meeting · 11 May 2026 · at 1:02:03 · t [0:{len(SPOKEN)}]" in told
    assert "Mara Quill, printed 12 May 2026" in told
    assert format_clock(59.999) == "0:00:59"


def test_what_an_editor_should_look_at() -> None:
    assert is_flagged(verdict(kind="spliced"))
    assert is_flagged(verdict(kind="verbatim", speaker_agrees=False))
    assert is_flagged(verdict(kind="trimmed"))
    assert is_flagged(verdict(EDITS[1], kind="abridged"))
    assert not any(is_flagged(verdict(kind=kind)) for kind in ("verbatim", "minor", "abridged", "not found"))
    assert not is_flagged(verdict(kind="verbatim", speaker_agrees=None))


def test_the_counts_add_up() -> None:
    some = [verdict(*EDITS), verdict(kind="verbatim", speaker_agrees=False), verdict(kind="not found")]
    counts = VerdictCounts()
    for one in some:
        counts.count(one)
    expected = "3 quotations: 1 altered, 1 verbatim, 1 not found; 1 with a changed meaning, 1 of another speaker"
    assert counts.summary() == expected


def test_json_has_every_field_and_no_control_character() -> None:
    row = json.loads(to_json(CheckedQuotation(verdict(*EDITS))))
    assert {"id", "verdict", "transcript", "passages", "speaker", "speaker_agrees", "edits", "confidence"} <= set(row)
    assert row["passages"] == [{"start": 0, "end": len(SPOKEN), "text": SPOKEN, "speaker": "QUILL", "time": 3723.9}]
    assert "article" not in row
    evil = verdict(quotation=Quotation("q", "a \x9b b \x1b c \ud800 d"))
    data = to_json(CheckedQuotation(evil))
    assert not any(byte < 0x20 for byte in data)
    assert json.loads(data)["quote"] == "a \x9b b \x1b c \ufffd d"


def test_an_array_is_whole_however_many_there_are() -> None:
    for count in range(3):
        stream = io.BytesIO()
        write_json([CheckedQuotation(verdict())] * count, stream)
        assert len(json.loads(stream.getvalue())) == count
