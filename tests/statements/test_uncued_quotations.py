"""Quotations that no draft claims, signed quotations, and the turns of a conversation."""

from __future__ import annotations

from dataclasses import replace

from marked_text import draft_of, span_of, words_of

from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.uncued_quotations import attach_quotations
from onrecord.text.quotation_marks import find_quotations


def _attached(text: str, *drafts: tuple[str, str, str]) -> list[tuple[list[str], list[str], list[str], bool]]:
    """Source, cue and content of each draft, and whether it is uncued; the same for the drafts passed."""
    attached = attach_quotations(text, find_quotations(text), [draft_of(text, *parts) for parts in drafts])
    return [(*(words_of(text, part) for part in (d.source, d.cue, d.content)), d.uncued) for d in attached]


def test_a_quoted_paragraph_without_cue_is_uncued() -> None:
    text = "Ms Ray praised the team.\n\n“They never gave up on the boat for a minute.”\n\nIt won a “Golden Oar.”"
    assert _attached(text) == [([], [], ["“They never gave up on the boat for a minute.”"], True)]


def test_a_quotation_that_a_draft_has_is_not_added() -> None:
    text = "“They never gave up on the boat for a minute.”"
    draft = AttributionDraft(content=((1, 20),))
    assert attach_quotations(text, find_quotations(text), [draft]) == [draft]


def test_a_quotation_that_goes_on_in_its_paragraph_joins_the_statement_before() -> None:
    text = "“We won the cup,” said Ms Ray, who coaches Hull. “They never gave up on the boat.”"
    (joined,) = _attached(text, ("Ms Ray", "said", "“We won the cup,”"))
    assert joined == (["Ms Ray"], ["said"], ["“We won the cup,”", "“They never gave up on the boat.”"], False)


def test_a_quotation_after_a_colon_joins_the_statement_before_it() -> None:
    text = "Ms Ray went on about the cup:\n\n“They never gave up on the boat.”"
    (joined,) = _attached(text, ("Ms Ray", "went on about", "the cup"))
    assert joined[2] == ["the cup", "“They never gave up on the boat.”"]


def test_an_unbelieved_candidate_before_a_colon_is_believed() -> None:
    text = "Ms Ray went on about the cup:\n\n“They never gave up on the boat.”"
    unbelieved = draft_of(text, "Ms Ray", "went on about", "the cup")
    (draft,) = attach_quotations(text, find_quotations(text), [], [unbelieved])
    assert words_of(text, draft.source + draft.content) == ["Ms Ray", "“They never gave up on the boat.”"]


def test_the_second_half_of_an_interrupted_sentence_joins_the_first() -> None:
    text = "“If it rains,” she said, “we will all stay at home.”"
    (joined,) = _attached(text, ("she", "said", "“If it rains,”"))
    assert joined[2] == ["“If it rains,”", "“we will all stay at home.”"]


def test_a_tag_after_a_quotation_gives_its_cue_and_source() -> None:
    text = "They met.\n\n“You never paid for it all!” Trump interrupted."
    assert _attached(text) == [(["Trump"], ["interrupted"], ["“You never paid for it all!”"], False)]


def test_a_quotation_that_two_drafts_claim_goes_to_the_cue_in_its_paragraph() -> None:
    text = "Ms Low agreed.\n\n“We will all stay at home,” said Mr Hay.\n\nShe left the room."
    quotation = "“We will all stay at home,”"
    far = AttributionDraft(
        content=draft_of(text, "", "", "She left").content + draft_of(text, "", "", quotation).content,
        cue=draft_of(text, "", "agreed", "").cue,
        source=draft_of(text, "Ms Low", "", "").source,
    )
    attached = attach_quotations(text, find_quotations(text), [far, draft_of(text, "Mr Hay", "said", quotation)])
    assert [words_of(text, draft.content) for draft in attached] == [["She left"], [quotation]]


def test_a_signed_quotation_has_its_signer_for_source() -> None:
    text = "“They never gave up on the boat.” — Ana Ray\n\nMore."
    assert _attached(text) == [(["Ana Ray"], ["—"], ["“They never gave up on the boat.”"], False)]


def test_a_signature_may_stand_on_the_next_line_with_a_place_and_a_day() -> None:
    text = "“They never gave up on the boat.”\n\n— Ana Ray, Velo Harbour, May 4, 2019\n\nMore."
    assert _attached(text) == [(["Ana Ray"], ["—"], ["“They never gave up on the boat.”"], False)]
    assert _attached(text.replace("— Ana Ray", "— and so they rowed"))[0][0] == []


def test_a_title_in_marks_is_not_a_statement() -> None:
    assert _attached("She sang “The Long Way Home to Ullapool” and left.") == []


def test_the_turns_of_a_conversation_are_statements() -> None:
    text = "They met.\n\nRAY: We won the cup.\n\nLEE: Did you enjoy it?\n\nRAY: Very much.\n\nUPDATE: It rained."
    assert _attached(text) == [
        (["RAY"], [":"], ["We won the cup."], False),
        (["LEE"], [":"], ["Did you enjoy it?"], False),
        (["RAY"], [":"], ["Very much."], False),
    ]


