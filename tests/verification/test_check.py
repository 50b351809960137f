"""Verdicts on quotations: passages with their places, speakers, what could hold a quotation, one sentence each."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import Quotation, Transcript, Turn, Verdict
from onrecord.verification import Checker
from onrecord.verification.speaker_match import agrees

SPEECH = Path(__file__).with_name("speech.txt").read_text(encoding="utf-8")


def turns(text: str) -> tuple[Turn, ...]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        name, colon, _ = line.partition(": ")
        if colon and name.isupper():
            found.append(Turn(at + len(name) + 2, at + len(line), name))
        elif found:
            found[-1] = Turn(found[-1].start, at + len(line), found[-1].speaker)
        at += len(line)
    return tuple(found)


TRANSCRIPT = Transcript("bridge", SPEECH, "Town meeting", "2026-02-10", turns(SPEECH), ((0, 0.0), (900, 61.5)))
CHECKER = Checker([TRANSCRIPT])


def check(text: str, speaker: str | None = None, date: str | None = None) -> Verdict:
    verdict = CHECKER.check(Quotation("q", text, speaker, date))
    for passage in verdict.passages:
        assert SPEECH[passage.start : passage.end] == passage.text
    for edit in verdict.edits:
        assert text[edit.start : edit.end] == edit.text
        assert SPEECH[edit.other_start : edit.other_end] == edit.other
    assert verdict.explanation.endswith(".")
    assert 0 <= verdict.confidence <= 1
    return verdict


def test_verbatim_with_its_place_speaker_and_time() -> None:
    verdict = check("They are afraid that the second pier is moving,", "Mayor Quill", "2026-02-11")
    (passage,) = verdict.passages
    assert (verdict.verdict, verdict.transcript_id, passage.time) == ("verbatim", "bridge", 61.5)
    assert passage.text == "They are afraid that the second pier is moving"
    assert (verdict.speaker, verdict.speaker_agrees) == ("MAYOR QUILL", True)


def test_the_wrong_speaker_is_told() -> None:
    verdict = check("I say to them that we know what they lose", "Governor Ann Barrow")
    assert (verdict.verdict, verdict.speaker_agrees) == ("verbatim", False)
    assert "It is MAYOR QUILL who says so, not Governor Ann Barrow." in verdict.explanation


DEBATE = """MODERATOR: Senator, do you think that the governor lied to the people of this state about the bridge?
SMITH: I have always said that the farmers of this valley deserve better than what they got.
JONES: That is simply not true and you know it very well.
SMITH: Let me finish. The council is run by my opponent and he will never admit it to us here.
JONES: And what about us here in the town?
SMITH: And I am right about the mill and about everything else.
"""


@pytest.mark.parametrize(
    ("words", "verdict", "agrees"),
    [
        ("the farmers of this valley deserve better than what they got. That is simply not true", "spliced", False),
        ("the farmers of this valley deserve better … That is simply not true and you know it", "spliced", False),
        ("lied to the people of this state about the bridge. I have always said that the farmers", "spliced", False),
        ("the governor lied to the people of this state about the bridge", "verbatim", False),
        ("he will never admit it to us here. I am right about the mill", "minor", True),
        ("he will never admit it to us here. And I am right about the mill", "minor", True),
        ("I have always said that the farmers of this valley deserve better", "verbatim", True),
    ],
)
def test_words_of_another_voice_are_not_the_speakers(words: str, verdict: str, agrees: bool) -> None:
    found = Checker([Transcript("t", DEBATE, turns=turns(DEBATE))]).check(Quotation("q", words, "Senator Smith"))
    assert (found.verdict, found.speaker_agrees, found.meaning_changed) == (verdict, agrees, verdict == "spliced")


def test_the_speakers_own_turn_is_preferred_to_one_that_says_it_again() -> None:
    text = (
        "HOST: You said that we will win the farmers of the valley?\nJANE ROE: We will win the farmers of the valley.\n"
    )
    checker = Checker([Transcript("t", text, turns=turns(text))])
    verdicts = [
        checker.check(Quotation("q", "We will win the farmers of the valley", who)) for who in ("Roe", "Ann Lee")
    ]
    assert [(one.speaker, one.speaker_agrees) for one in verdicts] == [("JANE ROE", True), ("HOST", None)]


def test_words_of_someone_unnamed_are_not_known_to_be_the_speakers() -> None:
    text = "JOHN DOE: We will win the farmers of the valley.\n>> And they know it well in town."
    spoken = Transcript("t", text, turns=(Turn(10, 49, "JOHN DOE"), Turn(52, len(text), None)))
    verdict = Checker([spoken]).check(Quotation("q", "the farmers of the valley. And they know it well", "John Doe"))
    assert (verdict.verdict, verdict.speaker_agrees) == ("spliced", None)


def test_one_speaker_under_two_labels_is_one_voice() -> None:
    text = "ANN BARROW: I have always said that the farmers deserve it.\nBARROW: And they will get it from me.\n"
    quotation = Quotation("q", "the farmers deserve it. And they will get it from me", "Ann Barrow")
    assert Checker([Transcript("t", text, turns=turns(text))]).check(quotation).verdict == "verbatim"


@pytest.mark.parametrize(
    ("printed", "spoken", "meaning_changed"),
    [
        ("Vote for the mayor of this town.", "Don't vote for the mayor of this town.", True),
        ("[We] support the mayor of this town", "They do not support the mayor of this town.", True),
        ("A single farmer supports the mayor.", "Not a single farmer supports the mayor.", True),
        ("vote for the mayor of this town", "I say don't vote for the mayor of this town.", False),
        ("We support the mayor of this town", "No, we support the mayor of this town.", False),
    ],
)
def test_a_not_cut_off_a_sentence_is_grave(printed: str, spoken: str, meaning_changed: bool) -> None:
    verdict = Checker([Transcript("t", spoken)]).check(Quotation("q", printed))
    assert (verdict.meaning_changed, verdict.verdict not in ("verbatim", "minor")) == (meaning_changed, meaning_changed)


@pytest.mark.parametrize(("printed", "spoken"), [("co\u00adoper\u00adation", "cooperation"), ("café", "cafe\u0301")])
def test_signs_that_are_not_seen_hide_nothing(printed: str, spoken: str) -> None:
    verdict = Checker([Transcript("t", f"We {spoken} it.")]).check(Quotation("q", f"We {printed} it"))
    assert verdict.verdict in ("verbatim", "minor")


@pytest.mark.parametrize(
    ("elsewhere", "verdict"),
    [
        ("There are some people that have been there.", "minor"),
        ("It was people that had gone there.", "altered"),
        ("There are some people that have been there, and people hat have one.", "altered"),
    ],
)
def test_a_slip_is_what_no_other_transcript_has(elsewhere: str, verdict: str) -> None:
    spoken = Transcript("t", "Well, some people hat have been here for years and years, as you know.")
    quotation = Quotation("q", "some people that have been here for years and years")
    assert Checker([spoken, Transcript("o", elsewhere)]).check(quotation).verdict == verdict


def test_two_passages_are_two() -> None:
    verdict = check("There were 1,300 trucks a day on the old bridge … The council decides, and nobody else decides.")
    assert verdict.verdict == "spliced"
    assert [passage.text.split()[0] for passage in verdict.passages] == ["There", "The"]


def test_passages_in_another_order_are_told_in_the_quotations() -> None:
    verdict = check(
        "We must hire the crews from this valley before we hire anybody from outside of the valley. "
        "I have walked across those fields with the families. "
        "I want to talk about the bridge, because everybody in this town has an opinion about the bridge."
    )
    assert verdict.verdict == "spliced"
    starts = [passage.start for passage in verdict.passages]
    assert len(starts) == 3
    assert starts != sorted(starts)


@pytest.mark.parametrize(
    ("date", "speaker", "covered"),
    [
        (None, None, True),
        ("2026-02-12", "Quill", True),
        ("2026-02-12", "he", True),
        ("2026-02-12", "Ann Barrow", False),
        ("2026-02-08", "Quill", False),
        ("2026-06-01", "Quill", False),
    ],
)
def test_what_no_transcript_could_hold_is_told_apart(date: str | None, speaker: str | None, covered: bool) -> None:
    verdict = check("The pelican has taken the whole of the orchard for itself", speaker, date)
    assert (verdict.verdict, verdict.passages, verdict.covered) == ("not found", (), covered)
    assert verdict.explanation.startswith(
        "Not in the transcript" if covered else "No transcript was given that could hold it"
    )


def test_what_was_said_after_the_article_is_not_its_source() -> None:
    words = "They are afraid that the second pier is moving"
    assert check(words, date="2026-02-09").verdict == "verbatim"  # a day of time zones
    assert check(words, date="2026-02-07").verdict == "not found"


@pytest.mark.parametrize("text", ["", " ", "…", "“”", "no", "the bridge", "[The bridge]", "1", "\ud800", "a" * 50_000])
def test_any_text_has_a_verdict(text: str) -> None:
    assert CHECKER.check(Quotation("q", text)).verdict


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("Judge Curiel should be ashamed of himself", "Judge Curio (PH) should be ashamed of himself"),
        ("You have no idea who they are. This could be it", "You have no idea (INAUDIBLE). This could be it"),
        ("If she gets to pick a judge, so be it", "If she gets...\n(BOOS)\nIf she gets to pick a judge, so be it"),
        ("We will win, and we will win big", "We will win,\n[cheering]\nand we will win big"),
    ],
)  # fmt: skip
def test_stage_directions_and_guesses_are_no_words(printed: str, spoken: str) -> None:
    assert Checker([Transcript("t", spoken)]).check(Quotation("q", printed)).verdict in ("verbatim", "minor")


def test_no_transcripts_hold_nothing() -> None:
    verdict = Checker([]).check(Quotation("q", "They are afraid that the second pier is moving"))
    assert (verdict.verdict, verdict.covered) == ("not found", False)
    assert Checker([Transcript("empty", "")]).check(Quotation("q", "They are afraid of it")).verdict == "not found"


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_quotation_against_any_transcript(text: str, spoken: str) -> None:
    verdict = Checker([Transcript("t", spoken)]).check(Quotation("q", text))
    assert all(spoken[passage.start : passage.end] == passage.text for passage in verdict.passages)


def test_a_quotation_as_long_as_a_speech_is_no_hang() -> None:
    begun = time.monotonic()
    assert CHECKER.check(Quotation("q", SPEECH * 3)).verdict
    assert time.monotonic() - begun < 20


def test_a_long_quotation_of_a_long_transcript_is_no_hang() -> None:
    chance = random.Random(1)
    said = " ".join(chance.choices(["the", "of", "bridge", "mayor", "not", "we", "will", "they", "know"], k=200_000))
    checker = Checker([Transcript("t", said)])
    begun = time.monotonic()
    verdict = checker.check(Quotation("q", said[5_000:20_000].split(" ", 1)[1].rsplit(" ", 1)[0]))
    assert verdict.verdict == "verbatim"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("stated", "spoken", "expected"),
    [
        ("Trump", "DONALD TRUMP", True),
        ("Donald J. Trump", "TRUMP", True),
        ("Republican presidential candidate Donald Trump", "DONALD TRUMP", True),
        ("Sen. Bernie Sanders (I-Vt.)", "SANDERS", True),
        ("Hillary", "HILLARY CLINTON", True),
        ("O'Malley", "O’MALLEY", True),
        ("Mr. Obama", "BARACK OBAMA", True),
        ("Bernie Sanders", "FELICIA SANDERS", False),
        ("Trump", "GEORGE STEPHANOPOULOS", False),
        ("he", "TRUMP", None),
        ("He", "TRUMP", None),
        ("the Florida senator", "RUBIO", None),
        ("The New York businessman", "DONALD TRUMP", None),
        (None, "TRUMP", None),
        ("Trump", None, None),
        ("Trump", "QUESTION", None),
        ("Trump", "UNIDENTIFIED MALE", None),
    ],
)
def test_whether_two_names_are_one_speaker(stated: str | None, spoken: str | None, expected: bool | None) -> None:
    assert agrees(stated, spoken) is expected
