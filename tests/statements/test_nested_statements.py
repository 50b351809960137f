"""Statements inside contents: the content as a text of its own, and which contents are read again."""

from __future__ import annotations

import pytest
from marked_text import draft_of, span_of, words_of

from onrecord import read_text
from onrecord.inference import Model
from onrecord.settings import Settings
from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.model import nested_statements
from onrecord.statements.model.content_text import join_content
from onrecord.statements.model.cue_candidates import propose_candidates
from onrecord.statements.model.nested_statements import (
    add_nested_statements,
    may_hold_statement,
    quotes_somebody,
)
from onrecord.statements.model.select_candidates import DecodingThresholds
from onrecord.text.quotation_marks import find_quotations


def test_a_content_is_joined_without_the_marks_around_it() -> None:
    text = "“It rains,” she said, “and he said so.”\n\n“Ask him.”"
    content = span_of(text, "“It rains,”") + span_of(text, "“and he said so.”") + span_of(text, "“Ask him.”")
    joined = join_content(text, content)
    assert joined.text == "It rains, and he said so.\nAsk him."


def test_spans_of_the_joined_text_go_back_to_the_article_cut_between_pieces() -> None:
    text = "“It rains,” she said, “and he said so.”"
    joined = join_content(text, span_of(text, "“It rains,”") + span_of(text, "“and he said so.”"))
    start = joined.text.index("rains")
    spans = joined.to_article([(start, start + len("rains, and he"))])
    assert words_of(text, spans) == ["rains,", "and he"]


@pytest.mark.parametrize(
    ("content", "may_hold"),
    [("the clerk said that it rained", True), ("it rained on the old pier", False), ("he said so", False)],
)
def test_only_contents_with_a_word_of_attribution_are_read_again(content: str, may_hold: bool) -> None:
    assert may_hold_statement(join_content(content, ((0, len(content)),))) is may_hold


def test_contents_are_read_again_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model.load(Settings(threads=1))
    sentence = "Ada Low told the court that the harbour office said the pier was closed on Monday."
    text = f"{sentence} {sentence}"
    drafts = []
    for begin in (0, len(sentence) + 1):
        content = (begin + sentence.index("that the h"), begin + len(sentence) - 1)
        drafts.append(AttributionDraft((content,), ((begin + 8, begin + 12),), ((begin, begin + 7),)))
    thresholds = DecodingThresholds.from_card(model.card)
    ((candidates, _),) = propose_candidates([text], [()], model, thresholds.candidate)
    assert len(add_nested_statements([text], [drafts], [candidates], model, thresholds)[0]) == 4
    monkeypatch.setattr(nested_statements, "MAX_READ_AGAIN", 100)
    assert len(add_nested_statements([text], [drafts], [candidates], model, thresholds)[0]) == 3


def test_the_statement_inside_a_content_is_found_and_a_plan_is_not() -> None:
    model = Model.load(Settings(threads=1))
    texts = [
        "Ada Low told the court that the harbour office said the pier was closed on Monday.",
        "Ada Low told the court that the harbour office would say that the pier was closed.",
    ]
    drafts = [[draft_of(text, "Ada Low", "told", text[text.index("that the h") : -1])] for text in texts]
    thresholds = DecodingThresholds.from_card(model.card)
    proposals = propose_candidates(texts, [find_quotations(text) for text in texts], model, thresholds.candidate)
    candidates = [of_text for of_text, _ in proposals]
    ((_, nested), plan) = add_nested_statements(texts, drafts, candidates, model, thresholds)
    assert words_of(texts[0], nested.source + nested.cue) == ["the harbour office", "said"]
    assert len(plan) == 1
    assert add_nested_statements(texts, drafts, [[], []], model, thresholds) == drafts  # no cue was proposed


@pytest.mark.parametrize(
    ("content", "quotes"),
    [
        ("the man shouted “Get out of here” at her", True),
        ("the club was “deeply sorry” for it", False),
        ("the man shouted at her", False),
    ],
)
def test_a_content_quotes_somebody_if_a_word_of_speech_is_outside_the_marks(content: str, quotes: bool) -> None:
    assert quotes_somebody(join_content(content, ((0, len(content)),))) is quotes


@pytest.mark.usefixtures("shipped_model")
def test_words_shouted_inside_a_content_are_theirs_who_shouted() -> None:
    record = read_text(
        "Police said the suspect, Brian Lowe, 34, shouted “You will all burn” before he fled.", html=False
    )
    (nested,) = (statement for statement in record.statements if statement.parent)
    speaker = record.speaker_of(nested)
    assert speaker is not None
    assert speaker.name == "Brian Lowe"


@pytest.mark.usefixtures("shipped_model")
def test_whoever_is_told_inside_a_content_says_nothing() -> None:
    record = read_text("“She has been here twice. I am told that once was by mistake,” said the mayor, Renata Oduya.")
    sources = [span.text for statement in record.statements for span in statement.source]
    assert "I" not in sources
