"""Quotations that two attributions claim, that an action follows, and that answer a question."""

from __future__ import annotations

from marked_text import span_of, words_of

from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.quotation_rivals import settle_rivals
from onrecord.text.quotation_marks import find_quotations


def _draft(text: str, source: str, cue: str, *contents: str) -> AttributionDraft:
    content = tuple(span for words in contents for span in span_of(text, words))
    return AttributionDraft(content, span_of(text, cue), span_of(text, source))


def _settled(text: str, *drafts: AttributionDraft) -> list[tuple[list[str], list[str]]]:
    """Source and content of each draft, in the order of the text."""
    settled = sorted(settle_rivals(text, find_quotations(text), drafts), key=lambda draft: draft.start)
    return [(words_of(text, draft.source), words_of(text, draft.content)) for draft in settled]


def test_a_content_does_not_begin_with_another_whole_attribution() -> None:
    text = "“We won,” said Ms Ray. Ray boats filled the bay, a guard said."
    rival = AttributionDraft(
        ((0, text.index(", a guard")),), ((len(text) - 5, len(text) - 1),), span_of(text, "a guard")
    )
    settled = _settled(text, _draft(text, "Ms Ray", "said", "“We won,”"), rival)
    assert settled == [(["Ms Ray"], ["“We won,”"]), (["a guard"], ["Ray boats filled the bay"])]


def test_a_quotation_belongs_to_the_tag_that_follows_it() -> None:
    text = "“Four,” Hay said. “And the rest?” she whispered."
    settled = _settled(
        text,
        _draft(text, "Hay", "said", "“Four,”", "“And the rest?”"),
        _draft(text, "she", "whispered", "“And the rest?”"),
    )
    assert settled == [(["Hay"], ["“Four,”"]), (["she"], ["“And the rest?”"])]


def test_an_action_after_a_full_stop_is_no_attribution() -> None:
    text = "“The oar has been wet since May.” Ray shrugged."
    assert _settled(text, _draft(text, "Ray", "shrugged", "“The oar has been wet since May.”"))[0][0] == []
    said = text.replace("shrugged", "said")
    assert _settled(said, _draft(said, "Ray", "said", "“The oar has been wet since May.”"))[0][0] == ["Ray"]


def test_the_answer_is_not_the_askers() -> None:
    text = "“Is it far?” Ray asked him. “It is a mile.”"
    settled = _settled(text, _draft(text, "Ray", "asked", "“Is it far?”", "“It is a mile.”"))
    assert settled == [(["Ray"], ["“Is it far?”"]), ([], ["“It is a mile.”"])]


def test_who_asks_nobody_goes_on_speaking() -> None:
    text = "“Is it far?” Ray asked. “It never was.”"
    settled = _settled(text, _draft(text, "Ray", "asked", "“Is it far?”", "“It never was.”"))
    assert settled == [(["Ray"], ["“Is it far?”", "“It never was.”"])]


def test_in_a_dialogue_the_next_quotation_is_an_answer() -> None:
    text = "“Sit,” Hay said. “Is it wet?” Ray asked. “A bit.”"
    settled = _settled(
        text, _draft(text, "Hay", "said", "“Sit,”"), _draft(text, "Ray", "asked", "“Is it wet?”", "“A bit.”")
    )
    assert settled[1:] == [(["Ray"], ["“Is it wet?”"]), ([], ["“A bit.”"])]


def test_a_quotation_belongs_to_the_cue_that_introduces_it() -> None:
    text = "“We had no boat,” says Hay. Ray laughs: “You had no oar.”"
    settled = _settled(
        text,
        _draft(text, "Hay", "says", "“We had no boat,”", "“You had no oar.”"),
        _draft(text, "Ray", "laughs", "“You had no oar.”"),
    )
    assert settled == [(["Hay"], ["“We had no boat,”"]), (["Ray"], ["“You had no oar.”"])]


def test_after_a_sentence_about_another_a_quotation_is_nobodys_for_certain() -> None:
    text = "“We had no boat,” says {}. {} “It sank before I was born.”"

    def sources(source: str, between: str) -> list[list[str]]:
        filled = text.format(source, between)
        draft = _draft(filled, source, "says", "“We had no boat,”", "“It sank before I was born.”")
        return [names for names, _ in _settled(filled, draft)]

    assert sources("Ann Hay", "Her sister, Lucy, nods.") == [["Ann Hay"], []]
    assert sources("she", "Her sister Lucy nods.") == [["she"], []]
    assert sources("Ann Hay", "She nods.") == [["Ann Hay"]]
    assert sources("Ann Hay", "Ray and Hay nod.") == [["Ann Hay"]]
    assert sources("she", "Ray nods.") == [["she"]]


def test_a_tag_after_the_quotation_counts_before_the_sentence_between() -> None:
    text = "“We lost,” Hay said. Ray Carr rowed on. “It is an open race,” Hay added."
    draft = AttributionDraft(
        (*span_of(text, "“We lost,”"), *span_of(text, "“It is an open race,”")), span_of(text, "added"), ((68, 71),)
    )
    assert len(_settled(text, draft)) == 1
