"""The act of a statement, by its cue and what stands around it."""

from __future__ import annotations

import pytest
from drafting import draft

from onrecord.statements.attributes.lexicon import classes, first, plain
from onrecord.statements.attributes.speech_act import ACTS, act, by_words
from onrecord.statements.attribution_draft import Draft

MARKED = [
    ("[S Ms Ray] [C said] [K the bridge was safe].", "assert"),
    ("[K The bridge is safe], [C according to] [S the inspectors].", "assert"),
    ("[S The study] [C suggests] [K that bees sleep].", "assert"),
    ("[S Mr Hay] [C agreed that] [K the toll was unfair].", "assert"),
    ("“[K Who paid for it?]” [S the judge] [C asked].", "ask"),
    ("[S She] [C demanded] [K how he could be so sure].", "ask"),
    ("[S The host] [C asked] [K the mayor during the debate if she would resign].", "ask"),
    ("[S The firm] [C denied] [K that it had known].", "deny"),
    ("[S The minister] [C dismissed] [K the allegations].", "deny"),
    ("[S The club] [C has rejected] [K claims of cheating].", "deny"),
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
    ("[S The owners] [C are eyeing] [K a move to Leeds].", "think"),
    ("[S He] [C loves] [K the sea].", "think"),
    ("[S The board] [C decided] [K to sell].", "think"),
    ("[S Most voters] [C oppose] [K the tax].", "think"),
]


@pytest.mark.parametrize(("marked", "expected"), MARKED)
def test_act(marked: str, expected: str) -> None:
    text, made = draft(marked)
    assert act(text, made) == expected


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("said in a debate on the threat", "it rained", "assert"),
        ("refused to promise", "a refund", "decline"),
        ("would suggest", "leaving early", "request"),
        ("hasn't yet said", "who won", "decline"),
        ("gave no details", "on the price", "decline"),
        ("went after", "the judge", "accuse"),
    ],
)
def test_the_first_word_of_a_cue_decides(cue: str, content: str, expected: str) -> None:
    assert by_words(cue, content) == expected


def test_without_a_cue_a_question_asks_and_all_else_asserts() -> None:
    assert act("“Who goes there?”", Draft(content=((0, 17),))) == "ask"
    assert act("“I do.”", Draft(content=((0, 7),))) == "assert"
    assert act("", Draft(content=())) == "assert"


def test_a_small_doubt_of_the_model_does_not_outvote_a_plain_word() -> None:
    text, made = draft("[S The firm] [C denied] [K that it had known].")
    even = Draft(made.content, made.cue, made.source, act=tuple((name, 1 / len(ACTS)) for name in ACTS))
    assert act(text, even) == "deny"


def test_every_list_of_acts_names_an_act_and_matches_its_own_entries() -> None:
    assert set(classes("act")) == set(ACTS)
    assert first("act", plain("has DENIED")) == ("deny", "denied")
    assert first("act", "spoke well of") == ("assert", "spoke")
    assert first("act", "brunch") is None
