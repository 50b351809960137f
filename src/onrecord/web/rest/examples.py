"""Examples for the OpenAPI document, made of the same types as the answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from onrecord.records import Article, PageOrigin, Record, Span, Speaker, Statement
from onrecord.store import GroupCount, SearchHit, SpeakerSummary, SpeakerTimeline, Statistics
from onrecord.web.rest import shapes

TEXT = "“We shut it on Friday,” harbour master Mara Quill said."
URL = "https://ledger.example/bridge"
DAY = date(2026, 3, 3)


def _record() -> Record:
    origin = PageOrigin("web", URL, "2026-03-03T15:00:00+00:00", "0" * 64)
    article = Article(
        title="Harbour bridge to shut", outlet="The Northport Ledger", url=URL, authors=("Ann Lee",),
        published="2026-03-03T14:05:00+00:00", modified=None, language="en", image=None, section="Local", text=TEXT,
        paragraphs=((0, len(TEXT)),), boilerplate=(), page=origin,
    )  # fmt: skip
    content, source, cue = Span(0, 23, TEXT[:23]), Span(24, 49, TEXT[24:49]), Span(50, 54, "said")
    statement = Statement("q1", "direct", (content,), (cue,), (source,), "s1", confidence=0.97, speaker_confidence=0.95)
    return Record(
        "bridge", article, (statement,), (Speaker("s1", "Mara Quill", "person", (Span(24, 38, TEXT[24:38]),)),)
    )


_HIT = SearchHit(
    statement=7, key="q1", text=TEXT[:23], marks=((4, 8),), score=4.2, kind="direct", act="assert", tone="neutral",
    speaker="s1", speaker_name="Mara Quill", identity="mara-quill-3f21", identity_name="Mara Quill", reported_by=None,
    parent=None, confidence=0.97, speaker_confidence=0.95, shown=True, cue="said", record="bridge",
    title="Harbour bridge to shut", outlet="The Northport Ledger", url=URL, published="2026-03-03T14:05:00+00:00",
    day=DAY, sentence=TEXT, sentence_span=(0, len(TEXT)),
)  # fmt: skip
_PERSON = SpeakerSummary(
    "mara-quill-3f21", "Mara Quill", "person", None, ("harbour master",), (), 12, 5, 3, DAY, date(2026, 5, 4)
)
_JOB = shapes.JobItem(id="hH3kTt0m", kind="read", state="running", done=0, total=1, activity="reading")
_DECISION = shapes.DecisionItem(
    id=1, kind="rename", identity="mara-quill-3f21", details={"name": "Mara B. Quill"}, records=[], author="Ann Lee",
    reason="her own spelling", made="2026-03-04T09:00:00+00:00", undone=None, undone_by=None,
)  # fmt: skip
_ARTICLE = shapes.ArticleItem(
    record="bridge", title="Harbour bridge to shut", outlet="The Northport Ledger", url=URL, day="2026-03-03",
    statements=1,
)  # fmt: skip

EXAMPLES: dict[Any, Any] = {
    Record: _record(),
    shapes.ItemPage[shapes.ArticleItem]: shapes.ItemPage(items=[_ARTICLE], next="o41"),
    shapes.ItemPage[SearchHit]: shapes.ItemPage(items=[_HIT], next="o20"),
    shapes.ItemPage[SpeakerSummary]: shapes.ItemPage(items=[_PERSON], next=None),
    SpeakerTimeline: SpeakerTimeline(_PERSON, (("2026-03", 8), ("2026-05", 4)), (("The Northport Ledger", 7),), ()),
    Statistics: Statistics(
        ("outlet",), (GroupCount(("The Northport Ledger",), ("The Northport Ledger",), 7, 3),), 7, 0
    ),
    shapes.JobItem: _JOB,
    shapes.DecisionItem: _DECISION,
    list[shapes.DecisionItem]: [_DECISION],
    shapes.ReadRequest: shapes.ReadRequest(text=TEXT, title="Harbour bridge to shut"),
    shapes.VerifyRequest: shapes.VerifyRequest(
        text=TEXT, transcripts=[shapes.TranscriptText(name="speech.txt", text="MARA QUILL: We shut it on Friday.")]
    ),
    shapes.DecisionRequest: shapes.DecisionRequest(
        kind="rename", identity="mara-quill-3f21", name="Mara B. Quill", author="Ann Lee", reason="her own spelling"
    ),
    shapes.CorrectionRequest: shapes.CorrectionRequest(record="bridge", statement="q1", speaker="Ann Lee"),
    shapes.UndoRequest: shapes.UndoRequest(author="Ann Lee"),
}
