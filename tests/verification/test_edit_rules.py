"""Sentences edited by rule: no edit is ever called verbatim, and each has the verdict of its rule."""

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
from onrecord.verification import QuotationChecker
from verification.edit_rules import EDITED, RULES, UNEDITED

PUBLIC_TRANSCRIPTS = Path(__file__).resolve().parents[3] / "shared" / "quotations" / "transcripts.jsonl.gz"
SPEECH = Path(__file__).with_name("speech.txt")
SENTENCES_PER_TRANSCRIPT = 4
MIN_RIGHT_SHARE = 0.93  # of a rule's quotations
_BROKEN_OFF = re.compile(r"\.\.\.|--|—|[\[(]")
CORPORA = [
    "speech",
    pytest.param(
        "public",
        marks=pytest.mark.skipif(
            not PUBLIC_TRANSCRIPTS.exists(), reason="the public transcripts are not beside this checkout: ../shared"
        ),
    ),
]
EDITING_RULES = [name for name, (_, verdicts) in RULES.items() if verdicts <= EDITED]


@lru_cache(maxsize=2)
def checker_and_transcripts(corpus: str) -> tuple[QuotationChecker, tuple[Transcript, ...]]:
    """Return our own speech, or a seeded sample of 40 public transcripts besides, and a checker of them."""
    speech = Transcript("own", SPEECH.read_text(encoding="utf-8"))
    if corpus == "speech":
        return QuotationChecker([speech]), (speech,)
    with gzip.open(PUBLIC_TRANSCRIPTS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    sample = random.Random(5).sample([row for row in rows if 8_000 < len(row["text"]) < 60_000], 40)
    transcripts = (speech, *(Transcript(row["id"], row["text"]) for row in sample))
    return QuotationChecker(transcripts), transcripts


def edited_sentences(rule_name: str, corpus: str) -> Iterator[str]:
    """Yield what a rule makes of sentences of each transcript."""
    rng = random.Random(rule_name)
    edit, _ = RULES[rule_name]
    for transcript in checker_and_transcripts(corpus)[1]:
        text = re.sub(r"\([A-Z ]+\)|\[[A-Z ]+\]|(?m:^[A-Z.’' ]+:)", " ", transcript.text)
        sentences = [sentence for line in text.split("\n") for sentence in re.split(r"(?<=[.?!]) +", line)]
        usable = [
            index
            for index, sentence in enumerate(sentences)
            if 10 <= len(sentence.split()) <= 40 and not _BROKEN_OFF.search(sentence)
        ]
        for _ in range(SENTENCES_PER_TRANSCRIPT if usable else 0):
            if (words := edit(sentences, rng.choice(usable), rng)) is not None:
                yield words


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("rule_name", RULES)
def test_each_rule_has_its_verdict(rule_name: str, corpus: str) -> None:
    checker, expected = checker_and_transcripts(corpus)[0], RULES[rule_name][1]
    verdicts = [(checker.check(Quotation("q", words)).verdict, words) for words in edited_sentences(rule_name, corpus)]
    if corpus == "public":
        assert verdicts, "the rule applied to no sentence"
    wrong = [(verdict, words) for verdict, words in verdicts if verdict not in expected]
    assert len(wrong) <= (1 - MIN_RIGHT_SHARE) * len(verdicts), wrong


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("rule_name", EDITING_RULES)
def test_edited_sentences_are_never_called_verbatim(rule_name: str, corpus: str) -> None:
    checker = checker_and_transcripts(corpus)[0]
    passed = [
        words
        for words in edited_sentences(rule_name, corpus)
        if checker.check(Quotation("q", words)).verdict in UNEDITED
    ]
    assert not passed


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("rule_name", ["negation_left_out", "negation_put_in"])
def test_a_changed_negation_changes_the_meaning(rule_name: str, corpus: str) -> None:
    for words in edited_sentences(rule_name, corpus):
        assert checker_and_transcripts(corpus)[0].check(Quotation("q", words)).meaning_changed, words
