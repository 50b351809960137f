"""Act, tone, hedges, addressee and occasion on labelled spans: ``python3 dev.py bench labels``.

Data: the varied training articles of ../shared, with their labelled content, cue and source. The rules were written
with some of these articles at hand, so the figures are those of a fit, not of a test.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SPAN_LABELS = ("addressee", "occasion", "hedges")
sys.path.insert(0, str(ROOT))


@dataclass(slots=True)
class SpanCounts:
    """Spans of one label: how many there are, and how many overlap one of the other side or are the same."""

    labelled: int = 0
    predicted: int = 0
    predicted_right: int = 0
    labelled_recalled: int = 0
    exact: int = 0

    def add(self, labelled: set[tuple[int, int]], predicted: set[tuple[int, int]]) -> None:
        """Count the spans of one statement."""
        self.labelled += len(labelled)
        self.predicted += len(predicted)
        self.predicted_right += sum(_overlaps_any(span, labelled) for span in predicted)
        self.labelled_recalled += sum(_overlaps_any(span, predicted) for span in labelled)
        self.exact += len(labelled & predicted)

    def summary(self) -> str:
        """Precision, recall and F1 of overlapping spans, in percent, and the number of identical ones."""
        precision = self.predicted_right / max(1, self.predicted)
        recall = self.labelled_recalled / max(1, self.labelled)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return (
            f"overlapping gold: precision {100 * precision:.1f}, recall {100 * recall:.1f}, F1 {100 * f1:.1f}; "
            f"same to the character {self.exact} of {self.labelled} gold, {self.predicted} found"
        )


@dataclass(slots=True)
class LabelFigures:
    """What the rules give on labelled spans; ``acts`` counts (labelled, predicted)."""

    articles: int = 0
    acts: Counter[tuple[str, str]] = field(default_factory=Counter)
    tones: Counter[str] = field(default_factory=Counter)
    spans: dict[str, SpanCounts] = field(default_factory=lambda: {label: SpanCounts() for label in SPAN_LABELS})


def measure_labels(path: Path) -> LabelFigures:
    """Return the figures for a file of labelled articles."""
    from training.documents import lines

    from onrecord.statements.attribution_draft import AttributionDraft
    from onrecord.statements.build_statements import build_statements
    from onrecord.text.sentences import split_sentences

    figures = LabelFigures()
    for document in lines(path):
        figures.articles += 1
        sentences = split_sentences(document["text"])
        for attribution in document["attributions"]:
            parts = (tuple(map(tuple, attribution[part])) for part in ("content", "cue", "source"))
            (statement,) = build_statements(document["text"], sentences, (), [AttributionDraft(*parts)])
            figures.acts[attribution["act"], statement.act] += 1
            figures.tones[statement.tone] += 1
            addressees = [statement.addressee] if statement.addressee else []
            predicted = {"addressee": addressees, "occasion": statement.occasion, "hedges": statement.hedges}
            for label, counts in figures.spans.items():
                labelled = {tuple(span) for span in attribution[label]}
                counts.add(labelled, {(span.start, span.end) for span in predicted[label]})
    return figures


def act_report(acts: Counter[tuple[str, str]]) -> list[str]:
    """Lines with the share of acts that are right, that of think against speech, and a row for each labelled act."""
    from onrecord.statements.attributes.act_and_tone import ACTS

    total = acts.total()
    right = sum(count for (labelled, predicted), count in acts.items() if labelled == predicted)
    both = acts["think", "think"]
    predicted = sum(count for (_, act), count in acts.items() if act == "think")
    labelled = sum(count for (act, _), count in acts.items() if act == "think")
    lines = [
        f"act: {100 * right / total:.1f} right (floor 85, aim 92)",
        f"think told from speech: {100 * (total - predicted - labelled + 2 * both) / total:.1f} right; "
        f"precision {100 * both / max(1, predicted):.1f}, recall {100 * both / max(1, labelled):.1f}",
        f"{'gold':>8} " + "".join(f"{act:>8}" for act in ACTS),
    ]
    return lines + [f"{gold:>8} " + "".join(f"{acts[gold, act]:8}" for act in ACTS) for gold in ACTS]


def _overlaps_any(span: tuple[int, int], others: set[Any]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def main() -> None:
    """Print the figures."""
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    figures = measure_labels(SHARED / "varied" / "train.jsonl")
    print(f"{figures.articles} articles, {figures.acts.total()} attributions")
    print("\n".join(act_report(figures.acts)))
    print("tone: " + ", ".join(f"{tone} {count}" for tone, count in figures.tones.most_common()))
    for label, counts in figures.spans.items():
        print(f"{label:10} {counts.summary()}")


if __name__ == "__main__":
    main()
