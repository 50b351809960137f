"""Whether two statements report the same words."""

from __future__ import annotations

import pytest

from onrecord.comparison.matching import is_part_of, is_same_utterance, names_agree
from onrecord.comparison.quote_fingerprint import QuoteFingerprint
from onrecord.comparison.quoted_words import outermost_quotations, quoted_ranges, split_segments

TOLL = "The toll on the harbour bridge will rise to four pounds in April, and not a penny of it goes to shareholders"


def fingerprint(words: str, speaker: str | None = "Ann Lee", day: int | None = 0, id_: int = 1) -> QuoteFingerprint:
    return QuoteFingerprint.build(id_, split_segments([words]), speaker, day)


def match(quote: QuoteFingerprint, other: QuoteFingerprint) -> bool:
    """The same answer from either side; and those who are the same are is_match by their keys."""
    is_match = is_same_utterance(quote, other)
    assert is_same_utterance(other, quote) is is_match
    if is_match:
        assert quote.lookup_keys & other.index_keys
        assert other.lookup_keys & quote.index_keys
    return is_match


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
    assert match(fingerprint(TOLL), fingerprint(words, day=1, id_=2))


@pytest.mark.parametrize(
    ("words", "speaker", "day"),
    [
        ("The ferry will run from Friday, whatever the weather does on the river", "Ann Lee", 0),
        ("Thank you very much, everybody, and good night", "Ann Lee", 0),
        ("not a penny of it", "Ann Lee", 0),  # too few words to identify it
        ("a penny of it goes to", "Tom Ray", 300),
    ],
)
def test_different_words_do_not_match(words: str, speaker: str, day: int) -> None:
    assert not match(fingerprint(TOLL), fingerprint(words, speaker, day, 2))


def test_a_short_sentence_without_its_not() -> None:
    assert match(
        fingerprint("I did not promise the council a new bridge, I promised a report"),
        fingerprint("I did promise the council a new bridge", day=1, id_=2),
    )


def test_a_common_phrase_does_not_match_on_another_day() -> None:
    words = "We have a long way to go before Christmas"
    others = "In Northport, as in Calder, we have a long way to go, my friends, and so we go on"
    assert match(fingerprint(words), fingerprint("Friends, " + words, day=1, id_=2))
    assert not match(fingerprint(words), fingerprint(others, day=1, id_=2))
    assert not match(fingerprint(words), fingerprint(others, day=200, id_=2))


def test_whole_sentences_match_in_another_year_and_under_another_name() -> None:
    assert match(fingerprint(TOLL), fingerprint(TOLL, day=900, id_=2))
    assert match(fingerprint(TOLL), fingerprint(TOLL, "Tom Ray", id_=2))
    assert match(fingerprint(TOLL, day=None), fingerprint(TOLL, None, day=None, id_=2))


def test_fragments_match_fragments_and_may_be_part_of_longer_quotes() -> None:
    short, other = fingerprint("harbour bridge toll"), fingerprint("the harbour bridge toll", day=2, id_=2)
    assert match(short, other)
    assert not match(short, fingerprint("harbour bridge toll", day=30, id_=2))
    assert not match(short, fingerprint("harbour bridge toll", "Tom Ray", id_=2))
    longer_quote = fingerprint("Nobody likes the harbour bridge toll, and I like it least of all", id_=3)
    assert not match(short, longer_quote)
    assert is_part_of(short, longer_quote)
    assert not is_part_of(longer_quote, short)
    assert not is_part_of(short, fingerprint("Nobody likes the harbour bridge toll, said he", "Tom Ray", id_=3))


@pytest.mark.parametrize(
    ("quote", "other", "answer"),
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
def test_names_that_agree(quote: str, other: str, answer: bool | None) -> None:
    assert names_agree(fingerprint("x", quote).speaker, fingerprint("x", other).speaker) is answer


def test_an_ellipsis_separates_words() -> None:
    assert split_segments(["One two … three four", "five . . . six"]) == (("1", "2"), ("3", "4"), ("5",), ("6",))


def test_sentences_are_separated_and_read_back() -> None:
    quote = fingerprint("We need it. You get shot … and so on")
    assert quote.segments == (("we", "need", "it", ".", "you", "get", "shot"), ("and", "so", "on"))
    assert [quote.forms[start:end] for start, end in quote.sentences] == [
        ("we", "need", "it"),
        ("you", "get", "shot"),
        ("and", "so", "on"),
    ]


def test_quoted_words_are_those_within_the_marks() -> None:
    text = "Lee said the toll was “a tax on nurses” and “no more.” He left."
    ranges = quoted_ranges(text, [(9, 55)], outermost_quotations(text), direct=False)
    assert [text[a:b] for a, b in ranges] == ["a tax on nurses", "no more."]
    assert quoted_ranges("No Toll, Says Lee", [(0, 8)], [], direct=True) == [(0, 8)]
    assert quoted_ranges("He said it was over", [(8, 19)], [], direct=False) == []
