"""Speaker turns: labels are recognized, and other text before a colon is not."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import time_growth
from onrecord.verification.speaker_turns import find_turns, find_turns_and_times
from paths import ROOT

PUBLIC_TRANSCRIPTS = ROOT.parent / "shared" / "quotations" / "transcripts.jsonl.gz"


def speakers_and_words(text: str) -> list[tuple[str | None, str]]:
    return [(turn.speaker, text[turn.start : turn.end]) for turn in find_turns(text)]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("CLINTON", "CLINTON"),
        ("HILLARY CLINTON", "HILLARY CLINTON"),
        ("SECRETARY CLINTON", "SECRETARY CLINTON"),
        ("DONALD J. TRUMP", "DONALD J. TRUMP"),
        ("SEN. CRUZ", "SEN. CRUZ"),
        ("MR. TRUMP", "MR. TRUMP"),
        ("O’MALLEY", "O’MALLEY"),
        ("MARTIN O'MALLEY", "MARTIN O'MALLEY"),
        ("BILL DE BLASIO JR.", "BILL DE BLASIO JR."),
        ("McCAIN", "McCAIN"),
        ("A.J. DELGADO", "A.J. DELGADO"),
        ("SCOTT PELLEY (VOICEOVER)", "SCOTT PELLEY"),
        ("ODUYA [on tape]", "ODUYA"),
        ("LESTER HOLT, NBC NEWS ANCHOR", "LESTER HOLT"),
        ("REP. PAUL RYAN (R-WI), SPEAKER OF THE HOUSE", "REP. PAUL RYAN"),
        ("MARÍA ELENA SALINAS", "MARÍA ELENA SALINAS"),
        ("QUESTION", "QUESTION"),
        ("Audience Member", "Audience Member"),
        ("Sen. Mara Quill", "Sen. Mara Quill"),
        ("Mara Quill (harbour master)", "Mara Quill"),
        ("**MARA QUILL**", "MARA QUILL"),
        ("UNIDENTIFIED MALE", None),
        ("Speaker 2", None),
        ("SPEAKER_01", None),
    ],
)
def test_a_label_is_returned_as_written(label: str, name: str | None) -> None:
    assert speakers_and_words(f"{label}: We shut it. It rained.\n") == [(name, "We shut it. It rained.")]


@pytest.mark.parametrize(
    "line",
    [
        "He said one thing: no.",
        "TODAY: rain",
        "NOTE: this is a rush transcript",
        "Remember: it rains.",
        "Number One: it rains.",
        "I have two words: it rains.",
        "It was 7:30 in the evening.",
        "See https://a.example/b for more.",
        "The Washington Post: they never say so.",
        "Breaking news: it rains",
        "his book “Bridges: A Life” is out",
        "First: it rains.",
        "I went to Calderport and then on to Northport and Eastport by Sea: it rained.",
    ],
)
def test_other_words_before_a_colon_are_not_labels(line: str) -> None:
    assert find_turns(f"{line}\n") == ()
    text = f"QUILL: We shut it.\n{line}\nIt rained.\nODE: Why?\n"
    assert [speaker for speaker, _ in speakers_and_words(text)] == ["QUILL", "ODE"]


def test_a_label_directly_after_a_sentence_begins_a_turn() -> None:
    text = "CLINTON: That is the issue.O’MALLEY: I’m the one. CLINTON: No! [applause]CLINTON: Yes."
    assert speakers_and_words(text) == [
        ("CLINTON", "That is the issue."),
        ("O’MALLEY", "I’m the one."),
        ("CLINTON", "No! [applause]"),
        ("CLINTON", "Yes."),
    ]


def test_an_abbreviation_does_not_end_a_sentence_but_ISIS_does() -> None:
    text = "QUILL: I met\nISIS. ODE: No.\nODE: Ask\nDR. LEE: Yes.\n"
    assert [speaker for speaker, _ in speakers_and_words(text)] == ["QUILL", "ODE", "ODE", "DR. LEE"]


def test_names_in_title_case_need_evidence() -> None:
    assert speakers_and_words("Mara Quill: Shut.\nTom Ode: Why?\nAnd yet: rust.\nMara Quill: Rust.") == [
        ("Mara Quill", "Shut."),
        ("Tom Ode", "Why?\nAnd yet: rust."),
        ("Mara Quill", "Rust."),
    ]
    assert find_turns("We shut it.\nHarbour Bridge: a history\nIt rained.") == ()
    heading = "QUILL: We shut it.\nHarbour Debate: Analysis\nODE: Why?\nHarbour Debate: Analysis\n"
    assert [speaker for speaker, _ in speakers_and_words(heading)] == ["QUILL", "ODE"]


def test_questions_and_answers() -> None:
    assert speakers_and_words("Q: Why?\nA: Rust.\nQ: Is it safe?\nA: No.") == [
        ("Q", "Why?"),
        (None, "Rust."),
        ("Q", "Is it safe?"),
        (None, "No."),
    ]


def test_questions_without_a_colon() -> None:
    text = "THE PRESIDENT: We shut it.\nQ    Why?\nTHE PRESIDENT: Rust.\nQ  And Quill?\nMS. ODE: Q is for quiet.\n"
    assert [speaker for speaker, _ in speakers_and_words(text)] == [
        "THE PRESIDENT",
        "Q",
        "THE PRESIDENT",
        "Q",
        "MS. ODE",
    ]


def test_live_captions_in_capitals() -> None:
    text = "WE SHUT IT. MR. ODE: WHY? >> RUST. IT FELL OUT OF TOWN. EVEN: SHE KNEW.\nMARA QUILL: IT RAINED."
    assert speakers_and_words(text) == [
        (None, "WE SHUT IT."),
        ("MR. ODE", "WHY?"),
        (None, "RUST. IT FELL OUT OF TOWN. EVEN: SHE KNEW."),
        ("MARA QUILL", "IT RAINED."),
    ]


def test_times_in_a_turn_are_not_its_words() -> None:
    text = "QUILL: We [00:12:03] shut it (1:02:03) on Friday.\nODE: (0:05) At 7:30?"
    turns, times = find_turns_and_times(text)
    assert [text[turn.start : turn.end] for turn in turns] == ["We", "shut it", "on Friday.", "At 7:30?"]
    assert [seconds for _, seconds in times] == [723.0, 3723.0]


def test_a_question_can_open_a_press_conference() -> None:
    text = "Q What about it?\nTHE PRESIDENT: We will win.\nQ And then?\nTHE PRESIDENT: We go on.\n"
    assert [turn.speaker for turn in find_turns(text)] == ["Q", "THE PRESIDENT", "Q", "THE PRESIDENT"]


@given(st.text(alphabet="ABQabo:.,’ \n[]()>01-é\u2028", max_size=200))
def test_turns_follow_one_another_in_any_text(text: str) -> None:
    end = 0
    for turn in find_turns(text):
        assert end <= turn.start < turn.end <= len(text)
        assert text[turn.start : turn.end].strip() == text[turn.start : turn.end]
        end = turn.end


@pytest.mark.parametrize("pattern", ["A", "A. ", ":", "[("])
def test_time_grows_with_the_length_of_hostile_text(pattern: str) -> None:
    assert time_growth(find_turns, pattern * 20_000 + ":0", pattern * 80_000 + ":0") < 12


@lru_cache(maxsize=1)
def public_texts() -> tuple[str, ...]:
    if not PUBLIC_TRANSCRIPTS.exists():
        pytest.skip("the public transcripts are not beside this checkout: ../shared")
    with gzip.open(PUBLIC_TRANSCRIPTS, "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line)["text"] for line in lines)


def test_the_speakers_of_public_transcripts_are_found() -> None:
    turns_of_texts = [find_turns(text) for text in public_texts()]
    assert all(turns_of_texts)
    names = Counter(turn.speaker for turns in turns_of_texts for turn in turns)
    title_case_count = sum(count for name, count in names.items() if name and not name.isupper())
    assert title_case_count < sum(names.values()) / 500  # nearly all labels of these transcripts are in capitals
    assert not {"One", "Remember", "Crippled America", "Democratic Debate", "READ", "EVEN"} & set(names)
    assert names["O’MALLEY"] >= 91
