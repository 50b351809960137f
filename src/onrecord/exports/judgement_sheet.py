"""A sheet of statements to judge by reading, and what the judgements say of the whole: shares with their intervals."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from onrecord.errors import QueryError
from onrecord.exports.views.hit_view import hit_speaker

QUESTIONS = {
    "statement_right": "Is it a statement, and whole? y or n",
    "speaker_right": "Is the speaker the right one? y or n",
}
COLUMNS = (
    "number", "statement", "content", "speaker", "sentence", "outlet", "title", "url", "confidence", *QUESTIONS, "note"
)  # fmt: skip
_YES, _NO = {"y", "yes", "1", "true"}, {"n", "no", "0", "false"}
Z = 1.959964  # of the normal distribution: 95 % lie within it


@dataclass(frozen=True, slots=True)
class JudgedShare:
    """What share of a sample is right, and between which shares that of the whole lies in 95 of 100 samples.

    Attributes:
        question: The column that was judged.
        right: How many were judged right.
        judged: How many were judged.
        share: Right of judged.
        low: The lower end of the Wilson interval.
        high: The upper end.
    """

    question: str
    right: int
    judged: int
    share: float
    low: float
    high: float


def sheet(hits: Iterable[Any]) -> str:
    """Return the sheet of search hits as CSV, with a line that explains what to fill in below the names of columns."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerow({"statement": "fill in:", **QUESTIONS})
    for number, hit in enumerate(hits, 1):
        row = {
            "number": number, "statement": f"{hit.record}.{hit.key}", "content": hit.text, "speaker": hit_speaker(hit),
            "sentence": hit.sentence, "outlet": hit.outlet, "title": hit.title, "url": hit.url,
            "confidence": f"{hit.confidence:.2f}",
        }  # fmt: skip
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return buffer.getvalue()


def _harmless(value: Any) -> Any:
    """Return a cell that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def read_sheet(text: str, location: str) -> list[JudgedShare]:
    """Return the share of right ones for each question of a sheet that was filled in.

    Raises:
        QueryError: it is no such sheet, a judgement is neither yes nor no, or nothing was judged.
    """
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    missing = [name for name in QUESTIONS if name not in (reader.fieldnames or ())]
    if missing:
        raise QueryError(f"{location}: not a sheet of `onrecord sample`: it has no column {missing[0]}")
    counts = {name: [0, 0] for name in QUESTIONS}
    for row in reader:
        for name, count in counts.items():
            judgement = (row[name] or "").strip().lower()
            if not judgement or judgement == QUESTIONS[name].lower():
                continue
            if judgement not in _YES | _NO:
                raise QueryError(f"{location}: {name} is {judgement[:20]!r} in line {reader.line_num}; write y or n")
            count[0] += judgement in _YES
            count[1] += 1
    shares = [judged_share(name, right, judged) for name, (right, judged) in counts.items() if judged]
    if not shares:
        raise QueryError(f"{location}: nothing was judged; write y or n in the columns {' and '.join(QUESTIONS)}")
    return shares


def judged_share(question: str, right: int, judged: int) -> JudgedShare:
    """Return a share with its Wilson score interval at 95 % (Wilson 1927), for at least one judgement."""
    share = right / judged
    denominator = 1 + Z * Z / judged
    middle = (share + Z * Z / (2 * judged)) / denominator
    half = Z * math.sqrt(share * (1 - share) / judged + Z * Z / (4 * judged * judged)) / denominator
    return JudgedShare(question, right, judged, share, max(0.0, middle - half), min(1.0, middle + half))
