"""The sheet of ``onrecord sample``: written, filled in as spreadsheets save it, and read back."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from scipy.stats import binomtest

from onrecord.errors import QueryError
from onrecord.exports.judgement_sheet import judged_share, read_sheet, sheet
from onrecord.store import SearchHit


def hit(number: int, text: str) -> SearchHit:
    return SearchHit(
        number, f"t{number}", text, (), 0.0, "direct", "assert", "neutral", "s1", "Ann Lee", None, None, None, None,
        0.9, None, True, "said", "r1", "Bridge", "Ledger", None, None, date(2025, 3, 3), f"{text} she said.", (0, 0),
    )  # fmt: skip


def filled_in(answers: list[tuple[str, str]], delimiter: str = ",") -> str:
    """A sheet with answers in its two columns, as a spreadsheet saves it."""
    rows = list(csv.DictReader(io.StringIO(sheet(hit(n, f"=Words, “of {n}”") for n in range(len(answers))))))
    for row, (statement, speaker) in zip(rows[1:], answers, strict=True):
        row |= {"statement_right": statement, "speaker_right": speaker}
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_judged_sheet_gives_the_share_of_each_question(delimiter: str) -> None:
    answers = [("y", "Y"), ("yes", "n"), (" n ", ""), ("1", "no"), ("", "")]
    statement, speaker = read_sheet(f"\ufeff{filled_in(answers, delimiter)}", "a.csv")
    assert (statement.question, statement.right, statement.judged, statement.share) == ("statement_right", 3, 4, 0.75)
    assert (speaker.right, speaker.judged) == (1, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (filled_in([("maybe", "")]), r"a\.csv: statement_right is 'maybe' in line 3; write y or n"),
        (filled_in([("", "")]), "nothing was judged"),
        ("a,b\n1,2\n", "not a sheet of `onrecord sample`: it has no column statement_right"),
        ("", "not a sheet"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        read_sheet(text, "a.csv")


def test_no_cell_of_a_sheet_is_a_formula() -> None:
    (_, row) = csv.DictReader(io.StringIO(sheet([hit(1, "=HYPERLINK(1)")])))
    assert row["content"] == "'=HYPERLINK(1)"
    assert row["statement"] == "r1.t1"


def test_the_interval_is_wilsons() -> None:
    for right, judged in ((0, 1), (1, 1), (29, 50), (50, 50), (470, 500)):
        share = judged_share("q", right, judged)
        expected = binomtest(right, judged).proportion_ci(0.95, "wilson")
        assert (share.low, share.high) == pytest.approx((expected.low, expected.high), abs=1e-6)
