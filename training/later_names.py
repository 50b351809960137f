"""Fit the choice of who holds a description whose holder is named later: “A health expert … Ann Lee”.

Labels: the speakers of the varied training articles, and ``data/holders.jsonl`` for articles of PolNeAR train (read and
labelled for this project; offsets and names only).

``python -m training.later_names --shared ../shared`` prints by cross-validation over articles how many are right, and
the weights that ``onrecord.speakers.resolution.later_names`` holds.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from onrecord.inference import ArticleEncoding, Model
from onrecord.speakers.coreference import SpeakerResolver, model_ranker
from onrecord.speakers.entities.entity import Entity
from onrecord.speakers.resolution.later_names import MIN_HOLDER_LIKELIHOOD, HolderFeatures
from training.documents import lines
from training.speakers import is_named, shipped_encodings, statements

LABELS = Path(__file__).with_name("data") / "holders.jsonl"
NAMED = frozenset({"person", "organization"})  # kinds of speakers whose label is a name
FOLDS = 8
PENALTY = 0.3  # weight of the squares of the weights
SEED = 20
THRESHOLDS = (0.3, 0.4, 0.5, MIN_HOLDER_LIKELIHOOD, 0.6, 0.7)


@dataclass(frozen=True, slots=True)
class Description:
    """A description of a document: the features of its candidates, [C, F], and its holder's row; None for nobody."""

    document: str
    features: np.ndarray
    holder: int | None


def descriptions(
    row: dict, encoding: ArticleEncoding, model: Model, labels: dict[int, str | None]
) -> Iterator[Description]:
    """The descriptions of a corpus row that nobody named before holds; ``labels`` has their holders by source start."""
    resolver = SpeakerResolver(row["text"], statements(row), encoding, model_ranker(model))
    seen: set[int] = set()
    for resolved in resolver.resolved.values():
        mention, resolution = resolved.source, resolved.resolution
        if mention is None or resolution is None or resolution.basis not in ("phrase", "later name"):
            continue
        if mention.start in seen or mention.start not in labels:
            continue
        seen.add(mention.start)
        candidates = resolver.later_names.candidates(mention, resolved.statement)
        if candidates:
            entities = [entity for entity, _ in candidates]
            features = np.array([features for _, features in candidates])
            yield Description(row["id"], features, _row_of(labels[mention.start], entities))


def _row_of(name: str | None, entities: Sequence[Entity]) -> int | None:
    return next((n for n, entity in enumerate(entities) if name and is_named(entity, name)), None)


def all_descriptions(shared: Path, model: Model) -> list[Description]:
    """The labelled descriptions of the training corpora."""
    by_hand = {row["id"]: dict(row["holders"]) for row in lines(LABELS)}
    varied = list(lines(shared / "varied" / "train.jsonl"))
    polnear = [row for row in lines(shared / "polnear" / "train.jsonl.gz") if row["id"] in by_hand]
    encodings = shipped_encodings(model, [*varied, *polnear])
    labels = {row["id"]: _speakers(row) for row in varied} | by_hand
    return [
        description
        for row in (*varied, *polnear)
        for description in descriptions(row, encodings[row["id"]], model, labels[row["id"]])
    ]


def _speakers(row: dict) -> dict[int, str | None]:
    """Who is named by the source that begins at each offset of a varied article; None for a speaker without a name."""
    return {
        a["source"][0][0]: a["speaker"] if a.get("kind") in NAMED else None
        for a in row["attributions"]
        if a.get("source") and a.get("speaker")
    }


def fit(described: Sequence[Description]) -> np.ndarray:
    """The weights and the bias, [F + 1], of a conditional logit in which nobody has a score of 0."""
    count = len(HolderFeatures._fields)

    def loss(parameters: np.ndarray) -> float:
        """Negative log-likelihood with a penalty on the weights."""
        total = PENALTY * float(parameters[:count] @ parameters[:count])
        for description in described:
            scores = description.features @ parameters[:count] + parameters[count]
            total += float(np.logaddexp(0, np.logaddexp.reduce(scores)))
            total -= 0.0 if description.holder is None else float(scores[description.holder])
        return total

    return minimize(loss, np.zeros(count + 1), method="L-BFGS-B").x


def best_choice(parameters: np.ndarray, description: Description) -> tuple[float, bool]:
    """The likelihood of a description's likeliest candidate, and whether it is the holder."""
    scores = description.features @ parameters[:-1] + parameters[-1]
    best = int(scores.argmax())
    return math.exp(scores[best] - np.logaddexp(0, np.logaddexp.reduce(scores))), best == description.holder


def cross_validate(described: Sequence[Description]) -> list[tuple[float, bool]]:
    """The best choice for each description by weights that were fitted on other documents."""
    documents = np.random.default_rng(SEED).permutation(sorted({description.document for description in described}))
    choices: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        held_out = set(documents[fold::FOLDS])
        parameters = fit([description for description in described if description.document not in held_out])
        choices += [
            best_choice(parameters, description) for description in described if description.document in held_out
        ]
    return choices


def report(described: Sequence[Description], choices: Sequence[tuple[float, bool]]) -> None:
    """Print the counts, and for each threshold how many choices are above it and right."""
    held = sum(description.holder is not None for description in described)
    print(json.dumps({"descriptions": len(described), "holder named later": held}))
    for threshold in THRESHOLDS:
        above = [right for likelihood, right in choices if likelihood >= threshold]
        print(json.dumps({"threshold": threshold, "named": len(above), "right": sum(above)}))


def main(arguments: argparse.Namespace) -> None:
    """Fit and print."""
    described = all_descriptions(arguments.shared, Model(arguments.model))
    report(described, cross_validate(described))
    *weights, bias = (round(float(parameter), 2) for parameter in fit(described))
    print(json.dumps({"weights": dict(zip(HolderFeatures._fields, weights, strict=True)), "bias": bias}, indent=1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/model"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    main(parser.parse_args())
