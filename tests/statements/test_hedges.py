"""Words by which the outlet holds back."""

from __future__ import annotations

import pytest
from drafting import draft, words

from onrecord.statements.attributes.hedges import hedges
from onrecord.text.sentences import sentences


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
def test_hedges(marked: str, expected: list[str]) -> None:
    text, made = draft(marked)
    assert words(text, hedges(text, sentences(text), made)) == expected


def test_letters_whose_lower_case_is_longer_move_no_offset() -> None:
    text, made = draft("[S İİİ] reportedly [C said] [K it rained].")
    assert words(text, hedges(text, sentences(text), made)) in ([], ["reportedly"])
