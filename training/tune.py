"""Thresholds and calibration, set on PolNeAR dev and on the varied articles held out of training.

``python -m training.tune --data ../shared/polnear --model src/onrecord/model`` writes them into model.json. The score
that thresholds maximize is the mean of ``said`` on both sets, by the scoring script in ../shared/scoring.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType

import numpy as np
from scipy.optimize import minimize

from onrecord.inference import Model
from onrecord.records import Statement
from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.build_statements import build_statements
from onrecord.statements.model.cue_candidates import CueCandidate, propose_candidates
from onrecord.statements.model.select_candidates import DecodingThresholds, drafts_with_source, select_drafts
from onrecord.statements.uncued_quotations import attach_quotations
from onrecord.text.quotation_marks import QuotedSpan, find_quotations, outermost_interiors
from onrecord.text.sentences import split_sentences
from training.data import Document, load
from training.train import split_varied

FLOOR = 0.25  # candidates are proposed from here: weaker ones cost time and are never believed
# Nested cues are few on both sets, so their thresholds may not rise to where the score would best be without any.
TOP = (0.35, 0.4, 0.45, 0.5, 0.55)
NESTED = (0.65, 0.75)
QUOTED = (0.85, 0.9)
UNCALIBRATED = (0.0, 1.0, 0.1)  # weights of the confidence, which no score depends on
SHARE = 0.7  # of dev in the score: the held-out varied articles have 105 statements, dev has 2,192

Read = tuple[Document, tuple[QuotedSpan, ...], list[CueCandidate]]


def scorer(data: Path) -> ModuleType:
    """The scoring script of ../shared as a module."""
    spec = importlib.util.spec_from_file_location("scoring", data.parent / "scoring" / "statements.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(documents: Sequence[Document], model: Model) -> list[Read]:
    marks = [find_quotations(d.text) for d in documents]
    found = [some for some, _ in propose_candidates([d.text for d in documents], marks, model, FLOOR)]
    return list(zip(documents, marks, found, strict=True))


def statements(row: Read, decoding: DecodingThresholds) -> tuple[Statement, ...]:
    """What ``onrecord.statements.extraction`` makes of the same candidates."""
    document, marks, some = row
    text = document.text
    made = attach_quotations(text, marks, select_drafts(text, marks, some, decoding), drafts_with_source(some))
    return build_statements(text, split_sentences(text), outermost_interiors(marks), made)


def score(scoring: ModuleType, rows: Sequence[Read], decoding: DecodingThresholds) -> dict[str, dict[str, float]]:
    """The scores of a set; thoughts count neither way where the gold says which they are."""
    pairs = []
    for row in rows:
        document = row[0]
        found = statements(row, decoding)
        if any(a.act for a in document.attributions):
            found = tuple(s for s in found if s.act != "think")
        made = [{r: [(x.start, x.end) for x in getattr(s, r)] for r in ("content", "cue", "source")} for s in found]
        gold = [asdict(a) | {"act": None} for a in document.attributions if a.act != "think"]
        doubtful = [{"content": s} for s in document.doubtful]
        doubtful += [{"content": a.content} for a in document.attributions if a.act == "think"]
        pairs.append((document.text, gold, made, doubtful))
    result: dict[str, dict[str, float]] = scoring.evaluate(pairs)
    return result


def calibrate(
    scoring: ModuleType, rows: Sequence[Read], decoding: DecodingThresholds
) -> tuple[tuple[float, float, float], float]:
    """A logistic fit of how often a statement is right (said), and its expected calibration error in ten bins."""
    features, right = [], []
    for row in rows:
        document = row[0]
        for candidate, draft in _with_candidates(row, decoding):
            odds = math.log(max(candidate.top, 1e-6) / max(1 - candidate.top, 1e-6))
            features.append((1.0, odds, max(candidate.roles_log_probability, -20.0)))
            right.append(_is_right(scoring, document, draft))
    x, y = np.array(features), np.array(right, float)

    def loss(w: np.ndarray) -> float:
        z = x @ w
        return float(np.mean(np.logaddexp(0, z) - y * z) + 1e-4 * (w @ w))

    w = minimize(loss, np.zeros(3)).x
    p = 1 / (1 + np.exp(-(x @ w)))
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]
    return (round(w[0], 4), round(w[1], 4), round(w[2], 4)), float(sum(gaps))


def _with_candidates(row: Read, decoding: DecodingThresholds) -> list[tuple[CueCandidate, AttributionDraft]]:
    document, marks, some = row
    made = []
    for draft in select_drafts(document.text, marks, some, decoding):
        owner = max(
            some,
            key=lambda c: (
                sum(min(e, f) - max(s, g) for s, e in c.cue for g, f in draft.cue if s < f and g < e),
                c.top,
            ),
        )
        made.append((owner, draft))
    return made


def _is_right(scoring: ModuleType, document: Document, draft: AttributionDraft) -> bool:
    text = document.text
    content, source = scoring.chars(text, draft.content), scoring.chars(text, draft.source)
    for a in document.attributions:
        if scoring.dice(scoring.chars(text, a.content), content) >= 0.5:
            gold = scoring.chars(text, a.source)
            if (not gold and not source) or (gold and source and scoring.dice(gold, source) >= 0.5):
                return True
    return False


def choose(data: Path, folder: Path) -> float:
    """Sets the thresholds of a model folder, prints what they give, and gives the score that they maximize."""
    scoring = scorer(data)
    model = Model(folder)
    dev = read(load(data / "dev.jsonl.gz", nests=False), model)
    held = read(split_varied(load(data.parent / "varied" / "train.jsonl", nests=True))[1], model)
    best, chosen = -1.0, None
    for top, nested, quoted in itertools.product(TOP, NESTED, QUOTED):
        decoding = DecodingThresholds(candidate=FLOOR, top=top, nested=nested, quoted=quoted, confidence=UNCALIBRATED)
        value = sum(w * score(scoring, rows, decoding)["said"]["f1"] for w, rows in ((SHARE, dev), (1 - SHARE, held)))
        if value > best:
            best, chosen = value, decoding
    assert chosen
    weights, error = calibrate(scoring, dev + held, chosen)
    chosen = replace(chosen, confidence=weights)
    card_file = folder / "model.json"
    card = json.loads(card_file.read_text())
    card["decoding"] = asdict(chosen)
    card_file.write_text(json.dumps(card, indent=1) + "\n")
    print(json.dumps({"said": round(best, 2), "calibration error": round(error, 4), **asdict(chosen)}))
    for name, rows in (("dev", dev), ("held out", held)):
        found = score(scoring, rows, chosen)
        print(name, {k: v["f1"] if isinstance(v, dict) and "f1" in v else v for k, v in found.items()}, flush=True)
    return best


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/model"))
    args = parser.parse_args()
    choose(args.data, args.model)
