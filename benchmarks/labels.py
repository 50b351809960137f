"""Act, hedges, addressee and occasion on gold spans: ``python3 dev.py bench labels``.

Data: the 66 varied training articles of ../shared. Act is cross-validated over articles; the rest are rules, and the
rules were written with these articles at hand, so their figures are those of a fit, not of a test.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT))


def main() -> None:
    if not SHARED.exists():
        print("skipped: ../shared is not here")
        return
    from training.act import cross_validate, report, rows
    from training.data import lines

    from onrecord.statements.addressee import addressee
    from onrecord.statements.drafts import Draft
    from onrecord.statements.hedges import hedges
    from onrecord.statements.occasion import occasion
    from onrecord.statements.sentences import sentences

    print("\n".join(report(cross_validate(rows(SHARED / "polnear")))))
    counts = {name: [0, 0, 0] for name in ("addressee", "occasion", "hedges")}
    for document in lines(SHARED / "varied" / "train.jsonl"):
        text = document["text"]
        bounds = sentences(text)
        for a in document["attributions"]:
            draft = Draft(*(tuple(map(tuple, a[r])) for r in ("content", "cue", "source")))
            to = addressee(text, draft)
            made = {
                "addressee": [to] if to else [],
                "occasion": list(occasion(text, bounds, draft, to)),
                "hedges": list(hedges(text, bounds, draft)),
            }
            for name, found in made.items():
                gold = [tuple(s) for s in a[name]]
                counts[name][0] += sum(any(s < f and g < e for g, f in found) for s, e in gold)
                counts[name][1] += len(gold)
                counts[name][2] += len(found)
    for name, (both, gold, found) in counts.items():
        print(
            f"{name:10} overlap: precision {100 * both / max(1, found):.1f}, "
            f"recall {100 * both / max(1, gold):.1f} ({gold} gold)"
        )


if __name__ == "__main__":
    main()
