"""Edits made by rule to real sentences: none is ever called verbatim, and each is called what it is."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from onrecord.records import Quotation, Transcript
from onrecord.verification import Checker
from verification.edited import EDITED, RULES, SAME

SHARED = Path(__file__).resolve().parents[3] / "shared" / "quotations" / "transcripts.jsonl.gz"
SPEECH = Path(__file__).with_name("speech.txt")
SEEDS = 4  # of each transcript
FLOOR = 0.93  # share of a rule's quotations that must have its verdict
_BROKEN = re.compile(r"\.\.\.|--|—|[\[(]")


@lru_cache(maxsize=1)
def held() -> tuple[Transcript, ...]:
    """The transcripts that are there: ours, and a seeded sample of the public ones."""
    own = Transcript("own", SPEECH.read_text(encoding="utf-8"))
    if not SHARED.exists():
        return (own,)
    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    some = random.Random(5).sample([row for row in rows if 8_000 < len(row["text"]) < 60_000], 40)
    return (own, *(Transcript(row["id"], row["text"]) for row in some))


@lru_cache(maxsize=1)
def checker() -> Checker:
    return Checker(held())


def quotations(name: str) -> Iterator[str]:
    """What a rule makes of each transcript that is held."""
    chance = random.Random(name)
    make, _ = RULES[name]
    for transcript in held():
        text = re.sub(r"\([A-Z ]+\)|\[[A-Z ]+\]|(?m:^[A-Z.’' ]+:)", " ", transcript.text)
        sentences = [one for part in text.split("\n") for one in re.split(r"(?<=[.?!]) +", part)]
        good = [n for n, one in enumerate(sentences) if 10 <= len(one.split()) <= 40 and not _BROKEN.search(one)]
        for _ in range(SEEDS if good else 0):
            if (made := make(sentences, chance.choice(good), chance)) is not None:
                yield made


@pytest.mark.parametrize("name", RULES)
def test_each_rule_has_its_verdict(name: str) -> None:
    expected = RULES[name][1]
    verdicts = [(checker().check(Quotation("q", text)).verdict, text) for text in quotations(name)]
    assert verdicts, "the rule made nothing"
    right = sum(verdict in expected for verdict, _ in verdicts)
    assert right >= FLOOR * len(verdicts), [one for one in verdicts if one[0] not in expected]


@pytest.mark.parametrize("name", [name for name, (_, expected) in RULES.items() if expected <= EDITED])
def test_what_was_edited_is_never_called_verbatim(name: str) -> None:
    passed = [text for text in quotations(name) if checker().check(Quotation("q", text)).verdict in SAME]
    assert not passed


def test_a_negation_left_out_or_put_in_is_grave() -> None:
    for name in ("negation_left_out", "negation_put_in"):
        for text in quotations(name):
            verdict = checker().check(Quotation("q", text))
            assert verdict.meaning_changed, text
