"""Who speaks in a transcript: labels found, and what only looks like one left alone."""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.verification.turns import turns_and_times, turns_of
from paths import ROOT

SHARED = ROOT.parent / "shared" / "quotations" / "transcripts.jsonl.gz"


def spoken(text: str) -> list[tuple[str | None, str]]:
    return [(turn.speaker, text[turn.start : turn.end]) for turn in turns_of(text)]


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
def test_a_label_is_kept_as_it_is_written(label: str, name: str | None) -> None:
    assert spoken(f"{label}: We shut it. It rained.\n") == [(name, "We shut it. It rained.")]


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
def test_what_only_looks_like_a_label_is_none(line: str) -> None:
    assert turns_of(f"{line}\n") == ()
    text = f"QUILL: We shut it.\n{line}\nIt rained.\nODE: Why?\n"
    assert [speaker for speaker, _ in spoken(text)] == ["QUILL", "ODE"]


def test_a_label_glued_to_a_sentence_s_end_is_a_new_turn() -> None:
    text = "CLINTON: That is the issue.O’MALLEY: I’m the one. CLINTON: No! [applause]CLINTON: Yes."
    assert spoken(text) == [
        ("CLINTON", "That is the issue."),
        ("O’MALLEY", "I’m the one."),
        ("CLINTON", "No! [applause]"),
        ("CLINTON", "Yes."),
    ]


def test_an_abbreviation_s_point_ends_no_sentence_and_ISIS_does() -> None:
    text = "QUILL: I met\nISIS. ODE: No.\nODE: Ask\nDR. LEE: Yes.\n"
    assert [speaker for speaker, _ in spoken(text)] == ["QUILL", "ODE", "ODE", "DR. LEE"]


def test_names_in_small_letters_need_evidence() -> None:
    assert spoken("Mara Quill: Shut.\nTom Ode: Why?\nAnd yet: rust.\nMara Quill: Rust.") == [
        ("Mara Quill", "Shut."),
        ("Tom Ode", "Why?\nAnd yet: rust."),
        ("Mara Quill", "Rust."),
    ]
    assert turns_of("We shut it.\nHarbour Bridge: a history\nIt rained.") == ()
    heading = "QUILL: We shut it.\nHarbour Debate: Analysis\nODE: Why?\nHarbour Debate: Analysis\n"
    assert [speaker for speaker, _ in spoken(heading)] == ["QUILL", "ODE"]


def test_questions_and_answers() -> None:
    assert spoken("Q: Why?\nA: Rust.\nQ: Is it safe?\nA: No.") == [
        ("Q", "Why?"),
        (None, "Rust."),
        ("Q", "Is it safe?"),
        (None, "No."),
    ]


def test_questions_without_a_colon() -> None:
    text = "THE PRESIDENT: We shut it.\nQ    Why?\nTHE PRESIDENT: Rust.\nQ  And Quill?\nMS. ODE: Q is for quiet.\n"
    assert [speaker for speaker, _ in spoken(text)] == ["THE PRESIDENT", "Q", "THE PRESIDENT", "Q", "MS. ODE"]


def test_live_captions_in_capitals() -> None:
    text = "WE SHUT IT. MR. ODE: WHY? >> RUST. IT FELL OUT OF TOWN. EVEN: SHE KNEW.\nMARA QUILL: IT RAINED."
    assert spoken(text) == [
        (None, "WE SHUT IT."),
        ("MR. ODE", "WHY?"),
        (None, "RUST. IT FELL OUT OF TOWN. EVEN: SHE KNEW."),
        ("MARA QUILL", "IT RAINED."),
    ]


def test_times_in_a_turn_are_no_words_of_it() -> None:
    text = "QUILL: We [00:12:03] shut it (1:02:03) on Friday.\nODE: (0:05) At 7:30?"
    turns, times = turns_and_times(text)
    assert [text[turn.start : turn.end] for turn in turns] == ["We", "shut it", "on Friday.", "At 7:30?"]
    assert [seconds for _, seconds in times] == [723.0, 3723.0]


def test_a_question_that_opens_a_press_conference_is_no_ones_words() -> None:
    text = "Q What about it?\nTHE PRESIDENT: We will win.\nQ And then?\nTHE PRESIDENT: We go on.\n"
    assert [turn.speaker for turn in turns_of(text)] == ["Q", "THE PRESIDENT", "Q", "THE PRESIDENT"]


@given(st.text(alphabet="ABQabo:.,’ \n[]()>01-é\u2028", max_size=200))
def test_turns_follow_one_another_in_any_text(text: str) -> None:
    end = 0
    for turn in turns_of(text):
        assert end <= turn.start < turn.end <= len(text)
        assert text[turn.start : turn.end].strip() == text[turn.start : turn.end]
        end = turn.end


@pytest.mark.parametrize("text", ["A" * 300_000 + ":", ("A. " * 100_000) + ":", ":" * 200_000, "[(" * 100_000 + ":0"])
def test_hostile_text_takes_no_time(text: str) -> None:
    before = time.process_time()
    turns_of(text)
    assert time.process_time() - before < 2


@lru_cache(maxsize=1)
def shared() -> tuple[dict[str, str], ...]:
    if not SHARED.exists():
        pytest.skip("the shared transcripts are not beside this checkout")
    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def test_the_public_transcripts_are_read_in_time_and_their_speakers_found() -> None:
    rows = shared()
    before = time.process_time()
    found = [turns_of(row["text"]) for row in rows]
    assert time.process_time() - before < 1.5
    assert sum(map(bool, found)) == len(rows)
    names = Counter(turn.speaker for turns in found for turn in turns)
    small = {name: count for name, count in names.items() if name and not name.isupper()}
    assert sum(small.values()) < sum(names.values()) / 500  # there, names are in capitals, all but a few
    assert not {"One", "Remember", "Crippled America", "Democratic Debate", "READ", "EVEN"} & set(names)
    assert names["O’MALLEY"] >= 91
