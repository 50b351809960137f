"""Train and cross-validate the classifier of acts: ``python -m training.act --data ../shared/polnear``.

Multinomial logistic regression (L-BFGS, L2) over the features of ``onrecord.statements.act``, on the 66 varied
articles; eleven folds split by article, seeded. Prints accuracy by the words alone and by the model.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from onrecord.statements.act import ACTS, by_words, features
from onrecord.statements.drafts import Draft
from training.data import load

FOLDS, SEED, PENALTY, FEWEST = 11, 20, 1.2, 2


def rows(data: Path) -> list[tuple[int, list[str], int, int]]:
    """(article, features, gold, the words' guess) for each attribution with a cue."""
    made = []
    for n, document in enumerate(load(data.parent / "varied" / "train.jsonl", nests=True)):
        for a in document.attributions:
            draft = Draft(content=a.content, cue=a.cue, source=a.source)
            content = " ".join(document.text[s:e] for s, e in a.content)
            cue = " ".join(document.text[s:e] for s, e in a.cue)
            names = features(document.text, draft) if a.cue else ["floating"]
            guess = by_words(cue, content) if a.cue else "assert"
            made.append((n, names, ACTS.index(a.act), ACTS.index(guess)))  # type: ignore[arg-type]
    return made


def fit(some: list[tuple[int, list[str], int, int]]) -> dict[str, list[float]]:
    counts = Counter(name for _, names, _, _ in some for name in set(names))
    index = {name: k for k, name in enumerate(sorted(n for n, c in counts.items() if c >= FEWEST))}
    cells = [(r, index[n]) for r, (_, names, _, _) in enumerate(some) for n in names if n in index]
    x = csr_matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True))), (len(some), len(index)))
    y = np.eye(len(ACTS))[[gold for _, _, gold, _ in some]]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(len(index), -1)
        z = x @ w
        z -= z.max(1, keepdims=True)
        log = z - np.log(np.exp(z).sum(1, keepdims=True))
        value = -(y * log).sum() + PENALTY / 2 * (w**2).sum()
        return value, (x.T @ (np.exp(log) - y) + PENALTY * w).ravel()

    best = minimize(loss, np.zeros(len(index) * len(ACTS)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    w = best.x.reshape(len(index), -1)
    return {name: [round(v, 3) for v in w[k].tolist()] for name, k in index.items()}


def predict(table: dict[str, list[float]], names: list[str]) -> int:
    found = [table[n] for n in names if n in table]
    return int(np.sum(found, 0).argmax()) if found else 0


def cross_validate(some: list[tuple[int, list[str], int, int]]) -> tuple[float, float, float]:
    """Accuracy of the model and of the words alone, and the model's in telling think from speech."""
    fold = np.random.default_rng(SEED).permutation(max(a for a, *_ in some) + 1) % FOLDS
    right = words = told = 0
    think = ACTS.index("think")
    confusion: Counter[tuple[str, str]] = Counter()
    for k in range(FOLDS):
        table = fit([r for r in some if fold[r[0]] != k])
        for article, names, gold, guess in some:
            if fold[article] != k:
                continue
            made = predict(table, names)
            right += made == gold
            words += guess == gold
            told += (made == think) == (gold == think)
            if made != gold:
                confusion[ACTS[gold], ACTS[made]] += 1
    print("most confused (gold, made):", confusion.most_common(8))
    return right / len(some), words / len(some), told / len(some)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path("src/onrecord/statements/act.json"))
    args = parser.parse_args()
    some = rows(args.data)
    model, words, told = cross_validate(some)
    print(
        f"act by cross-validation over articles: {100 * model:.1f} "
        f"(words alone {100 * words:.1f}; think or speech {100 * told:.1f})"
    )
    args.to.write_text(json.dumps(fit(some), sort_keys=True, separators=(",", ":")) + "\n")
