"""The act of a statement, by its cue and content, and the tone of its cue."""

from __future__ import annotations

import pytest
from marked_text import parse_marked_text

from onrecord.statements.attributes.act_and_tone import ACTS, act_of_words, classify_act, classify_tone
from onrecord.statements.attributes.lexicon import first_match, list_names, normalize
from onrecord.statements.attribution_draft import AttributionDraft

MARKED = [
    ("[S Ms Ray] [C said] [K the bridge was safe].", "assert"),
    ("[K The bridge is safe], [C according to] [S the inspectors].", "assert"),
    ("[S The study] [C suggests] [K that bees sleep].", "assert"),
    ("[S Mr Hay] [C agreed that] [K the toll was unfair].", "assert"),
    ("“[K Who paid for it?]” [S the judge] [C asked].", "ask"),
    ("[S She] [C demanded] [K how he could be so sure].", "ask"),
    ("[S Lee] [C asked] [K whether the boat was late].", "ask"),
    ("[S The host] [C asked] [K the mayor during the debate if she would resign].", "ask"),
    ("[S The firm] [C denied] [K that it had known].", "deny"),
    ("[S The minister] [C dismissed] [K the allegations].", "deny"),
    ("[S The club] [C has rejected] [K claims of cheating].", "deny"),
    ("[S Ms Ray] [C declined to comment] [K on the boat].", "decline"),
    ("[S The owner] [C did not immediately respond to] [K a request for comment].", "decline"),
    ("[S The police] [C would not say] [K how many were hurt].", "decline"),
    ("[S The bank] [C didn’t disclose] [K the price].", "decline"),
    ("[S The union] [C called for] [K better pay].", "request"),
    ("[S The mayor] [C urged] residents [K to stay indoors].", "request"),
    ("[S He] [C told] them [K to leave].", "request"),
    ("[S The minister] [C vowed] [K to rebuild the pier].", "promise"),
    ("[S They] [C agreed] [K to lend the money].", "promise"),
    ("[S The coach] [C blamed] [K the referee].", "accuse"),
    ("[S Campaigners] [C have been critical of] [K the plan].", "accuse"),
    ("[S She] [C is hoping] [K to win].", "think"),
    ("[S Ms Ray] [C wants] [K a new boat].", "think"),
    ("[S The owners] [C are eyeing] [K a move to Leeds].", "think"),
    ("[S He] [C loves] [K the sea].", "think"),
    ("[S The board] [C decided] [K to sell].", "think"),
    ("[S Most voters] [C oppose] [K the tax].", "think"),
]


@pytest.mark.parametrize(("marked", "expected"), MARKED)
def test_the_act_of_a_sentence(marked: str, expected: str) -> None:
    text, draft = parse_marked_text(marked)
    assert classify_act(text, draft) == expected


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("said", "it was late", "assert"),
        ("said in a debate on the threat", "it rained", "assert"),
        ("asked", "whether it was late", "ask"),
        ("asked", "to leave early", "request"),
        ("has repeatedly denied", "the claims", "deny"),
        ("declined to say", "who paid", "decline"),
        ("did not respond", "to a request for comment", "decline"),
        ("refused to promise", "a refund", "decline"),
        ("hasn't yet said", "who won", "decline"),
        ("gave no details", "on the price", "decline"),
        ("would suggest", "leaving early", "request"),
        ("called on", "ministers to act", "request"),
        ("told", "to stay at home", "request"),
        ("vowed", "to return", "promise"),
        ("accused", "the club of lying", "accuse"),
        ("went after", "the judge", "accuse"),
        ("is hoping", "to win", "think"),
        ("loves", "the sea", "think"),
    ],
)
def test_the_first_entry_in_a_cue_decides(cue: str, content: str, expected: str) -> None:
    assert act_of_words(cue, content) == expected


def test_without_a_cue_a_question_mark_asks_and_anything_else_asserts() -> None:
    assert classify_act("“Who goes there?”", AttributionDraft(content=((0, 17),))) == "ask"
    assert classify_act("“I do.”", AttributionDraft(content=((0, 7),))) == "assert"
    assert classify_act("", AttributionDraft(content=())) == "assert"


def test_the_lists_of_acts_are_named_after_the_acts_and_match_their_entries() -> None:
    assert set(list_names("act")) == set(ACTS)
    assert first_match("act", normalize("has DENIED")) == ("deny", "denied")
    assert first_match("act", "spoke well of") == ("assert", "spoke")
    assert first_match("act", "brunch") is None


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "neutral"),
        ("told", "neutral"),
        ("according to", "neutral"),
        ("claimed", "doubting"),
        ("alleged", "doubting"),
        ("falsely said", "doubting"),
        ("revealed", "endorsing"),
        ("pointed out", "endorsing"),
        ("has acknowledged", "endorsing"),
        ("found", "endorsing"),
        ("slammed", "charged"),
        ("insisted", "charged"),
        ("raged", "charged"),
        ("hitting back", "charged"),
        ("falsely boasted", "charged"),
    ],
)
def test_the_tone_of_a_cue(cue: str, expected: str) -> None:
    text, draft = parse_marked_text(f"[S Ms Ray] [C {cue}] [K the bridge was safe].")
    assert classify_tone(text, draft) == expected


def test_words_of_the_content_do_not_count_for_the_tone() -> None:
    text, draft = parse_marked_text("[S Ms Ray] [C said] [K he claimed the moon and slammed doors].")
    assert classify_tone(text, draft) == "neutral"


def test_a_statement_without_cue_is_neutral() -> None:
    assert classify_tone("“We stay.”", AttributionDraft(content=((0, 10),))) == "neutral"
