"""Words by which the outlet avoids vouching for a report."""

from __future__ import annotations

import pytest
from marked_text import parse_marked_text, words_of

from onrecord.statements.attributes.hedges import find_hedges
from onrecord.text.sentences import split_sentences


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[S Ms Ray] reportedly [C said] [K the boat apparently sank].", ["reportedly"]),
        ("[S Ms Ray] [C has reportedly told] friends [K that she will go].", ["reportedly"]),
        ("[S The king] is understood to [C have said] [K that he would not go].", ["is understood to"]),
        ("[S He] [C seemed to agree] [K that it was late].", ["seemed to"]),
        ("[S Police] [C said] [K the man allegedly took the van].", ["allegedly"]),
        ("[S Police] [C said]: [K “The man allegedly took the van.”]", []),
        ("[S Ms Ray] [C said] [K it seems to rain].", []),
        ("He reportedly fled. [S Ms Ray] [C said] [K it rained].", []),
        ("[K “We stay.”]", []),
    ],
)
def test_hedges_beside_the_cue_and_in_unquoted_content(marked: str, expected: list[str]) -> None:
    text, draft = parse_marked_text(marked)
    assert words_of(text, find_hedges(text, split_sentences(text), draft)) == expected


def test_letters_that_get_longer_in_lower_case_do_not_shift_offsets() -> None:
    text, draft = parse_marked_text("[S İİİ] reportedly [C said] [K it rained].")
    assert words_of(text, find_hedges(text, split_sentences(text), draft)) in ([], ["reportedly"])
