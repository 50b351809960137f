"""Train and cross-validate the classifier of acts: ``python -m training.act --data ../shared/polnear``.

Multinomial logistic regression (L-BFGS, L2) over the features of the speech act module, on the 66 varied
articles; eleven folds split by article, seeded. The words' guess is penalized little and all else much, so that what
66 articles happen to say does not outvote the lexicon. Prints accuracy by the words alone and by the model.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from onrecord.statements.attributes.speech_act import ACTS, act, by_words, features
from onrecord.statements.attribution_draft import Draft
from training.data import load

FOLDS, SEED, FEWEST = 11, 20, 2
PENALTY, LIGHT = 2.5, 0.1  # of every feature, and of the bias and the words' guess
Row = tuple[int, list[str], int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What cross-validation found: shares that are right, and (gold, made) counts of acts."""

    model: float
    words: float
    confusion: Counter[tuple[str, str]]

    def telling(self) -> tuple[float, float, float]:
        """Accuracy, precision and recall in telling think from speech."""
        both = self.confusion["think", "think"]
        made = sum(n for (_, act), n in self.confusion.items() if act == "think")
        gold = sum(n for (act, _), n in self.confusion.items() if act == "think")
        total = self.confusion.total()
        return (total - made - gold + 2 * both) / total, both / max(1, made), both / max(1, gold)


def rows(data: Path) -> list[Row]:
    """(article, features, gold, the words' guess) for each attribution; no features for one without a cue."""
    made = []
    for n, document in enumerate(load(data.parent / "varied" / "train.jsonl", nests=True)):
        for a in document.attributions:
            draft = Draft(content=a.content, cue=a.cue, source=a.source)
            content = " ".join(document.text[s:e] for s, e in a.content)
            cue = " ".join(document.text[s:e] for s, e in a.cue)
            names = features(document.text, draft) if a.cue else []
            guess = by_words(cue, content) if a.cue else act(document.text, draft)
            made.append((n, names, ACTS.index(a.act), ACTS.index(guess)))  # type: ignore[arg-type]
    return made


def fit(some: list[Row]) -> dict[str, list[float]]:
    """Each feature's weight for each act."""
    some = [row for row in some if row[1]]
    counts = Counter(name for _, names, _, _ in some for name in set(names))
    index = {name: k for k, name in enumerate(sorted(n for n, c in counts.items() if c >= FEWEST))}
    cells = [(r, index[n]) for r, (_, names, _, _) in enumerate(some) for n in names if n in index]
    x = csr_matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True))), (len(some), len(index)))
    penalty = np.array([[LIGHT if name.startswith(("bias", "guess=")) else PENALTY] for name in index])
    y = np.eye(len(ACTS))[[gold for _, _, gold, _ in some]]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(len(index), -1)
        z = x @ w
        z -= z.max(1, keepdims=True)
        log = z - np.log(np.exp(z).sum(1, keepdims=True))
        value = -(y * log).sum() + (penalty * w**2).sum() / 2
        return value, (x.T @ (np.exp(log) - y) + penalty * w).ravel()

    best = minimize(loss, np.zeros(len(index) * len(ACTS)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    w = best.x.reshape(len(index), -1)
    return {name: [round(v, 3) for v in w[k].tolist()] for name, k in index.items()}


def predict(table: dict[str, list[float]], names: list[str]) -> int:
    found = [table[n] for n in names if n in table]
    return int(np.sum(found, 0).argmax()) if found else 0


def cross_validate(some: list[Row]) -> Outcome:
    """How the model does on articles that it was not trained on, and how the words alone do."""
    fold = np.random.default_rng(SEED).permutation(max(a for a, *_ in some) + 1) % FOLDS
    words = 0
    confusion: Counter[tuple[str, str]] = Counter()
    for k in range(FOLDS):
        table = fit([r for r in some if fold[r[0]] != k])
        for article, names, gold, guess in some:
            if fold[article] == k:
                made = predict(table, names) if names else guess
                confusion[ACTS[gold], ACTS[made]] += 1
                words += guess == gold
    right = sum(n for (gold_act, made_act), n in confusion.items() if gold_act == made_act)
    return Outcome(right / len(some), words / len(some), confusion)


def report(outcome: Outcome) -> list[str]:
    """Lines that say how it went, with the confusion, a row for each gold act."""
    told, precision, recall = outcome.telling()
    lines = [
        f"act, by cross-validation over articles: {100 * outcome.model:.1f} right (floor 85, aim 92);"
        f" by the lexicon alone {100 * outcome.words:.1f}",
        f"think told from speech: {100 * told:.1f} right; precision {100 * precision:.1f}, recall {100 * recall:.1f}",
        f"{'gold':>8} " + "".join(f"{act:>8}" for act in ACTS),
    ]
    return lines + [f"{gold:>8} " + "".join(f"{outcome.confusion[gold, act]:8}" for act in ACTS) for gold in ACTS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path("src/onrecord/statements/act.json"))
    args = parser.parse_args()
    some = rows(args.data)
    print("\n".join(report(cross_validate(some))))
    args.to.write_text(json.dumps(fit(some), sort_keys=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
