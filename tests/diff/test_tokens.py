"""Two spellings of the same spoken words have the same forms, and every word keeps its place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.diff.tokens import split_words


def forms_of_text(text: str) -> list[str]:
    return [word.form for word in split_words(text)]


@pytest.mark.parametrize(
    ("text", "respelled"),
    [
        ("I can't go.", "I cannot go"),
        ("We’re gonna win", "we are going to win"),
        ("You’ve got 10 days", "you have got ten days"),
        ("$5 million", "five million dollars"),
        ("a trillion dollars", "$1 trillion"),
        ("the U.S. Army", "the US army"),
        ("honour and organise", "honor and organize"),
        ("OK, all right", "Okay, all right"),
        ("Sen. Cruz and Gov. Ray", "Senator Cruz and Governor Ray"),
        ("the 8th of May", "the eighth of May"),
        ("the 1st time", "the first time"),
        ("1,300 trucks", "1300 trucks"),
        ("99%", "99 percent"),
        ("$15.00", "fifteen dollars"),
        ("let's go", "Let us go"),
        ("'Cause I say so", "because I say so"),
        ("IT IS ‘QUOTED’", "it is 'quoted'"),
        ("e-mail", "e mail"),
        ("nai\u0308ve in the cafe\u0301", "naïve in the café"),
        ("the so\u00adlution", "the solution"),
        ("we shouldn't've", "we should not have"),
        ("the café of José", "the cafe\u0301 of Jose"),
        ("a co\u00adopera\u00adtion", "a coopera\u200btion"),
        ("5 % of it", "5 percent of it"),
        ("at 5:00 p.m.", "at 5 p.m."),
        ("US$5 million", "$5 million"),
        ("the No. 1 issue", "the number one issue"),
        ("#1 again", "number one again"),
        ("Sept. 11", "September 11th"),
        ("the ’90s", "the nineties"),
        ("I want to--t-to help", "I want to — t — to help"),
        ("the 20th century", "the twentieth century"),
        ("for years--and I know--here", "for years — and I know — here"),
    ],
)
def test_spellings_of_the_same_words_have_the_same_forms(text: str, respelled: str) -> None:
    assert forms_of_text(text) == forms_of_text(respelled)


@pytest.mark.parametrize(
    ("text", "other_text"),
    [
        ("I can go", "I can't go"),
        ("15 percent", "50 percent"),
        ("the first time", "the one time"),
        ("1.5 million", "15 million"),
        ("it rises", "it rizes"),
        ("$5", "£5"),
        ("the 1990s", "1990"),
    ],
)
def test_different_words_have_different_forms(text: str, other_text: str) -> None:
    assert forms_of_text(text) != forms_of_text(other_text)


@given(st.text())
def test_words_are_in_order_and_lie_where_their_offsets_say(text: str) -> None:
    end = 0
    for word in split_words(text):
        assert end <= word.start <= word.end <= len(text)
        assert word.text in ("", text[word.start : word.end])
        assert word.form
        end = word.end


@given(st.text(), st.data())
def test_offsets_of_a_part_are_into_the_whole_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert all(start <= word.start <= word.end <= end for word in split_words(text, start, end))
