"""Verdicts on quotations: passages, speakers, edits, and whether any transcript could hold the words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import time_growth
from onrecord.records import Quotation, Transcript, Turn, Verdict
from onrecord.verification import QuotationChecker
from onrecord.verification.formats.text_transcript import read_text
from onrecord.verification.transcript_builder import TranscriptInfo

SPEECH = Path(__file__).with_name("speech.txt").read_text(encoding="utf-8")


def label_turns(text: str) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        name, colon, _ = line.partition(": ")
        if colon and name.isupper():
            turns.append(Turn(offset + len(name) + 2, offset + len(line), name))
        elif turns:
            turns[-1] = Turn(turns[-1].start, offset + len(line), turns[-1].speaker)
        offset += len(line)
    return tuple(turns)


def check_against(spoken: str, text: str, speaker: str | None = None) -> Verdict:
    """Check words against one transcript whose turns begin with names in capitals."""
    transcript = Transcript("t", spoken, turns=label_turns(spoken))
    return QuotationChecker([transcript]).check(Quotation("q", text, speaker))


TRANSCRIPT = Transcript("bridge", SPEECH, "Town meeting", "2026-02-10", label_turns(SPEECH), ((0, 0.0), (900, 61.5)))
CHECKER = QuotationChecker([TRANSCRIPT])


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


def test_the_wrong_speaker_is_named() -> None:
    verdict = check("I say to them that we know what they lose", "Governor Ann Barrow")
    assert (verdict.verdict, verdict.speaker_agrees) == ("verbatim", False)
    assert "The speaker is MAYOR QUILL, not Governor Ann Barrow." in verdict.explanation


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
        ("the governor lied to the people of this state about the bridge", "trimmed", False),  # cut out of a question
        ("he will never admit it to us here. I am right about the mill", "minor", True),
        ("he will never admit it to us here. And I am right about the mill", "minor", True),
        ("I have always said that the farmers of this valley deserve better", "verbatim", True),
    ],
)
def test_words_of_another_voice_do_not_agree(words: str, verdict: str, agrees: bool) -> None:
    checked = check_against(DEBATE, words, "Senator Smith")
    assert (checked.verdict, checked.speaker_agrees, checked.meaning_changed) == (
        verdict,
        agrees,
        verdict in ("spliced", "trimmed"),
    )


def test_the_speakers_own_turn_is_preferred_to_a_repetition() -> None:
    text = (
        "HOST: You said that we will win the farmers of the valley?\nJANE ROE: We will win the farmers of the valley.\n"
    )
    words = "We will win the farmers of the valley"
    verdicts = [check_against(text, words, speaker) for speaker in ("Roe", "Ann Lee")]
    assert [(verdict.speaker, verdict.speaker_agrees) for verdict in verdicts] == [("JANE ROE", True), ("HOST", None)]


def test_an_unnamed_voice_neither_agrees_nor_disagrees() -> None:
    text = "JOHN DOE: We will win the farmers of the valley.\n>> And they know it well in town."
    spoken = Transcript("t", text, turns=(Turn(10, 49, "JOHN DOE"), Turn(52, len(text), None)))
    verdict = QuotationChecker([spoken]).check(
        Quotation("q", "the farmers of the valley. And they know it well", "John Doe")
    )
    assert (verdict.verdict, verdict.speaker_agrees) == ("spliced", None)


def test_one_speaker_under_two_labels_is_one_voice() -> None:
    text = "ANN BARROW: I have always said that the farmers deserve it.\nBARROW: And they will get it from me.\n"
    words = "the farmers deserve it. And they will get it from me"
    assert check_against(text, words, "Ann Barrow").verdict == "verbatim"


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
def test_a_not_cut_off_a_sentence_changes_the_meaning(printed: str, spoken: str, meaning_changed: bool) -> None:
    verdict = check_against(spoken, printed)
    assert verdict.meaning_changed is meaning_changed
    assert (verdict.verdict not in ("verbatim", "minor")) is meaning_changed


@pytest.mark.parametrize(("printed", "spoken"), [("co\u00adoper\u00adation", "cooperation"), ("café", "cafe\u0301")])
def test_invisible_characters_make_no_difference(printed: str, spoken: str) -> None:
    assert check_against(f"We {spoken} it.", f"We {printed} it").verdict in ("verbatim", "minor")


@pytest.mark.parametrize(
    ("elsewhere", "verdict"),
    [
        ("There are some people that have been there.", "minor"),
        ("It was people that had gone there.", "altered"),
        ("There are some people that have been there, and people hat have one.", "altered"),
    ],
)
def test_a_transcription_error_is_in_no_other_transcript(elsewhere: str, verdict: str) -> None:
    spoken = Transcript("t", "Well, some people hat have been here for years and years, as you know.")
    quotation = Quotation("q", "some people that have been here for years and years")
    assert QuotationChecker([spoken, Transcript("o", elsewhere)]).check(quotation).verdict == verdict


def test_a_splice_has_two_passages() -> None:
    verdict = check("There were 1,300 trucks a day on the old bridge … The council decides, and nobody else decides.")
    assert verdict.verdict == "spliced"
    assert [passage.text.split()[0] for passage in verdict.passages] == ["There", "The"]


def test_passages_are_in_the_order_of_the_quotation() -> None:
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
def test_covered_says_whether_a_transcript_could_hold_the_words(
    date: str | None, speaker: str | None, covered: bool
) -> None:
    verdict = check("The pelican has taken the whole of the orchard for itself", speaker, date)
    assert (verdict.verdict, verdict.passages, verdict.covered) == ("not found", (), covered)
    assert verdict.explanation.startswith(
        "Not in the transcript" if covered else "No transcript was given that could hold it"
    )


def test_a_transcript_dated_after_the_article_is_not_its_source() -> None:
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
)
def test_stage_directions_and_marked_guesses_are_not_words(printed: str, spoken: str) -> None:
    assert check_against(spoken, printed).verdict in ("verbatim", "minor")


def test_without_transcripts_nothing_is_found() -> None:
    verdict = QuotationChecker([]).check(Quotation("q", "They are afraid that the second pier is moving"))
    assert (verdict.verdict, verdict.covered) == ("not found", False)
    assert (
        QuotationChecker([Transcript("empty", "")]).check(Quotation("q", "They are afraid of it")).verdict
        == "not found"
    )


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_quotation_against_any_transcript(text: str, spoken: str) -> None:
    verdict = QuotationChecker([Transcript("t", spoken)]).check(Quotation("q", text))
    assert all(spoken[passage.start : passage.end] == passage.text for passage in verdict.passages)


def test_time_grows_with_the_length_of_the_quotation() -> None:
    def check_repeated(times: int) -> None:
        CHECKER.check(Quotation("q", SPEECH * times))

    assert time_growth(check_repeated, 1, 3) < 12


def test_time_does_not_grow_with_the_product_of_quotation_and_transcript() -> None:
    rng = random.Random(1)
    words = " ".join(rng.choices(["the", "of", "bridge", "mayor", "not", "we", "will", "they", "know"], k=200_000))
    checker = QuotationChecker([Transcript("t", words)])

    def check_part(end: int) -> None:
        quotation = words[5_000:end].split(" ", 1)[1].rsplit(" ", 1)[0]
        assert checker.check(Quotation("q", quotation)).verdict == "verbatim"

    assert time_growth(check_part, 8_750, 20_000) < 12


CALL = """DISPATCHER: Police department.
ZIMMERMAN: This guy looks like he's up to no good, or he's on drugs or something. It's raining and he's just walking
around, looking about.
DISPATCHER: OK, and this guy, is he white, black or Hispanic?
ZIMMERMAN: He looks black.
"""  # the emergency call of 26 February 2012, shortened; NBC broadcast the first printed form below in March 2012


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("This guy looks like he's up to no good. He looks black.", "spliced"),
        ("This guy looks like he's up to no good … he looks black.", "spliced"),
        ("This guy looks like he's up to no good", "verbatim"),
        ("He looks black.", "verbatim"),
    ],
)
def test_an_answer_put_behind_other_words_is_a_splice(printed: str, kind: str) -> None:
    transcript = read_text(CALL, TranscriptInfo("call"))
    verdict = QuotationChecker([transcript]).check(Quotation("q", printed, "George Zimmerman"))
    assert (verdict.verdict, verdict.meaning_changed, verdict.speaker_agrees) == (kind, kind == "spliced", True)
    if kind == "spliced":
        assert [passage.text for passage in verdict.passages] == [
            "This guy looks like he's up to no good",
            "He looks black",
        ]


HARBOUR = "ANN LEE: 2016 was the year -known for it. The boats stayed in, to-day MR PARK: and we saw it all-[W]e $3 of"


@pytest.mark.parametrize(
    "printed",
    [
        "The boats stayed in, to-da",
        "The boats stayed in, to-",
        "the boats stayed in, to-day Mr Park: and we saw it a-ll",
        "(APPLAUSE) 2016 was the year",
        "(APPLAUSE) It 2016 was the ye-ar",
        "was the year -known for it. The bo-ats",
        "and we saw it all-[W]e $3",
        "saw it al-l [W]e $3 o-f",
    ],
)
def test_words_parted_by_a_hyphen_or_printed_around_the_spoken_ones(printed: str) -> None:
    for end in range(len(HARBOUR), len(HARBOUR) - 30, -1):  # wherever the transcript ends
        spoken = HARBOUR[:end]
        verdict = check_against(spoken, printed)
        assert all(spoken[edit.other_start : edit.other_end] == edit.other for edit in verdict.edits)
        assert all(printed[edit.start : edit.end] == edit.text for edit in verdict.edits)


SAYINGS = [
    *("it", "rained", "on", "well-", "-known", "to-day", "don't", "5%", "$3", "...", "…", "[the]", "(APPLAUSE)", "—"),
    *("not", "no-one", "Ann", "10:30", "[W]e", "isl-", "½", "ﬁx", ".", "?"),
]


@given(st.data())
def test_edited_words_of_a_transcript_have_a_verdict_and_offsets(data: st.DataObject) -> None:
    spoken = data.draw(st.lists(st.sampled_from(SAYINGS), min_size=4, max_size=30))
    start = data.draw(st.integers(0, len(spoken) - 1))
    printed = spoken[start : start + data.draw(st.integers(3, 12))]
    for place, word in data.draw(st.lists(st.tuples(st.integers(0, 14), st.sampled_from(SAYINGS)), max_size=3)):
        printed.insert(place, word)
    parted = data.draw(st.integers(0, len(printed) - 1))
    printed[parted] = f"{printed[parted][:2]}-{printed[parted][2:]}"
    text, transcript = " ".join(printed), f"ANN LEE: {' '.join(spoken)}"
    verdict = check_against(transcript, text)
    assert all(transcript[edit.other_start : edit.other_end] == edit.other for edit in verdict.edits)
    assert all(text[edit.start : edit.end] == edit.text for edit in verdict.edits)
