"""The forms of transcripts: one conversation in many, each with five quotations.

``python3 dev.py bench forms`` checks the quotations against every file of ``tests/verification/forms`` and prints how
many verdicts and speakers are right, and which are not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from onrecord.records import Quotation, Transcript
from onrecord.settings import Settings
from onrecord.verification import QuotationChecker
from onrecord.verification.transcripts import load_transcripts

FORMS = Path(__file__).parents[1] / "tests" / "verification" / "forms"
EXPECTED = FORMS.with_name("forms.json")
FLOOR, AIM = 95.0, 100.0


def main() -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    right = total = 0
    for path in sorted(FORMS.iterdir()):
        transcripts, skipped = load_transcripts([path], Settings())
        wrong = [str(failure.detail) for failure in skipped] or list(wrong_answers(transcripts, path.name, expected))
        total += len(expected["quotations"])
        right += len(expected["quotations"]) - (len(expected["quotations"]) if skipped else len(wrong))
        for answer in wrong:
            print(f"{path.name:<22}{answer}")
    share = 100 * right / total
    print(f"forms {share:.1f}  ({right} of {total} verdicts with their speakers)  floor {FLOOR}, aim {AIM}")
    sys.exit("under the floor" if share < FLOOR else 0)


def wrong_answers(transcripts: list[Transcript], name: str, expected: dict) -> list[str]:
    """Return the verdicts on a file that are not the expected ones."""
    checker = QuotationChecker(transcripts)
    answers = []
    for entry in expected["quotations"]:
        verdict = checker.check(Quotation("q", entry["quote"], entry["speaker"]))
        kind = "verbatim" if verdict.verdict == "minor" else verdict.verdict
        agrees = None if name in expected["without_names"] else entry["speaker_agrees"]
        found = (kind, verdict.speaker_agrees, verdict.meaning_changed)
        if found != (entry["verdict"], agrees, entry["meaning_changed"]):
            answers.append(f"{entry['quote'][:40]}: {found}")
    return answers


if __name__ == "__main__":
    main()
