"""Captions: SRT and WebVTT."""

from __future__ import annotations

import pytest

from verification.transcript_files import WriteFile, read_one, speakers_and_words, words_at_times

SRT = """\ufeff1
00:00:01,000 --> 00:00:04,000
<i>Thank you.</i>
TODAY: rain & sun

2
00:00:04,100 --> 00:00:06,000 X1:40 X2:600
MR. TRUMP: We will

3
00:00:06,100 --> 00:00:08,000
{\\an8}win, &amp; win big.
4
00:00:08,100 --> 00:00:10,000
CLINTON (ON TAPE): No.
No.
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_srt(line_end: str, write: WriteFile) -> None:
    transcript = read_one(write("a.srt", SRT.replace("\n", line_end)))
    assert speakers_and_words(transcript) == [
        (None, "Thank you. TODAY: rain & sun"),
        ("MR. TRUMP", "We will win, & win big."),
        ("CLINTON", "No. No."),
    ]
    assert words_at_times(transcript)[6.1] == "win,"


def test_names_in_title_case_in_captions(write: WriteFile) -> None:
    lines = ["Mara Quill: We shut it", "on Friday. It rained", "Tom Ode: Why?", "Mara Quill: Rust."]
    text = "\n\n".join(f"{n}\n00:00:0{n},0 --> 00:00:0{n},9\n{words}" for n, words in enumerate(lines, 1))
    assert speakers_and_words(read_one(write("a.srt", text))) == [
        ("Mara Quill", "We shut it on Friday. It rained"),
        ("Tom Ode", "Why?"),
        ("Mara Quill", "Rust."),
    ]


def test_webvtt_with_voices_notes_and_styles(write: WriteFile) -> None:
    text = (
        "WEBVTT\nKind: captions\n\nSTYLE\n::cue { color: lime }\n\nNOTE a note\n\n"
        "00:00.000 --> 00:01.900 align:start position:0%\n<v Mara Quill>We<00:00:00.500><c> shut</c> it</v>\n\n"
        "intro\n00:02.000 --> 00:04.000\n<v Mara Quill>on Friday\n<v.loud Tom Ode>Why?\n\nNOTE\nanother\n\n"
        "01:00:05.000 --> 01:00:06.000\n<v Mara Quill>Rust &lt;3</v>\n"
    )
    transcript = read_one(write("a.vtt", text))
    assert speakers_and_words(transcript) == [
        ("Mara Quill", "We shut it on Friday"),
        ("Tom Ode", "Why?"),
        ("Mara Quill", "Rust <3"),
    ]
    assert transcript.times[-1][1] == 3605.0


def rolling_captions(lines: list[str]) -> str:
    """Return captions as YouTube writes them: each line appears below the one before, then above the next."""
    cues, before = [], " "
    for number, line in enumerate(lines):
        cues.append(f"00:00:{2 * number:02}.000 --> 00:00:{2 * number + 1:02}.990\n{before}\n{line}\n")
        cues.append(f"00:00:{2 * number + 1:02}.990 --> 00:00:{2 * number + 2:02}.000\n{line}\n \n")
        before = line
    return "WEBVTT\n\n" + "\n".join(cues)


def test_rolling_captions_are_not_doubled(write: WriteFile) -> None:
    lines = ["well the bridge", "is shut until", "monday and", "monday and", "that is that"]
    assert (
        read_one(write("a.vtt", rolling_captions(lines))).text
        == "well the bridge is shut until monday and monday and that is that"
    )
    grows = "\n\n".join(f"{n}\n00:00:0{n},0 --> 00:00:0{n},9\n{' '.join(lines[0].split()[:n])}" for n in (1, 2, 3))
    assert read_one(write("b.srt", grows)).text == "well the bridge"


def test_words_said_twice_stay_in_captions_that_do_not_roll(write: WriteFile) -> None:
    lines = ["No.", "No.", "We shut it.", "It rained.", "On Friday.", "Why?", "Rust."]
    text = "\n\n".join(f"{n}\n00:00:0{n},0 --> 00:00:0{n},9\n{words}" for n, words in enumerate(lines, 1))
    assert read_one(write("a.srt", text)).text == " ".join(lines)


def test_a_number_at_the_end_of_a_caption_is_spoken(write: WriteFile) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nthat was in\n2016\n\n00:03.000 --> 00:04.000\nand now\n2026\n"
    assert read_one(write("a.vtt", text)).text == "that was in 2016 and now 2026"
    numbered = "1\n00:00:01,000 --> 00:00:02,000\nthat was in\n2016\n2\n00:00:03,000 --> 00:00:04,000\nand now\n"
    assert read_one(write("a.srt", numbered)).text == "that was in 2016 and now"


@pytest.mark.parametrize(
    "captions",
    [
        "99\n00:00:1,5 -> 00:00:02,0\nhello\n\n\nxx\n0:00:03.000 --> 0:00:04.000\n\nthere\n",
        "1\n00:00:09,000 --> 00:00:02,000\nhello\n1\n00:00:01,000 --> 00:00:02,000\nthere",
        "WEBVTT\n00:01.000 --> 00:02.000\nhello\n00:03.000 --> 00:04.000\nthere",
        "-5\n99:99:99,999 --> 99:99:99,999\nhello\n\n00:00:03,000 --> 00:00:04,000\nthere\n\n",
    ],
)
def test_broken_captions_lose_no_words(captions: str, write: WriteFile) -> None:
    assert read_one(write("a.srt", captions)).text == "hello there"


def test_dashes_in_captions_are_voices_without_names(write: WriteFile) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n- I sold the fish.\n-I sent it\nback.\n\n00:03.000 --> 00:04.000\n- No."
    transcript = read_one(write("a.vtt", text))
    assert speakers_and_words(transcript) == [(None, "I sold the fish."), (None, "I sent it back."), (None, "No.")]
    assert len({turn.voice for turn in transcript.turns}) == 3
    one_dash = "WEBVTT\n\n00:01.000 --> 00:02.000\nWe left it - the long one -\nby the wall.\n"
    assert len(read_one(write("b.vtt", one_dash)).turns) == 0


def test_names_in_brackets_above_captions(write: WriteFile) -> None:
    lines = ["(Mara Quill)", "We shut it.", "(Tom Ode)", "Why?", "(Mara Quill)", "Rust.", "(Applause)", "Thank you."]
    text = "\n\n".join(f"{n}\n00:00:0{n},0 --> 00:00:0{n},9\n{words}" for n, words in enumerate(lines, 1))
    names = [speaker for speaker, _ in speakers_and_words(read_one(write("a.srt", text)))]
    assert names[:3] == ["Mara Quill", "Tom Ode", "Mara Quill"]
