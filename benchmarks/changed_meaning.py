"""Marks of a changed meaning: two outlets' versions of real statements, made by rule, and what compare marks in them.

``python3 dev.py bench changed_meaning [--seed N] [--part tuned|held-back] [--errors N]``. One outlet prints a quotation
of ../shared as it is, the other as a rule edits it. ``CHANGED`` rules change what is said (a negation left out, another
number), ``SAME`` rules do not (names in another order, a style sheet's spelling). The two are grouped and compared as
those of a store. A rule of CHANGED that is not marked is missed, also if the two are not grouped; a rule of SAME that
is marked is a false mark. The rules of ``HELD_BACK`` were first run when the others were done.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from onrecord.comparison.matching import is_same_utterance
from onrecord.comparison.quote_fingerprint import QuoteFingerprint
from onrecord.comparison.quoted_words import split_segments
from onrecord.comparison.version_edits import PrintedPiece, fullest_wording, version_edits

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEED, MIN_WORDS, PAIRS = 16, 10, 40  # pairs of each rule, where as many quotations have what it edits
DAY = 736_000  # of both versions
FLOOR_PRECISION, FLOOR_RECALL = 80, 80
_QUOTED = re.compile(r"^[\"“]([^\"“”]+)[\"”]?$")
_SENTENCE = re.compile(r"(?<=[.?!])(?<!\b[A-Z][a-z]\.)(?<!\bMrs\.)(?<!\b[A-Z]\.) +(?=[A-Z])")
_AUXILIARY = r"(?:is|are|was|were|will|would|can|could|should|has|have|had|do|does|did)"
_NAME = r"[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?"
_REPORTERS = r"(?:they|he|she|people|you|some people|everybody|some|others|the media)"
_REPORTED = r"(?:say|says|said|claim|claims|think|thinks|believe|believes)"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "June", "July", "August", "September", "October", "November")
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty", "forty")
_CONTRARIES = (
    "more less, always never, before after, support oppose, win lose, good bad, better worse, strong weak, safe unsafe,"
    " legal illegal, possible impossible, easy hard, rich poor, early late, begin end, accept reject, allow forbid,"
    " success failure, increase reduce, right wrong, true false"
)
_CONTRARY = {own: other for pair in _CONTRARIES.split(",") for own, other in (pair.split(), reversed(pair.split()))}
_STYLES = (
    (r"(\d+) percent\b", r"\1%"), (r"(\d+)%", r"\1 per cent"), (r"\bU\.S\.", "US"), (r"\badviser", "advisor"),
    (r"\b(\w{3,})izing\b", r"\1ising"), (r"\b(\w{4,})ize\b", r"\1ise"), (r"\bokay\b", "OK"), (r"\btwo\b", "2"),
    (r"\bthree\b", "3"), (r"\b10\b", "ten"), (r"\b5\b", "five"), (r"\b20\b", "twenty"), (r"\bcannot\b", "can’t"),
    (r"\bdefense\b", "defence"), (r"\bcenter\b", "centre"), (r"\bhonor\b", "honour"), (r"\blabor\b", "labour"),
    (r" — ", ", "), (r"\$(\d+) million", r"$\1m"), (r"\bMr\. ", "Mr "), (r"\btoward\b", "towards"), (r"’", "'"),
)  # fmt: skip
Rule = Callable[[str, random.Random], str | None]


def replaced(pattern: str, by: str | Callable[[re.Match[str]], str], flags: int = 0) -> Rule:
    """A rule that edits the first match of a pattern, in the middle or at the end of a text."""
    return lambda text, rng: re.sub(pattern, by, text, count=1, flags=flags)


def chosen(pattern: str, options: Sequence[str]) -> Rule:
    """A rule that puts another of several words in place of the first that a text has."""

    def rule(text: str, rng: random.Random) -> str | None:
        match = re.search(pattern, text)
        if match is None:
            return None
        other = rng.choice([option for option in options if option.casefold() != match[0].casefold()])
        return text[: match.start()] + other + text[match.end() :]

    return rule


def without_opening(pattern: str) -> Rule:
    """A rule that prints a sentence without its opening, and nothing before it."""

    def rule(text: str, rng: random.Random) -> str | None:
        for sentence in _SENTENCE.split(text):
            match = re.match(pattern, sentence, re.IGNORECASE)
            if match and len(sentence[match.end() :].split()) >= MIN_WORDS - 2:
                return sentence[match.end() :]
        return None

    return rule


def asked_as_told(text: str, rng: random.Random) -> str | None:
    """A question without its verb and its mark."""
    cut = without_opening(rf"{_AUXILIARY}(?=[^.!]+\?$) ")(text, rng)
    return cut.rstrip("?") + "." if cut else None


def negation_dropped(text: str, rng: random.Random) -> str:
    return re.sub(r"\b(ca|wo)n[’']t\b", lambda match: {"ca": "can", "wo": "will"}[match[1]], dropped_not(text), count=1)


def dropped_not(text: str) -> str:
    return re.sub(r"(?<!only )(?<=\w) not\b(?! only| just)|(?<=[a-z]{2})(?<!ca)(?<!wo)n[’']t\b", "", text, count=1)


def negation_moved(text: str, rng: random.Random) -> str | None:
    match = re.search(rf"({_AUXILIARY}) not (.+?[,;] (?:and|but) [^.]*?\b{_AUXILIARY}) (?!not)", text)
    return f"{text[: match.start()]}{match[1]} {match[2]} not {text[match.end() :]}" if match else None


def two_negations_dropped(text: str, rng: random.Random) -> str | None:
    once = dropped_not(text)
    twice = dropped_not(once)
    return twice if twice != once != text else None


def number_changed(text: str, rng: random.Random) -> str | None:
    match = re.search(r"(?<![\d.,])\d{2,3}(?![\d.,]*\d)", text)
    if match:
        return f"{text[: match.start()]}{int(match[0]) * 2 + 1}{text[match.end() :]}"
    return chosen(r"\b(?:" + "|".join(_NUMBERS) + r")\b", _NUMBERS)(text, rng)


def contrary(text: str, rng: random.Random) -> str | None:
    match = re.search(r"\b(?:" + "|".join(_CONTRARY) + r")\b", text)
    return text[: match.start()] + _CONTRARY[match[0]] + text[match.end() :] if match else None


def names_in_another_order(text: str, rng: random.Random) -> str:
    return re.sub(rf"(\b[a-z]\w*,? )({_NAME}) (and|or) ({_NAME})(?! [A-Z])", r"\1\4 \3 \2", text, count=1)


def some_sentences(text: str, rng: random.Random) -> str | None:
    sentences = _SENTENCE.split(text)
    if len(sentences) < 3:
        return None
    start = rng.randrange(len(sentences) - 1)
    part = " ".join(sentences[start : rng.randrange(start + 1, len(sentences) + 1)])
    return part if len(part.split()) >= MIN_WORDS and part != text else None


def other_style(text: str, rng: random.Random) -> str:
    for pattern, by in _STYLES:
        text = re.sub(pattern, by, text)
    return text


def sentences_swapped(text: str, rng: random.Random) -> str | None:
    sentences = _SENTENCE.split(text)
    return " ".join([sentences[1], sentences[0], *sentences[2:]]) if len(sentences) >= 2 else None


def sentence_left_out(text: str, rng: random.Random) -> str | None:
    sentences = _SENTENCE.split(text)
    return " ".join([sentences[0], "…", *sentences[2:]]) if len(sentences) >= 3 else None


def ends_earlier(text: str, rng: random.Random) -> str | None:
    head, comma, _ = text.rpartition(", ")
    return f"{head}." if comma and len(head.split()) >= MIN_WORDS else None


CHANGED: dict[str, Rule] = {
    "negation left out": negation_dropped,
    "negation added": replaced(rf"(?<=[a-z] )({_AUXILIARY}) (?!not\b|n[’']t)(?=[a-z]+)(?<!have )", r"\1 not "),
    "number changed": number_changed,
    "condition cut off": without_opening(r"(?:and |but |so )?(?:if|unless) [^,]+, (?:then )?"),
    "question as statement": asked_as_told,
    "report cut off": without_opening(rf"(?:and |but )?{_REPORTERS} (?:all )?{_REPORTED} (?:that )?(?!you know)"),
    "negation moved": negation_moved,
    "two negations left out": two_negations_dropped,
    "name changed": chosen(r"(?<=[a-z] )(?:Clinton|Trump|Obama|America|Mexico|China|Russia|Iran|Syria|Texas)\b",
                           ("Sanders", "Rubio", "Ohio", "Norway", "Kenya")),
    "magnitude changed": chosen(r"\b(?:hundred|thousand|million|billion|trillion)\b", ("thousand", "million")),
    "contrary": contrary,
    "never left out": replaced(r"(?<=\w) never\b|\bno (?=[a-z]{4,})", ""),
    "with for without": replaced(r"\bwithout\b", "with"),
    "day or month changed": chosen("|".join((*_DAYS, *_MONTHS)), (*_DAYS[:3], *_MONTHS[5:8])),
    "if for unless": replaced(r"\bunless\b", "if"),
}  # fmt: skip
SAME: dict[str, Rule] = {
    "names in another order": names_in_another_order,
    "although, though": replaced(r"\b(?:al)?though\b", lambda match: "though" if match[0][0] == "a" else "although"),
    "some of the sentences": some_sentences,
    "another style sheet": other_style,
    "contraction": replaced(r"\b(is|are|was|were|do|does|did|have|had|would|could|should) not\b", r"\1n’t"),
    "label before it": lambda text, rng: f"{rng.choice(('VIDEO', 'WATCH', 'RELATED', 'NO COMMENT'))}: {text}",
    "bracket for a pronoun": replaced(r"(?<=[a-z,] )(?:he|she|they|it)\b", "[the committee]"),
    "filler left out": replaced(r"(?:, )?\b(?:you know|I mean|look|well), ", " ", re.IGNORECASE),
    "not just for not only": replaced(r"\bnot only\b", "not just"),
    "and for not only": replaced(r"\bnot (?:only|just) (.{3,60}?),? but(?: also)? ", r"\1 and "),
    "sentences in another order": sentences_swapped,
    "a sentence left out, marked": sentence_left_out,
    "ends earlier": ends_earlier,
    "another tense": replaced(r"(?<=[a-z] )(is|has|have|are)(?= [a-z])(?! not)",
                              lambda match: {"is": "was", "has": "had", "have": "had", "are": "were"}[match[1]]),
    "another title": replaced(r"\b(?:President|Senator|Secretary|Governor|Mr\.|Mrs\.) (?=[A-Z])", ""),
    "a slip of the key": replaced(r"\b(\w{5})(\w)(\w)(\w{2,})\b", r"\1\3\2\4"),
}  # fmt: skip
HELD_BACK = {*list(CHANGED)[6:], *list(SAME)[6:]}


def quotations() -> list[str]:
    """The annotated quotations of ../shared that are one passage of at least ``MIN_WORDS`` words."""
    texts: dict[str, None] = {}
    for row in annotated_articles():
        for attribution in row["attributions"]:
            content = [row["text"][start:end].strip() for start, end in attribution["content"]]
            match = _QUOTED.match(content[0].rstrip(",. ")) if len(content) == 1 else None
            if match and len(match[1].split()) >= MIN_WORDS and "\n" not in match[1]:
                texts[match[1].strip()] = None
    return list(texts)


def annotated_articles() -> Iterator[dict]:
    for part in ("train", "dev"):
        with gzip.open(SHARED / "polnear" / f"{part}.jsonl.gz", "rt", encoding="utf-8") as rows:
            yield from map(json.loads, rows)
    for part in ("train", "dev", "articles"):
        yield from map(json.loads, (SHARED / "varied" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines())


def edited_pairs(rule: Rule, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    """Quotations with what a rule makes of them, in a random order."""
    for text in rng.sample(texts, len(texts)):
        edited = rule(text, rng)
        if edited and (edited := edited.strip()) != text:
            yield text, edited


def marks(text: str, edited: str) -> list[str] | None:
    """Why compare marks one of two versions as changed in meaning; None where it does not compare them."""
    quotes = [
        QuoteFingerprint.build(n, split_segments([words]), "ann roe", DAY) for n, words in enumerate((text, edited))
    ]
    if not is_same_utterance(*quotes):
        return None
    versions = text, edited
    fullest = fullest_wording(versions)
    edits = version_edits(versions[1 - fullest], versions[fullest], [PrintedPiece(0, "")], "said")
    return [f"{edit.reason}: “{edit.text}” for “{edit.other}”" for edit in edits if edit.meaning_changed]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--part", choices=("tuned", "held-back"), help="only the rules that were tuned on, or the others"
    )
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print so many errors of each rule")
    options = parser.parse_args()
    if not SHARED.exists():
        print("skipped: ../shared is missing")
        return
    texts = quotations()
    print(f"{len(texts):,} quotations")
    counts: dict[tuple[bool, bool], Counter[str]] = {}
    for changes, rules in ((True, CHANGED), (False, SAME)):
        for name, rule in rules.items():
            held_back = name in HELD_BACK
            if options.part and held_back != (options.part == "held-back"):
                continue
            count = counts.setdefault((changes, held_back), Counter())
            count += measure(name, rule, texts, options, changes=changes)
            counts[changes, held_back] = count
    sys.exit(print_totals(counts))


def measure(name: str, rule: Rule, texts: Sequence[str], options: argparse.Namespace, *, changes: bool) -> Counter[str]:
    """Compare the pairs of one rule, print its line and some of its errors, and return the counts."""
    rng = random.Random(f"{options.seed} {name}")
    count: Counter[str] = Counter()
    errors = []
    for (text, edited), _ in zip(edited_pairs(rule, texts, rng), range(PAIRS), strict=False):
        reasons = marks(text, edited)
        count["pairs"] += 1
        count["marked"] += bool(reasons)
        count["apart"] += reasons is None
        if bool(reasons) != changes:
            errors.append(f"      {text}\n    → {edited}\n      {'apart' if reasons is None else reasons}")
    notes = [f"{count['apart']} not grouped"] if count["apart"] else []
    notes += ["held back"] if name in HELD_BACK else []
    kind = "changed" if changes else "same"
    print(f"  {kind:<8} {name:<28} marked {count['marked']:>3} of {count['pairs']:>3}   {', '.join(notes)}")
    print("\n".join(errors[: options.errors]), end="\n" if errors and options.errors else "")
    return count


def print_totals(counts: dict[tuple[bool, bool], Counter[str]]) -> str | int:
    """Print precision and recall of the marks, and return what is under the floor."""
    missed = []
    for held_back in sorted({held_back for _, held_back in counts}):
        right, wrong = counts[True, held_back], counts[False, held_back]
        recall = 100 * right["marked"] / right["pairs"]
        precision = 100 * right["marked"] / max(1, right["marked"] + wrong["marked"])
        name = "held-back rules" if held_back else "rules tuned on"
        print(f"{name}: precision {precision:.1f} % ({right['marked']} of {right['marked'] + wrong['marked']} marks),"
              f" recall {recall:.1f} % ({right['marked']} of {right['pairs']}),"
              f" {wrong['marked']} of {wrong['pairs']} unchanged ones marked")  # fmt: skip
        missed += [name] if precision < FLOOR_PRECISION or recall < FLOOR_RECALL else []
    return f"under the floor: {', '.join(missed)}" if missed else 0


if __name__ == "__main__":
    main()
