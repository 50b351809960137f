"""Edges of contents at quotation marks, and floating quotations."""

from __future__ import annotations

from onrecord.statements.attribution_draft import Draft
from onrecord.statements.interval_index import Near
from onrecord.statements.model.span_decoding import merge, tidy, trim
from onrecord.statements.uncued_quotations import settle
from onrecord.text.quotation_marks import find_quotations


def _tidied(text: str, content: str, *barriers: str) -> list[str]:
    def span(part: str) -> tuple[int, int]:
        return text.index(part), text.index(part) + len(part)

    found = tidy(
        text,
        Near((q, ((q.start, q.end),)) for q in find_quotations(text)),
        (span(content),),
        tuple(span(b) for b in barriers),
    )
    return [text[s:e] for s, e in found]


def test_a_long_quotation_is_taken_whole_with_its_marks() -> None:
    text = "“We will never leave this town,” she said."
    assert _tidied(text, "will never leave this", "she", "said") == ["“We will never leave this town,”"]


def test_a_short_quotation_outside_stays_outside() -> None:
    text = "He said the plan was late and called it “a joke” again."
    assert _tidied(text, "the plan was late", "He", "said") == ["the plan was late"]


def test_a_quotation_that_holds_the_cue_is_not_taken_whole() -> None:
    text = "“He told me that I was late for work again.”"
    assert _tidied(text, "I was late for work again", "told") == ["I was late for work again.”"]


def test_marks_within_a_mixed_content_stay() -> None:
    text = "He said that the plan was “late and poor.”"
    assert _tidied(text, "the plan was “late and poor", "He", "said") == ["the plan was “late and poor.”"]


def test_trim_keeps_a_bracket_with_its_partner() -> None:
    assert trim("a (b)", 0, 5) == (0, 5)
    assert trim("a b)", 0, 4) == (0, 3)
    assert trim("-- x, ", 0, 6) == (3, 4)


def test_merge_joins_over_punctuation_and_not_over_paragraphs() -> None:
    assert merge("ab, cd", [(0, 2), (4, 6)]) == ((0, 6),)
    assert merge("ab\n\ncd", [(0, 2), (4, 6)]) == ((0, 2), (4, 6))


def test_a_quoted_paragraph_without_cue_floats() -> None:
    text = "Ms Ray praised the team.\n\n“They never gave up on the boat for a minute.”\n\nIt won a “Golden Oar.”"
    found = settle(text, find_quotations(text), [])
    assert [text[s:e] for d in found for s, e in d.content] == ["“They never gave up on the boat for a minute.”"]
    assert found[0].floating
    assert not found[0].cue


def test_a_quotation_that_a_statement_holds_does_not_float() -> None:
    text = "“They never gave up on the boat for a minute.”"
    held = Draft(content=((1, 20),))
    assert settle(text, find_quotations(text), [held]) == [held]


def _settled(text: str, *drafts: tuple[str, str, str]) -> list[tuple[list[str], list[str], list[str], bool]]:
    def span(part: str) -> tuple[tuple[int, int], ...]:
        return ((text.index(part), text.index(part) + len(part)),)

    made = settle(text, find_quotations(text), [Draft(span(c), span(b), span(a)) for a, b, c in drafts])
    read = [[[text[s:e] for s, e in spans] for spans in (d.source, d.cue, d.content)] for d in made]
    return [(a, b, c, d.floating) for (a, b, c), d in zip(read, made, strict=True)]


def test_a_quotation_that_goes_on_in_its_paragraph_joins_the_statement_before() -> None:
    text = "“We won the cup,” said Ms Ray, who coaches Hull. “They never gave up on the boat.”"
    (found,) = _settled(text, ("Ms Ray", "said", "“We won the cup,”"))
    assert found == (["Ms Ray"], ["said"], ["“We won the cup,”", "“They never gave up on the boat.”"], False)


def test_a_quotation_after_a_colon_joins_the_statement_before_it() -> None:
    text = "Ms Ray went on about the cup:\n\n“They never gave up on the boat.”"
    (found,) = _settled(text, ("Ms Ray", "went on about", "the cup"))
    assert found[2] == ["the cup", "“They never gave up on the boat.”"]


def test_a_quotation_signed_with_a_dash_has_its_signer_for_source() -> None:
    text = "“They never gave up on the boat.” — Ana Ray\n\nMore."
    assert _settled(text) == [(["Ana Ray"], ["—"], ["“They never gave up on the boat.”"], False)]


def test_a_title_in_marks_does_not_float() -> None:
    text = "She sang “The Long Way Home to Ullapool” and left."
    assert settle(text, find_quotations(text), []) == []


def test_the_turns_of_a_conversation_are_statements() -> None:
    text = "They met.\n\nRAY: We won the cup.\n\nLEE: Did you enjoy it?\n\nRAY: Very much.\n\nUPDATE: It rained."
    assert _settled(text) == [
        (["RAY"], [":"], ["We won the cup."], False),
        (["LEE"], [":"], ["Did you enjoy it?"], False),
        (["RAY"], [":"], ["Very much."], False),
    ]


def test_a_lone_word_in_capitals_before_a_colon_is_no_turn() -> None:
    assert _settled("WATCH: The boat sinks.\n\nMOSCOW: It rained here.\n\nLONDON: It did not.") == []