def test_a_lone_word_in_capitals_before_a_colon_is_not_a_turn() -> None:
    assert _attached("WATCH: The boat sinks.\n\nMOSCOW: It rained here.\n\nLONDON: It did not.") == []


def test_a_quoted_paragraph_in_the_first_person_is_uncued_beside_what_it_attributes_itself() -> None:
    text = "“We won,” said Ms Ray.\n\n“I told the crew in May that it would rain, and it did.”"
    attached = _attached(text, ("Ms Ray", "said", "“We won,”"), ("I", "told", "that it would rain"))
    assert (["Ms Ray"], ["said"], ["“We won,”"], False) in attached
    assert ([], [], ["“I told the crew in May that it would rain, and it did.”"], True) in attached


def test_a_paragraph_that_reopens_a_quotation_is_part_of_it() -> None:
    first, second = "“We rowed for nine hours and a gull watched us.", "“It laughed.”"
    text = f"Ms Ray wept.\n\n{first}\n\n{second}\n\nIt rained."
    assert _attached(text) == [([], [], [first, second], True)]


def test_a_paragraph_after_a_closed_quotation_is_a_statement_of_its_own() -> None:
    first, second = "“We rowed for nine hours and a gull watched us.”", "“It laughed at the boat all day.”"
    assert [content for _, _, content, _ in _attached(f"{first}\n\n{second}")] == [[first], [second]]


def test_a_running_quotation_belongs_to_the_cue_of_its_first_or_last_paragraph() -> None:
    parts = ["“We rowed for nine hours.", "“A gull watched us row the boat.", "“It laughed,”"]
    text = "\n\n".join(parts) + " said Ms Ray."
    assert _attached(text, ("Ms Ray", "said", parts[2])) == [(["Ms Ray"], ["said"], parts, False)]
    text = "\n\n".join(["Ms Ray said: " + parts[0], *parts[1:]]).replace(",”", ".”")
    assert _attached(text, ("Ms Ray", "said", parts[0])) == [
        (["Ms Ray"], ["said"], [*parts[:2], "“It laughed.”"], False)
    ]


def test_two_people_do_not_share_a_quotation_that_one_left_open() -> None:
    text = "Ms Ray said: “We rowed for nine hours.\n\n“It laughed all day,” said Mr Hay."
    attached = _attached(
        text, ("Ms Ray", "said", "“We rowed for nine hours."), ("Mr Hay", "said", "“It laughed all day,”")
    )
    assert [source for source, *_ in attached] == [["Ms Ray"], ["Mr Hay"]]


def test_quoted_last_words_of_a_paragraph_after_a_statement_are_uncued() -> None:
    text = "Ms Ray said it rained. The pier, an old one, was “wetter than the sea that it stands in.”"
    assert _attached(text, ("Ms Ray", "said", "it rained"))[1][2:] == (
        ["“wetter than the sea that it stands in.”"],
        True,
    )
    assert len(_attached(text.replace("said it rained", "left"))) == 0


def test_the_answer_in_the_next_paragraph_is_not_the_askers() -> None:
    answer = "“I left it in the boat on Monday.”"
    for tag, cue, is_uncued in (("asked him", "asked", False), ("said", "said", True)):
        text = f"“Where is the oar?” Ms Ray {tag}.\n\n{answer}"
        _, (*_, content, uncued) = _attached(text, ("Ms Ray", cue, "“Where is the oar?”"))
        assert (content, uncued) == ([answer], is_uncued)
    text = f"“Where is the oar?” asked Ms Ray, for the club.\n\n{answer}"
    question = AttributionDraft(
        (*span_of(text, "“Where is the oar?”"), *span_of(text, "for the club")),
        span_of(text, "asked"),
        span_of(text, "Ms Ray"),
    )
    assert [d.uncued for d in attach_quotations(text, find_quotations(text), [question])] == [False, False]


def test_part_of_a_quotation_is_left_to_the_tag_of_its_own_paragraph() -> None:
    quotation = "“It won the cup in May. Nobody gave up on it for a minute,”"
    text = f"“The boat is sound,” said Ms Ray.\n\n{quotation} said Mr Hay."
    first = draft_of(text, "Ms Ray", "said", "“The boat is sound,”")
    reaching = replace(first, content=(*first.content, *draft_of(text, "", "", "“It won the cup in May.").content))
    own = draft_of(text, "Mr Hay", "said Mr", quotation)
    attached = attach_quotations(text, find_quotations(text), [reaching, own])
    assert [words_of(text, draft.content) for draft in attached] == [["“The boat is sound,”"], [quotation]]


def test_a_verb_and_its_subject_after_a_quotation_are_its_tag() -> None:
    text = "“Of course it is safe for you,” snapped the minister, Ann Ray."
    assert _attached(text) == [(["the minister, Ann Ray"], ["snapped"], ["“Of course it is safe for you,”"], False)]
    text = "“Of course it is safe for you!” laughed Ray."
    assert _attached(text)[0][0] == ["Ray"]


def test_a_quotation_after_a_sentence_about_another_is_not_uncued() -> None:
    text = "“He will be back,” said Len Hay. Secretary Vi Ray was less sure. “I would not bet on it myself.” He left."
    (_, added) = _attached(text, ("Len Hay", "said", "“He will be back,”"))
    assert added == ([], [], ["“I would not bet on it myself.”"], False)
