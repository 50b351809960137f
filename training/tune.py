"""Thresholds and confidence, set on PolNeAR dev and on the varied articles held out of training.

``python -m training.tune --data ../shared/polnear --model src/onrecord/model`` writes them into model.json. The
thresholds are those with the best mean of ``said`` on both sets, by the scoring script in ../shared/scoring. The
weights of confidence are fitted on the held-out varied articles. ``shown`` stays as it is unless ``--precision`` says
what share of the statements shown by default is to be right; the table that is printed helps to choose.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType

from onrecord.inference import Model
from onrecord.statements.model.select_candidates import DecodingThresholds
from training.calibration import (
    calibration_error,
    collect_outcomes,
    cross_fitted_confidence,
    fit_weights,
    lowest_shown,
)
from training.corpora import split_varied
from training.documents import load
from training.scoring import CANDIDATE, Proposal, load_scorer, propose, score

# Nested cues are few on both sets, so their thresholds may not rise to where the score would best be without any.
TRIED: dict[str, tuple[float, ...]] = {
    "top": (0.35, 0.4, 0.45, 0.5, 0.55),
    "no_statement": (0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.0),
    "nested": (0.5, 0.6, 0.65, 0.7),
    "quoted": (0.7, 0.8, 0.85, 0.9),
}
UNCALIBRATED = (0.0, 1.0, *(0.0,) * 7)  # weights of confidence, on which no score depends
START = DecodingThresholds(
    candidate=CANDIDATE, top=0.5, no_statement=0.9, nested=0.7, quoted=0.85, confidence=UNCALIBRATED, shown=0.7
)
ROUNDS = 2
DEV_SHARE = 0.5  # of PolNeAR dev in the score; the held-out varied articles have the rest
PRECISIONS = (0.9, 0.92, 0.94, 0.95, 0.96, 0.97)  # for each of which the table says from where to show


def best_thresholds(
    scorer: ModuleType, dev: Sequence[Proposal], held_out: Sequence[Proposal], start: DecodingThresholds
) -> tuple[float, DecodingThresholds]:
    """The best score and its thresholds, by coordinate ascent."""

    def mean_score(thresholds: DecodingThresholds) -> float:
        dev_score, varied_score = (score(scorer, proposals, thresholds)["said"]["f1"] for proposals in (dev, held_out))
        return DEV_SHARE * dev_score + (1 - DEV_SHARE) * varied_score

    best, best_score = start, mean_score(start)
    for name, values in [*TRIED.items()] * ROUNDS:
        for value in values:
            thresholds = replace(best, **{name: value})
            if thresholds != best and (new_score := mean_score(thresholds)) > best_score:
                best, best_score = thresholds, new_score
    return best_score, best


def choose(data: Path, folder: Path, precision: float | None = None) -> None:
    """Set the thresholds of a model folder, and print what they give."""
    scorer = load_scorer(data)
    model = Model(folder)
    card_file = folder / "model.json"
    card = json.loads(card_file.read_text())
    start = replace(START, shown=card.get("decoding", {}).get("shown", START.shown))
    dev = propose(load(data / "dev.jsonl.gz", nests=False), model)
    held_out = propose(split_varied(data)[1], model)
    best_score, thresholds = best_thresholds(scorer, dev, held_out, start)
    outcomes = collect_outcomes(scorer, held_out, thresholds)
    confidence = cross_fitted_confidence(outcomes)
    weights = tuple(round(float(weight), 4) for weight in fit_weights(outcomes.evidence, outcomes.is_right))
    thresholds = replace(thresholds, confidence=weights)
    if precision is not None:
        thresholds = replace(thresholds, shown=lowest_shown(confidence, outcomes, precision)["shown"])
    card["decoding"] = asdict(thresholds)
    card_file.write_text(json.dumps(card, indent=1) + "\n")
    error = calibration_error(confidence, outcomes.is_right)
    print(json.dumps({"said": round(best_score, 2), "calibration error": round(error, 4), **asdict(thresholds)}))
    print(json.dumps({"statements": len(confidence), "from rules": len(outcomes.from_rules)}))
    for wanted_precision in PRECISIONS:
        print(json.dumps(lowest_shown(confidence, outcomes, wanted_precision)))
    for name, proposals in (("dev", dev), ("held out", held_out)):
        print_scores(name, score(scorer, proposals, thresholds))


def print_scores(name: str, scores: Mapping[str, dict[str, float] | float]) -> None:
    """Print the F1 of each part of the scores, and what is no F1 as it is."""
    f1 = {part: v["f1"] if isinstance(v, dict) and "f1" in v else v for part, v in scores.items()}
    print(name, f1, flush=True)


def main() -> None:
    """Read the command line and tune the model folder that it names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of PolNeAR; varied/ lies beside it")
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/model"))
    parser.add_argument("--precision", type=float, help="share of the statements shown by default that is to be right")
    arguments = parser.parse_args()
    choose(arguments.data, arguments.model, arguments.precision)


if __name__ == "__main__":
    main()
