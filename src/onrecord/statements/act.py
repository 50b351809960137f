"""What a statement does: assert, ask, deny, decline, request, promise, accuse, or think.

Words decide in a first guess (``by_words``); a small logistic model over the words of the cue and what stands around
it, with the guess among its features, makes the final choice. It is trained by ``training/act.py``.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import get_args

from onrecord.records import Act
from onrecord.statements.drafts import Draft
from onrecord.statements.lexicon import pattern, plain

ACTS: tuple[Act, ...] = get_args(Act)
_ORDER: tuple[Act, ...] = ("decline", "deny", "accuse", "promise", "think", "request")
_QUESTION = re.compile(r"^(?:whether|if|how|why|what|who|when|where|about)\b")
_WORD = re.compile(r"[\w']+")
_SPEECH = re.compile(
    r"\b(?:said|say|says|saying|told|tell|tells|telling|announc\w+|stat(?:e|es|ed|ing)|add(?:s|ed|ing)?|"
    r"wr(?:ote|ites?|iting|itten)"
    r"|explain\w*|report\w*|according|confirm\w*|claim\w*|argu\w+|descri\w+|not(?:e|es|ed|ing)|warn\w*|quip\w*)\b"
)


def act(text: str, draft: Draft) -> Act:
    """The likeliest act of a draft; the model's own probabilities, where it has any, weigh in."""
    if not draft.cue:
        return "ask" if text[draft.content[0][0] : draft.content[-1][1]].strip(" ”\"’'").endswith("?") else "assert"
    scores = score(features(text, draft))
    for name, probability in draft.act:
        scores[name] += _log(probability)
    return max(ACTS, key=lambda name: scores[name])


def by_words(cue: str, content: str) -> Act:
    """The act that the cue's words name, by the lexicon alone."""
    cue, content = plain(cue), plain(content)
    asked = re.search(r"\bask(?:s|ed|ing)?\b", cue)
    if asked and (
        _QUESTION.match(content.lstrip("\"“'‘ ")) or "?" in content or _QUESTION.match(cue[asked.end() :].strip())
    ):
        return "ask"
    for name in _ORDER:
        if name == "think" and _SPEECH.search(cue):
            continue
        if pattern("act", name).search(cue):
            return name
    if pattern("act", "ask").search(cue):
        return "ask"
    if re.search(r"\b(?:told|tell(?:s|ing)?|warn(?:s|ed|ing)?)\b", cue) and content.startswith("to "):
        return "request"
    return "assert"


def features(text: str, draft: Draft) -> list[str]:
    """The names of the features that a draft has; each counts one."""
    cue = plain(" ".join(text[s:e] for s, e in draft.cue))
    content = plain(" ".join(text[s:e] for s, e in draft.content))
    source = plain(" ".join(text[s:e] for s, e in draft.source))
    words = _WORD.findall(cue)
    first = _WORD.findall(content[:60])[:2]
    start, end = draft.cue[0][0], draft.cue[-1][1]
    after = _WORD.findall(plain(text[end : end + 30]))[:1]
    before = _WORD.findall(plain(text[max(0, start - 25) : start]))[-1:]
    found = ["bias", "guess=" + by_words(cue, content), f"length={min(len(words), 4)}"]
    found += ["cue=" + w for w in words] + ["stem=" + w[:5] for w in words]
    found += ["pair=" + a + " " + b for a, b in itertools.pairwise(words)]
    found += ["last=" + w for w in words[-1:]] + ["first=" + w for w in first[:1]] + ["next=" + w for w in after]
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
    if draft.content[0][0] > start:
        found.append("after")
    return found


def score(names: list[str]) -> dict[str, float]:
    """Each act's log-odds given its features."""
    table = _weights()
    rows = [table[n] for n in names if n in table]
    return {name: sum(row[k] for row in rows) for k, name in enumerate(ACTS)}


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, list[float]]:
    return json.loads(resources.files("onrecord.statements").joinpath("act.json").read_bytes())  # type: ignore[no-any-return]


def _log(probability: float) -> float:
    from math import log

    return log(max(probability, 1e-6))
