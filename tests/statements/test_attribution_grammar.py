"""Sources and contents by grammar: passives of telling, appositions, tags, and set forms before a quotation."""

from __future__ import annotations

from marked_text import draft_of, span_of, words_of

from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.attribution_grammar import correct_grammar
from onrecord.text.quotation_marks import find_quotations


def _corrected(text: str, *drafts: AttributionDraft) -> list[tuple[list[str], list[str], list[str]]]:
    """Source, cue and content of each draft."""
    corrected = correct_grammar(text, find_quotations(text), drafts)
    return [(words_of(text, d.source), words_of(text, d.cue), words_of(text, d.content)) for d in corrected]


def test_who_is_told_is_not_the_source() -> None:
    told = "Ann Ray had been told that the pier was shut."
    assert _corrected(told, draft_of(told, "Ann Ray", "had been told", "that the pier was shut"))[0][0] == []
    active = "Ann Ray had told them that the pier was shut."
    assert _corrected(active, draft_of(active, "Ann Ray", "had told", "that the pier was shut"))[0][0] == ["Ann Ray"]


def test_a_headline_leaves_out_that_somebody_is_told() -> None:
    urged = "Staff urged to travel in groups."
    assert _corrected(urged, draft_of(urged, "Staff", "urged", "to travel in groups"))[0][0] == []
    active = "Ann Ray asked to travel in groups."
    assert _corrected(active, draft_of(active, "Ann Ray", "asked", "to travel in groups"))[0][0] == ["Ann Ray"]
    active = "Ann Ray urged staff to travel in groups."
    assert _corrected(active, draft_of(active, "Ann Ray", "urged", "to travel in groups"))[0][0] == ["Ann Ray"]


def test_an_apposition_before_the_name_is_part_of_the_source() -> None:
    text = "The head of the lost club, Ann Ray, said: “It sank.”"
    content = span_of(text, "The head of the lost club") + span_of(text, "“It sank.”")
    draft = AttributionDraft(content, span_of(text, "said"), span_of(text, "Ann Ray"))
    assert _corrected(text, draft) == [(["The head of the lost club, Ann Ray"], ["said"], ["“It sank.”"])]


def test_words_before_the_source_stay_content_where_no_colon_follows() -> None:
    text = "The price of the boat, Ann Ray said, was “a sad joke of the trade”."
    content = span_of(text, "The price of the boat") + span_of(text, "was “a sad joke of the trade”")
    draft = AttributionDraft(content, span_of(text, "said"), span_of(text, "Ann Ray"))
    assert _corrected(text, draft)[0][2] == ["The price of the boat", "was “a sad joke of the trade”"]


def test_a_tag_takes_the_name_after_its_verb() -> None:
    text = "“Is it wet?” asked the coach, Ann Ray."
    assert _corrected(text, draft_of(text, "", "asked", "“Is it wet?”"))[0][0] == ["the coach, Ann Ray"]


def test_a_verb_without_source_after_an_apposition_takes_the_name_that_begins_the_sentence() -> None:
    text = "It rained. Ann Ray, the head of the lost club, has told friends that it sank."
    draft = draft_of(text, "", "has told", "that it sank")
    assert _corrected(text, draft)[0][0] == ["Ann Ray"]
    passive = "Ann Ray, the head of the lost club, was told that it sank."
    assert _corrected(passive, draft_of(passive, "", "was told", "that it sank"))[0][0] == []


def test_set_forms_before_a_quotation_attribute_it() -> None:
    words = "They get — in the words of the cook, Bo Hay — “a cold bed and a warm bun”."
    assert _corrected(words) == [(["the cook, Bo Hay"], ["in the words of"], ["“a cold bed and a warm bun”"])]
    put = "They get, as Bo Hay put it, “a cold bed and a warm bun”."
    assert _corrected(put) == [(["Bo Hay"], ["put it"], ["“a cold bed and a warm bun”"])]


def test_a_passive_charge_is_made_by_those_after_by() -> None:
    text = "The club was criticised by the harbour and the port court for “counting the oars twice”."
    (charge,) = _corrected(text)
    assert charge == (["the harbour and the port court"], ["was criticised"], ["for “counting the oars twice”"])
    assert _corrected("The club was founded by the monks for “the love of rowing”.") == []


def test_a_second_verb_after_and_has_the_first_ones_source() -> None:
    text = "Ann Ray said it rained and said it “would rain on all week”."
    first, second = _corrected(text, draft_of(text, "Ann Ray", "said", "it rained"))
    assert first[2] == ["it rained"]
    assert second == (["Ann Ray"], ["said"], ["it “would rain on all week”"])


def test_a_source_does_not_begin_in_the_sentence_of_another_attribution() -> None:
    text = "“It sank,” said Lang. Her partner, Ade, agreed: “We saw it.”"
    first = draft_of(text, "Lang", "said", "“It sank,”")
    second = draft_of(text, "Lang. Her partner, Ade", "agreed", "“We saw it.”")
    assert [source for source, _, _ in _corrected(text, first, second)] == [["Lang"], ["Her partner, Ade"]]
    text = "Sens. Ann Ray and Tom Low agreed that it sank."
    alone = draft_of(text, "Sens. Ann Ray and Tom Low", "agreed", "that it sank")
    assert _corrected(text, alone)[0][0] == ["Sens. Ann Ray and Tom Low"]
