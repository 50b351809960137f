"""What a statement does (assert, ask, deny, …) and what its cue adds (doubt, endorsement, heat).

The tone comes from the cue lexicon; the act from the lexicon and the model together.
"""

from __future__ import annotations

import math
import re
from typing import get_args

from onrecord.records import Act, Tone
from onrecord.statements.attributes.lexicon import entry_pattern, first_match, normalize
from onrecord.statements.attribution_draft import AttributionDraft

ACTS: tuple[Act, ...] = get_args(Act)
_TONES_BY_PRECEDENCE: tuple[Tone, ...] = ("charged", "doubting", "endorsing")
_MIN_PROBABILITY = 1e-6
_QUESTION = re.compile(r"(?:whether|if|how|why|what|who|when|where|which|about)\b")
_EMBEDDED_QUESTION = re.compile(r"(?:(?!to\b|that\b)[\w'.-]+ ){1,12}?(?:whether|if|why|how|what)\b")
_CLAIM = re.compile(
    r"\b(?:claim|allegation|accusation|rumou?r|notion|idea|suggestion|criticism|charge|assertion|report|implication)s?\b"
)
_TELLING = re.compile(r"\b(?:told|tell(?:s|ing)?|warn(?:s|ed|ing)?|say(?:s|ing)?|said)\b")
_GERUND = re.compile(r"\w+ing\b")
LEXICON_WEIGHT = 4.0
"""Log-probability by which the lexicon's act leads.

On 46 held-out articles of varied/train 90.4 % of acts are right with 2, 92.0 with 3, 92.2 with 5.
"""


def cue_words(text: str, draft: AttributionDraft) -> str:
    """Return the words of a draft's cue, as the lexicon's patterns match them."""
    return normalize(" ".join(text[start:end] for start, end in draft.cue))


def cue_act(text: str, draft: AttributionDraft) -> str | None:
    """Return the act that the lexicon gives the words of a draft's cue; None if it has none that the lexicon knows."""
    words = text[draft.cue[0][0] : draft.cue[-1][1]] if draft.cue else ""
    match = first_match("act", normalize(words))
    return None if match is None else match[0]


def classify_act(text: str, draft: AttributionDraft) -> Act:
    """Return the act of a draft: by its cue and content and the model, or by a question mark if it has no cue."""
    if not draft.cue:
        words = text[draft.content[0][0] : draft.content[-1][1]] if draft.content else ""
        return "ask" if words.strip(" ”\"’'").endswith("?") else "assert"
    cue = " ".join(text[start:end] for start, end in draft.cue)
    content = " ".join(text[start:end] for start, end in draft.content)
    lexicon_act = act_of_words(cue, content)
    if not draft.act_probabilities:
        return lexicon_act
    scores = {
        act: math.log(max(probability, _MIN_PROBABILITY)) + (LEXICON_WEIGHT if act == lexicon_act else 0.0)
        for act, probability in zip(ACTS, draft.act_probabilities, strict=True)
    }
    return max(ACTS, key=lambda act: scores[act])


def classify_tone(text: str, draft: AttributionDraft) -> Tone:
    """Return the tone of the draft's cue; neutral without a cue."""
    cue = cue_words(text, draft)
    return next((name for name in _TONES_BY_PRECEDENCE if entry_pattern("tone", name).search(cue)), "neutral")


def act_of_words(cue: str, content: str) -> Act:
    """Return the act of the first lexicon entry in the cue, as the content's first words confirm or change it."""
    cue, content = normalize(cue).replace("n't", " not"), normalize(content).lstrip("\"“'‘ ")
    match = first_match("act", " ".join(cue.split()))
    if match is None:
        return "assert"
    act, word = match
    if act == "request":
        return _act_of_request(word, cue, content)
    if act == "decline" and word.startswith("reject"):
        return "deny" if _CLAIM.search(content) else "decline"
    if act == "think" and word.startswith("agree") and content.startswith(("to ", "that ")):
        return "promise" if content.startswith("to ") else "assert"
    if act == "assert" and content.startswith("to ") and _TELLING.search(cue):
        return "request"
    return act  # type: ignore[return-value]


def _act_of_request(word: str, cue: str, content: str) -> Act:
    """Words of requesting may also ask (“asked if”, “demanded why”) or assert (“suggested that it rained”)."""
    if word.startswith("suggest"):
        return "request" if content.startswith("to ") or _GERUND.match(content) else "assert"
    if word.startswith(("ask", "demand", "press")):
        after = cue.partition(word)[2]
        is_question = _QUESTION.match(after.strip()) or _QUESTION.match(content) or "?" in content
        if is_question or _EMBEDDED_QUESTION.match(content):
            return "ask"
    return "request"
