"""Contents and sources that run past a quotation's marks."""

from __future__ import annotations

import pytest
from marked_text import draft_of, words_of

from onrecord.statements.quotation_bounds import end_at_closing_marks, keep_within_marks
from onrecord.text.quotation_marks import find_quotations


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("“The pier is safe.” Boats may land", "“The pier is safe.”"),
        ("“Is the pier safe?” asked nobody", "“Is the pier safe?”"),
        ("“The pier is safe.” “Boats may land.”", "“The pier is safe.” “Boats may land.”"),
        ("“The pier is safe,” and boats may land", "“The pier is safe,” and boats may land"),
        ("that “the pier is safe.” Boats may land", "that “the pier is safe.” Boats may land"),
    ],
)
def test_a_content_ends_with_the_quotation_that_begins_it(content: str, kept: str) -> None:
    text = f"Ann Ray said: {content}."
    (draft,) = keep_within_marks(text, find_quotations(text), [draft_of(text, "Ann Ray", "said", content)])
    assert words_of(text, draft.content) == [kept]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("Ann Ray, a guide, “is gone from the lake.”", "Ann Ray, a guide"),
        ("Ann Ray, author of “The Ice”", "Ann Ray, author of “The Ice”"),
    ],
)
def test_a_source_ends_before_the_quotation_after_it(source: str, kept: str) -> None:
    text = f"“The ice,” said {source} and left."
    (draft,) = keep_within_marks(text, find_quotations(text), [draft_of(text, source, "said", "“The ice,”")])
    assert words_of(text, draft.source) == [kept]


@pytest.mark.parametrize(
    ("text", "content", "kept"),
    [
        ("My aunt would say, ‘Eat,’ and then, ‘Pray.’", "‘Eat,’ and then, ‘Pray.’", "‘Eat,’"),
        ("They said, ‘Get up’, and pulled me", "‘Get up’, and pulled me", "‘Get up’"),
        ("They praised ‘important’ aid from us", "‘important’ aid from us", "‘important’ aid from us"),
        ("They said, ‘Get up’", "‘Get up’", "‘Get up’"),
    ],
)
def test_a_nested_content_ends_with_a_whole_quotation(text: str, content: str, kept: str) -> None:
    (draft,) = end_at_closing_marks(text, find_quotations(text), [draft_of(text, "", "", content)])
    assert words_of(text, draft.content) == [kept]
