"""How far a content without quotation marks goes on after a colon."""

from __future__ import annotations

from dataclasses import replace

import pytest
from marked_text import draft_of, words_of

from onrecord.statements.introduced_paragraphs import extend_introduced_contents, extend_to_blocks


def _content(text: str, first: str) -> list[str]:
    (draft,) = extend_introduced_contents(text, [draft_of(text, "Ann Ray", "said", first)])
    return words_of(text, draft.content)


def test_the_items_of_a_list_belong_together() -> None:
    plain = "Ann Ray said:\n\nThe pier is safe\n\nThe oars are new\n\nShe left for Hull."
    assert _content(plain, "The pier is safe") == ["The pier is safe", "The oars are new"]
    signs = "Ann Ray said:\n\n• The pier is safe.\n\n• The oars are new.\n\nShe left."
    assert _content(signs, "The pier is safe") == ["The pier is safe", "The oars are new"]


def test_a_text_goes_on_while_it_is_in_the_first_person() -> None:
    text = "Ann Ray said:\n\nI built the pier.\n\nIt took a year.\n\nMy hands are sore.\n\nHull is far.\n\nIt is shut."
    assert _content(text, "I built the pier") == ["I built the pier", "It took a year", "My hands are sore"]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Ray said:\n\nThe pier is safe.\n\nIt was built in May.",
        "Ann Ray said the pier is safe.\n\nI went to see it.",
        "Ann Ray said: The pier is safe.\n\nI went to see it.",
    ],
)
def test_other_paragraphs_are_left_out(text: str) -> None:
    first = "The pier is safe" if "The pier is safe" in text else "the pier is safe"
    assert _content(text, first) == [first]


BLOCK = "The pier is safe.\n\nThe board said the oars are new.\n\nHull is far."
NO_HOST = "The oars, in short and for all who keep them in a shed by the water of the lock:"
PARTS = ["The pier is safe", "The board said the oars are new", "Hull is far"]


@pytest.mark.parametrize("introduction", ["Ann Ray said:", "Ann Ray said that all was well, at noon:"])
def test_a_block_belongs_to_the_statement_before_it(introduction: str) -> None:
    text = f"{introduction}\n\n{BLOCK}\n\nShe left."
    inside = draft_of(text, "The board", "said", "the oars are new")
    block = (text.index("The pier"), text.index("\n\nShe left"))
    said = draft_of(text, "Ann Ray", "said", "that all was well" if "all was" in text else "The pier is safe")
    (extended,) = extend_to_blocks(text, [block], [said, inside], [])
    kept = ["that all was well"] if "all was" in text else []
    assert words_of(text, extended.content) == [*kept, *PARTS]
    (extended,) = extend_introduced_contents(text, [extended])
    assert words_of(text, extended.content) == [*kept, *PARTS]


def test_a_block_of_nobody_is_left_as_it_is() -> None:
    for introduction in (
        "The oars, in short:",
        "Ann Ray said that all was well. The oars, in short and for all who keep them in a shed by the river:",
    ):
        text = f"{introduction}\n\n{BLOCK}\n\nShe left."
        drafts = [draft_of(text, "The board", "said", "the oars are new")]
        if "Ann" in text:
            drafts.insert(0, draft_of(text, "Ann Ray", "said", "that all was well"))
        block = (text.index("The pier"), text.index("\n\nShe left"))
        assert extend_to_blocks(text, [block], drafts, []) == drafts


def test_a_block_with_quotation_marks_is_settled_by_them() -> None:
    text = "Ann Ray said:\n\n“The pier is safe.”\n\nSo it was."
    drafts = [draft_of(text, "Ann Ray", "said", "“The pier is safe.”")]
    assert extend_to_blocks(text, [(text.index("“"), len(text))], drafts, []) == drafts


def test_a_candidate_with_a_verb_of_saying_is_believed_before_a_block() -> None:
    text = f"Ann Ray told them:\n\n{BLOCK}\n\nShe left."
    block = (text.index("The pier"), text.index("\n\nShe left"))
    candidate = replace(draft_of(text, "Ann Ray", "told", "The pier"), confidence=0.5)
    (believed,) = extend_to_blocks(text, [block], [], [candidate])
    assert (words_of(text, believed.content), believed.confidence) == (PARTS, 0.76)
    text = text.replace("told them:", "went home:")
    assert extend_to_blocks(text, [block], [], [draft_of(text, "Ann Ray", "went", "The pier")]) == []
