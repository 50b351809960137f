"""Whether two statements report the same words."""

from __future__ import annotations

import pytest

from onrecord.comparison.matching import agree, part_of, same
from onrecord.comparison.quote_fingerprint import Saying
from onrecord.comparison.quoted_words import marks, pieces, quoted

TOLL = "The toll on the harbour bridge will rise to four pounds in April, and not a penny of it goes to shareholders"


def saying(words: str, speaker: str | None = "Ann Lee", day: int | None = 0, id_: int = 1) -> Saying:
    return Saying.of(id_, pieces([words]), speaker, day)


def asked(one: Saying, other: Saying) -> bool:
    """The same answer from either side; and those who are the same are found by their keys."""
    found = same(one, other)
    assert same(other, one) is found
    if found:
        assert one.asked & other.keys
        assert other.asked & one.keys
    return found


@pytest.mark.parametrize(
    "words",
    [
        TOLL,
        "the toll on the harbor bridge will rise to £4 in April",
        "The toll on the harbour bridge will rise to four pounds in April, and every penny goes to shareholders",
        "not a penny of it goes to shareholders",
        "Believe me. The toll on the harbour bridge will rise to four pounds in April",
    ],
)
def test_the_same_words_in_another_outlet(words: str) -> None:
    assert asked(saying(TOLL), saying(words, day=1, id_=2))


@pytest.mark.parametrize(
    ("words", "speaker", "day"),
    [
        ("The ferry will run from Friday, whatever the weather does on the river", "Ann Lee", 0),
        ("Thank you very much, everybody, and good night", "Ann Lee", 0),
        ("not a penny of it", "Ann Lee", 0),  # too little to be known by
        ("a penny of it goes to", "Tom Ray", 300),
    ],
)
def test_other_words(words: str, speaker: str, day: int) -> None:
    assert not asked(saying(TOLL), saying(words, speaker, day, 2))


def test_a_short_sentence_without_its_not() -> None:
    assert asked(
        saying("I did not promise the council a new bridge, I promised a report"),
        saying("I did promise the council a new bridge", day=1, id_=2),
    )


def test_a_common_phrase_is_not_known_again_on_another_day() -> None:
    words = "We have a long way to go before Christmas"
    others = "In Northport, as in Calder, we have a long way to go, my friends, and so we go on"
    assert asked(saying(words), saying("Friends, " + words, day=1, id_=2))
    assert not asked(saying(words), saying(others, day=1, id_=2))
    assert not asked(saying(words), saying(others, day=200, id_=2))


def test_whole_sentences_are_known_again_in_another_year_and_under_another_name() -> None:
    assert asked(saying(TOLL), saying(TOLL, day=900, id_=2))
    assert asked(saying(TOLL), saying(TOLL, "Tom Ray", id_=2))
    assert asked(saying(TOLL, day=None), saying(TOLL, None, day=None, id_=2))


def test_fragments_are_the_same_as_fragments_and_may_be_part_of_more() -> None:
    short, other = saying("harbour bridge toll"), saying("the harbour bridge toll", day=2, id_=2)
    assert asked(short, other)
    assert not asked(short, saying("harbour bridge toll", day=30, id_=2))
    assert not asked(short, saying("harbour bridge toll", "Tom Ray", id_=2))
    whole = saying("Nobody likes the harbour bridge toll, and I like it least of all", id_=3)
    assert not asked(short, whole)
    assert part_of(short, whole)
    assert not part_of(whole, short)
    assert not part_of(short, saying("Nobody likes the harbour bridge toll, said he", "Tom Ray", id_=3))


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("Ann Lee", "Lee", True),
        ("Donald J. Trump", "Donald Trump", True),
        ("D. Trump", "Donald Trump", True),
        ("Bill Clinton", "Hillary Clinton", False),
        ("Trump", "Cruz", False),
        ("Lee campaign", "Ann Lee", None),
        ("", "Ann Lee", None),
        (None, None, None),
    ],
)
def test_names(one: str, other: str, answer: bool | None) -> None:
    assert agree(saying("x", one).speaker, saying("x", other).speaker) is answer


def test_words_that_an_ellipsis_parts_do_not_stand_together() -> None:
    assert pieces(["One two … three four", "five . . . six"]) == (("1", "2"), ("3", "4"), ("5",), ("6",))


def test_sentences_are_told_apart_and_read_back() -> None:
    one = saying("We need it. You get shot … and so on")
    assert one.pieces == (("we", "need", "it", ".", "you", "get", "shot"), ("and", "so", "on"))
    assert [one.forms[start:end] for start, end in one.sentences] == [
        ("we", "need", "it"),
        ("you", "get", "shot"),
        ("and", "so", "on"),
    ]


def test_quoted_words_are_those_within_the_marks() -> None:
    text = "Lee said the toll was “a tax on nurses” and “no more.” He left."
    stretches = quoted(text, [(9, 55)], marks(text), direct=False)
    assert [text[a:b] for a, b in stretches] == ["a tax on nurses", "no more."]
    assert quoted("No Toll, Says Lee", [(0, 8)], [], direct=True) == [(0, 8)]
    assert quoted("He said it was over", [(8, 19)], [], direct=False) == []
