"""What a statement does: assert, ask, deny, decline, request, promise, accuse, or think.

The lexicon's words make a first guess (``by_words``); a small logistic model over the words of the cue and what stands
around it, with the guess among its features, makes the final choice. It is trained by ``training/act.py``.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from math import log
from typing import get_args

from onrecord.records import Act
from onrecord.statements.attributes.lexicon import first, plain
from onrecord.statements.attribution_draft import Draft

ACTS: tuple[Act, ...] = get_args(Act)
_QUESTION = re.compile(r"(?:whether|if|how|why|what|who|when|where|which|about)\b")
_EMBEDDED = re.compile(r"(?:(?!to\b|that\b)[\w'.-]+ ){1,12}?(?:whether|if|why|how|what)\b")
_CLAIM = re.compile(
    r"\b(?:claim|allegation|accusation|rumou?r|notion|idea|suggestion|criticism|charge|assertion|report|implication)s?\b"
)
_TELLING = re.compile(r"\b(?:told|tell(?:s|ing)?|warn(?:s|ed|ing)?|say(?:s|ing)?|said)\b")
_WORD = re.compile(r"[\w']+")


def act(text: str, draft: Draft) -> Act:
    """The likeliest act of a draft; the model's own probabilities, where it has any, weigh in."""
    if not draft.cue:
        said = text[draft.content[0][0] : draft.content[-1][1]] if draft.content else ""
        return "ask" if said.strip(" ”\"’'").endswith("?") else "assert"
    scores = score(features(text, draft))
    for name, probability in draft.act:
        scores[name] += _log(probability)
    return max(ACTS, key=lambda name: scores[name])


def by_words(cue: str, content: str) -> Act:
    """The act that the cue's words name, by the lexicon alone: the first of them, as its content bears it out."""
    cue, content = plain(cue).replace("n't", " not"), plain(content).lstrip("\"“'‘ ")
    found = first("act", " ".join(cue.split()))
    if found is None:
        return "assert"
    name, word = found
    if name == "request":
        return _requested(word, cue, content)
    if name == "decline" and word.startswith("reject"):
        return "deny" if _CLAIM.search(content) else "decline"
    if name == "think" and word.startswith("agree") and content.startswith(("to ", "that ")):
        return "promise" if content.startswith("to ") else "assert"
    if name == "assert" and content.startswith("to ") and _TELLING.search(cue):
        return "request"
    return name  # type: ignore[return-value]


def _requested(word: str, cue: str, content: str) -> Act:
    """A request's word may put a question (“asked if”, “demanded why”) or just say (“suggested that it rained”)."""
    if word.startswith("suggest"):
        return "request" if content.startswith("to ") or re.match(r"\w+ing\b", content) else "assert"
    if word.startswith(("ask", "demand", "press")):
        after = cue.partition(word)[2]
        if _QUESTION.match(after.strip()) or _QUESTION.match(content) or "?" in content or _EMBEDDED.match(content):
            return "ask"
    return "request"


def features(text: str, draft: Draft) -> list[str]:
    """The names of the features that a draft has; each counts one."""
    cue = plain(" ".join(text[s:e] for s, e in draft.cue))
    content = plain(" ".join(text[s:e] for s, e in draft.content))
    source = plain(" ".join(text[s:e] for s, e in draft.source))
    words = _WORD.findall(cue)
    opening = _WORD.findall(content[:60])[:1]
    start, end = draft.cue[0][0], draft.cue[-1][1]
    after = _WORD.findall(plain(text[end : end + 30]))[:1]
    before = _WORD.findall(plain(text[max(0, start - 25) : start]))[-1:]
    found = ["bias", "guess=" + by_words(cue, content), f"length={min(len(words), 4)}"]
    found += ["cue=" + w for w in words] + ["stem=" + w[:5] for w in words]
    found += ["pair=" + a + " " + b for a, b in itertools.pairwise(words)]
    found += ["last=" + w for w in words[-1:]] + ["first=" + w for w in opening] + ["next=" + w for w in after]
    found += ["before=" + w for w in before]
    if re.search(r"\b(?:not|never|no)\b|n't\b", cue):
        found.append("negated")
    if re.search(r"\b(?:will|would|'ll|shall)\b", content[:80]):
        found.append("content will")
    if re.search(r"\b(?:should|must|need to|have to)\b", content):
        found.append("content should")
    if content.rstrip("”\"'’ ").endswith("?"):
        found.append("content?")
    if content[:1] in "\"“'‘":
        found.append("quoted")
    if not source:
        found.append("no source")
    if source in {"i", "we", "you", "he", "she", "they", "it"}:
        found.append("source=" + source)
    if draft.content and draft.content[0][0] > start:
        found.append("after")
    return found


def score(names: list[str]) -> dict[str, float]:
    """Each act's log-odds given its features."""
    table = _weights()
    rows = [table[n] for n in names if n in table]
    return dict(zip(ACTS, map(sum, zip(*rows, strict=True)), strict=True)) if rows else dict.fromkeys(ACTS, 0.0)


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, list[float]]:
    return json.loads(resources.files("onrecord.statements.attributes").joinpath("act.json").read_bytes())  # type: ignore[no-any-return]


def _log(probability: float) -> float:
    return log(max(probability, 1e-6))
