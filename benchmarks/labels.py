"""Act, tone, hedges, addressee and occasion on gold spans: ``python3 dev.py bench labels``.

Data: the 66 varied training articles of ../shared. Act is cross-validated over articles; the rest are rules, and the
rules were written with these articles at hand, so their figures are those of a fit, not of a test.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
KINDS = ("addressee", "occasion", "hedges")
sys.path.insert(0, str(ROOT))


def main() -> None:
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    from training.act import cross_validate, report, rows

    print("\n".join(report(cross_validate(rows(SHARED / "polnear")))))
    tones, counts = around(SHARED / "varied" / "train.jsonl")
    print("tone: " + ", ".join(f"{name} {n}" for name, n in tones.most_common()))
    for name, (exact, right, found, recalled, gold) in counts.items():
        precision, recall = right / max(1, found), recalled / max(1, gold)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        shares = f"precision {100 * precision:.1f}, recall {100 * recall:.1f}, F1 {100 * f1:.1f}"
        print(f"{name:10} overlapping gold: {shares}; same to the character {exact} of {gold} gold, {found} found")


def around(path: Path) -> tuple[Counter[str], dict[str, list[int]]]:
    """How often each tone is found, and for the spans of each kind: exact, right, found, recalled, gold."""
    from training.data import lines

    from onrecord.statements.attribution_draft import Draft
    from onrecord.statements.build_statements import describe
    from onrecord.text.sentences import sentences

    tones: Counter[str] = Counter()
    counts = {name: [0] * 5 for name in KINDS}
    for document in lines(path):
        text = document["text"]
        bounds = sentences(text)
        for a in document["attributions"]:
            draft = Draft(*(tuple(map(tuple, a[r])) for r in ("content", "cue", "source")))
            (statement,) = describe(text, bounds, (), [draft])
            tones[statement.tone] += 1
            made = {"addressee": [statement.addressee] if statement.addressee else []}
            made |= {"occasion": list(statement.occasion), "hedges": list(statement.hedges)}
            for name in KINDS:
                gold = {tuple(s) for s in a[name]}
                found = {(s.start, s.end) for s in made[name]}
                counts[name][0] += len(gold & found)
                counts[name][1] += sum(any(s < e2 and s2 < e for s2, e2 in gold) for s, e in found)
                counts[name][2] += len(found)
                counts[name][3] += sum(any(s < e2 and s2 < e for s2, e2 in found) for s, e in gold)
                counts[name][4] += len(gold)
    return tones, counts


if __name__ == "__main__":
    main()
