"""Drafts against their sources: 30 drafts made by rule from the articles of ../shared, checked against those articles.

``python3 dev.py bench drafts [--seed N]``: another seed draws other articles. Of each article the draft prints its
annotated direct quotations: right, invented (of another article), moved to another speaker of the article, merged (two
quotations printed as one), or with a verb in another tense. What the draft should be told is known from the rule, and
the speakers are persons that the annotators named, not those of our own record.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import onrecord
from onrecord import CheckedQuotation, Verdict

ROOT = Path(__file__).resolve().parents[1]
POLNEAR = ROOT.parent / "shared" / "polnear"
DRAFTS, MIN_WORDS, SEED = 30, 6, 16
RULES = ("right", "invented", "moved", "merged", "tense")
# rule: (floor, aim, is more better)
TARGETS = {"right": (3, 1, False), "invented": (98, 100, True), "moved": (90, 95, True)}
_QUOTED = re.compile(r"^[\"“]([^\"“”]+)[\"”]?$")
_NAMES = re.compile(r"[A-Z][\w.-]+(?: [A-Z][\w.-]+)*")
_SURNAME = re.compile(r"\b[A-Z][a-z][\w-]+\b")
_TITLES = {"Mr", "Mrs", "Ms", "Dr", "Senator", "President", "Governor", "Secretary", "Sen", "Gov", "The", "But", "And"}
_TENSES = {"is": "was", "was": "is", "are": "were", "were": "are", "has": "had", "have": "had", "will": "would",
           "would": "will", "can": "could", "could": "can", "do": "did", "did": "do"}  # fmt: skip


@dataclass(frozen=True)
class PrintedQuotation:
    """A quotation of a draft: the rule that made it, its words and its claimed speaker."""

    rule: str
    words: str
    speaker: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    if not POLNEAR.exists():
        print("skipped: ../shared is missing")
        return
    persons = {row["id"]: row["entities"] for row in rows_of("corenlp-train.jsonl.gz")}
    articles = [article for article in rows_of("train.jsonl.gz") if article["id"] in persons]
    rng = random.Random(options.seed)
    rng.shuffle(articles)
    usable = [
        (article, quoted)
        for article in articles
        if len(quoted := annotated_quotations(article, persons[article["id"]])) >= 3
    ]
    flagged: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for number, (article, quoted) in enumerate(usable[:DRAFTS]):
        strangers = usable[(number + DRAFTS) % len(usable)][1]
        draft = list(make_draft(quoted, strangers, rng))
        for printed, verdict in check_draft(draft, article["text"]):
            total[printed.rule] += 1
            flagged[printed.rule] += (is_caught := caught(printed, verdict))
            if is_caught == (printed.rule == "right"):
                print(f"{printed.rule:<9}{article['id']}: {printed.speaker}: “{printed.words[:90]}”: "
                      f"{verdict.explanation if verdict else 'not checked'}"
                      f" In the source: {verdict.speaker if verdict else None}.")  # fmt: skip
    missed = []
    for rule in RULES:
        share = round(100 * flagged[rule] / max(1, total[rule]), 1)
        line = f"{rule:<9}{flagged[rule]} of {total[rule]} flagged: {share} %"
        if rule in TARGETS:
            floor, aim, more_is_better = TARGETS[rule]
            meets = share >= floor if more_is_better else share <= floor
            missed += [] if meets else [rule]
            line += f"   floor {floor}, aim {aim}: {'met' if meets else 'MISS'}"
        print(line)
    sys.exit(f"under the floor: {', '.join(missed)}" if missed else 0)


def rows_of(name: str) -> Iterator[dict]:
    with gzip.open(POLNEAR / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def annotated_quotations(article: dict, entities: Sequence[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """The words and the speaker of each quotation whose source names a person, by CoreNLP's names of the article."""
    persons = {article["text"][start:end] for start, end, kind in entities if kind == "PERSON"}
    pairs = []
    for attribution in article["attributions"]:
        source = " ".join(article["text"][start:end] for start, end in attribution["source"] or ())
        content = [article["text"][start:end].strip() for start, end in attribution["content"]]
        name = full_name(source, article["text"], persons)
        quoted = _QUOTED.match(content[0].rstrip(",. ")) if len(content) == 1 else None
        if name and quoted and len(quoted[1].split()) >= MIN_WORDS and "\n" not in quoted[1]:
            pairs.append((quoted[1].strip(), name))
    return list(dict.fromkeys(pairs))


def full_name(source: str, text: str, persons: Collection[str]) -> str | None:
    """The one person's name of two words in the text that ends as the source's only name, if there is one."""
    surnames = [word for word in _SURNAME.findall(source) if word not in _TITLES]
    if len(_NAMES.findall(source)) != 1 or not surnames:
        return None
    names = set(re.findall(rf"\b([A-Z][a-z]+ {re.escape(surnames[-1])})\b", text))
    names = {name for name in names if name.split()[0] not in _TITLES and name in persons}
    return names.pop() if len(names) == 1 else None


def make_draft(
    quoted: Sequence[tuple[str, str]], strangers: Sequence[tuple[str, str]], rng: random.Random
) -> Iterator[PrintedQuotation]:
    """The quotations of a draft, several of each rule that the article allows."""
    speakers = sorted({name for _, name in quoted})
    yield from (PrintedQuotation("right", words, name) for words, name in quoted[:2])
    yield from (PrintedQuotation("invented", words, rng.choice(speakers)) for words, _ in strangers[:2])
    for words, name in quoted[2:4]:
        others = [other for other in speakers if other.split()[-1] != name.split()[-1]]
        if others:
            yield PrintedQuotation("moved", words, rng.choice(others))
    (first, name), (second, _) = quoted[0], quoted[2]
    yield PrintedQuotation("merged", f"{first.rstrip(',.')}. {second}", name)
    for words, name in quoted:
        changed = re.sub(r"\b(?:" + "|".join(_TENSES) + r")\b", lambda match: _TENSES[match[0]], words, count=1)
        if changed != words:
            yield PrintedQuotation("tense", changed, name)
            break


def check_draft(draft: Sequence[PrintedQuotation], source: str) -> Iterator[tuple[PrintedQuotation, Verdict | None]]:
    """Each quotation of a draft with its verdict; the draft is read as an article, as a person's would be."""
    paragraphs = [f"“{printed.words.rstrip(',')},” {printed.speaker} said." for printed in draft]
    checked = [
        outcome
        for outcome in onrecord.verify(page_of("\n\n".join(paragraphs)), onrecord.read_text(source))
        if isinstance(outcome, CheckedQuotation)
    ]
    start = 0
    for printed, paragraph in zip(draft, paragraphs, strict=True):
        end = start + len(paragraph)
        parts = [outcome.verdict for outcome in checked if start <= outcome.spans[0].start < end]
        yield printed, max(parts, key=lambda verdict: len(verdict.quotation.text), default=None)
        start = end + 2


def page_of(text: str) -> onrecord.Page:
    from onrecord.pages.in_memory import page_from_text

    return page_from_text(text)


def caught(printed: PrintedQuotation, verdict: Verdict | None) -> bool:
    """Whether an editor is told of a quotation that is not right; of a moved one, that the speaker is wrong."""
    if verdict is None:
        return False
    if printed.rule == "moved":
        return verdict.speaker_agrees is False
    edited = verdict.verdict in ("trimmed", "spliced", "altered", "not found")
    return edited or verdict.meaning_changed or verdict.speaker_agrees is False


if __name__ == "__main__":
    main()
