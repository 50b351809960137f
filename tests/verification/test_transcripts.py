"""Transcripts of every form: text, turns and times; and what cannot be read told in one line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from onrecord.errors import OnrecordError
from onrecord.records import Skipped, Transcript
from onrecord.settings import Settings
from onrecord.verification.transcripts import gathered, open_transcripts
from paths import ROOT
from serving import Site, served

Write = Callable[[str, "str | bytes"], Path]
MEETING = ROOT / "examples" / "transcripts" / "council-meeting-2026-05-11.txt"


def opened(*locations: object, settings: Settings | None = None) -> list[Transcript | Skipped]:
    return list(open_transcripts(map(str, locations), settings or Settings()))


def one(location: object) -> Transcript:
    (found,) = opened(location)
    assert isinstance(found, Transcript), found
    ends = 0
    for turn in found.turns:
        assert ends <= turn.start < turn.end <= len(found.text)
        ends = turn.end
    assert list(found.times) == sorted(found.times)
    return found


def spoken(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def at(transcript: Transcript) -> dict[float, str]:
    """The word that stands at each time."""
    return {seconds: transcript.text[offset:].split()[0] for offset, seconds in transcript.times}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def test_text_with_names_and_times() -> None:
    found = one(MEETING)
    assert (found.id, found.date, found.event) == (str(MEETING), "2026-05-11", None)
    assert "[" not in found.text
    assert [speaker for speaker, _ in spoken(found)] == [
        None,
        "COUNCILLOR HART",
        "RENATA ODUYA",
        "COUNCILLOR HART",
        "RENATA ODUYA",
        "PIERS LINDQVIST",
        "MARTA KOWALCZYK",
    ]
    assert at(found)[48.0] == "I"
    assert len(found.times) == 7


@pytest.mark.parametrize(
    "text",
    [
        "0:01\nwe shut it\n0:09\non friday\n",
        "0:01 we shut it\n0:09 on friday\n",
        "[0:01] we shut it\n[0:09] on friday\n",
        "0:00:01.500,0:00:04.000\nwe shut it\n\n0:00:09.000,0:00:11.000\non friday\n",
        "00:00:01 --> 00:00:04 we shut it\r\n00:00:09 --> 00:00:11 on friday\r\n",
    ],
)
def test_times_at_line_starts(text: str, write: Write) -> None:
    found = one(write("a.txt", text))
    assert found.text.split() == ["we", "shut", "it", "on", "friday"]
    assert at(found) == {1.0: "we", 9.0: "on"}


def test_one_time_of_day_is_no_time_code(write: Write) -> None:
    text = "QUILL: We met at\n7:30 in the evening.\n"
    found = one(write("a.txt", text))
    assert (found.text, found.times) == (text, ())


def test_names_above_what_is_said(write: Write) -> None:
    found = one(write("a.txt", "Mara Quill  0:01\nWe shut it.\n\nTom Ode  0:09\nWhy?\n"))
    assert spoken(found) == [("Mara Quill", "We shut it."), ("Tom Ode", "Why?")]
    assert [seconds for _, seconds in found.times] == [1.0, 9.0]


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_srt(end: str, write: Write) -> None:
    found = one(write("a.srt", SRT.replace("\n", end)))
    assert spoken(found) == [
        (None, "Thank you. TODAY: rain & sun"),
        ("MR. TRUMP", "We will win, & win big."),
        ("CLINTON", "No. No."),
    ]
    assert at(found)[6.1] == "win,"


def test_names_in_small_letters_in_captions(write: Write) -> None:
    said = ["Mara Quill: We shut it", "on Friday. It rained", "Tom Ode: Why?", "Mara Quill: Rust."]
    text = "\n\n".join(f"{n}\n00:00:0{n},0 --> 00:00:0{n},9\n{words}" for n, words in enumerate(said, 1))
    assert spoken(one(write("a.srt", text))) == [
        ("Mara Quill", "We shut it on Friday. It rained"),
        ("Tom Ode", "Why?"),
        ("Mara Quill", "Rust."),
    ]


def test_webvtt_with_voices_notes_and_styles(write: Write) -> None:
    text = (
        "WEBVTT\nKind: captions\n\nSTYLE\n::cue { color: lime }\n\nNOTE a note\n\n"
        "00:00.000 --> 00:01.900 align:start position:0%\n<v Mara Quill>We<00:00:00.500><c> shut</c> it</v>\n\n"
        "intro\n00:02.000 --> 00:04.000\n<v Mara Quill>on Friday\n<v.loud Tom Ode>Why?\n\nNOTE\nanother\n\n"
        "01:00:05.000 --> 01:00:06.000\n<v Mara Quill>Rust &lt;3</v>\n"
    )
    found = one(write("a.vtt", text))
    assert spoken(found) == [("Mara Quill", "We shut it on Friday"), ("Tom Ode", "Why?"), ("Mara Quill", "Rust <3")]
    assert found.times[-1][1] == 3605.0


def rolling(lines: list[str]) -> str:
    """Captions as YouTube makes them: each line comes below the one before, then stands above the next."""
    cues, before = [], " "
    for number, line in enumerate(lines):
        cues.append(f"00:00:{2 * number:02}.000 --> 00:00:{2 * number + 1:02}.990\n{before}\n{line}\n")
        cues.append(f"00:00:{2 * number + 1:02}.990 --> 00:00:{2 * number + 2:02}.000\n{line}\n \n")
        before = line
    return "WEBVTT\n\n" + "\n".join(cues)


def test_captions_that_roll_are_not_doubled(write: Write) -> None:
    lines = ["well the bridge", "is shut until", "monday and", "monday and", "that is that"]
    assert (
        one(write("a.vtt", rolling(lines))).text == "well the bridge is shut until monday and monday and that is that"
    )
    grows = "\n\n".join(f"{n}\n00:00:0{n},0 --> 00:00:0{n},9\n{' '.join(lines[0].split()[:n])}" for n in (1, 2, 3))
    assert one(write("b.srt", grows)).text == "well the bridge"


def test_words_said_twice_stay_where_captions_do_not_roll(write: Write) -> None:
    said = ["No.", "No.", "We shut it.", "It rained.", "On Friday.", "Why?", "Rust."]
    text = "\n\n".join(f"{n}\n00:00:0{n},0 --> 00:00:0{n},9\n{words}" for n, words in enumerate(said, 1))
    assert one(write("a.srt", text)).text == " ".join(said)


def test_json_lines_are_taken_to_the_character(write: Write) -> None:
    text = "\tQUILL:  We shut it.\r\n ODE: Why? [00:12:03] And\xa0 when?  "
    line = json.dumps({"id": 7, "event": "Meeting", "date": "2026-05-11", "text": text, "more": {}})
    found = one(write("a.jsonl", "\ufeff" + line + "\n"))
    assert (found.id, found.event, found.date, found.text) == ("7", "Meeting", "2026-05-11", text)
    assert spoken(found) == [("QUILL", "We shut it."), ("ODE", "Why?"), ("ODE", "And\xa0 when?")]


def test_turns_that_are_given(write: Write) -> None:
    turns = [
        {"speaker": "Mara Quill", "text": "We shut it."},
        {"speaker": "SPEAKER_01", "text": "TODAY: Why?", "start": 9},
        {"text": "Rust."},
    ]
    found = one(write("a.jsonl", json.dumps({"id": "a", "turns": turns})))
    assert spoken(found) == [("Mara Quill", "We shut it."), (None, "TODAY: Why?"), (None, "Rust.")]
    assert at(found) == {9.0: "TODAY:"}
    text = "Meeting. We shut it. TODAY: Why? Rust."
    beside = one(write("b.jsonl", json.dumps({"id": "a", "text": text, "turns": turns})))
    assert beside.text == text
    assert [speaker for speaker, _ in spoken(beside)] == ["Mara Quill", None, None]


def test_segments_of_speech_recognition(write: Write) -> None:
    segments = [
        {"id": 0, "start": 0.0, "end": 1.5, "text": " We shut it.", "speaker": "SPEAKER_00"},
        {"id": 1, "start": 2, "end": 3, "text": " Why?", "speaker": "Tom Ode"},
        {"id": 2, "start": 3.5, "end": 4, "text": " And when?", "speaker": "Tom Ode"},
    ]
    whole = {"text": " We shut it. Why? And when?", "segments": segments, "language": "en"}
    for name, shown in (("a.json", whole), ("b.json", segments)):
        found = one(write(name, json.dumps(shown, indent=1)))
        assert spoken(found) == [(None, "We shut it."), ("Tom Ode", "Why? And when?")]
        assert at(found) == {0.0: "We", 2.0: "Why?", 3.5: "And"}


CNN = """<html><head><title>First debate - Transcripts</title>
<meta property="article:published_time" content="2016-09-26T21:00:00Z">
</head><body><p><a href="/">Home</a></p><h1>First debate</h1>
<p>[21:00:00] LESTER HOLT, MODERATOR: Good evening from Hempstead, New York. I am your host for tonight.<br><br>
(APPLAUSE)<br><br>HILLARY CLINTON (D), NOMINEE: Well, thank you, and thanks to all of you for hosting us. The central
question is what kind of country we want to be.<br><br>TRUMP: Yes.<br><br>CLINTON: No.<br><br>
[21:05:13] HOLT: It is about putting money into the pockets of workers. You have up to two minutes.</p></body></html>"""


def test_a_web_page(write: Write) -> None:
    found = one(write("a.html", CNN))
    assert [speaker for speaker, _ in spoken(found)] == ["LESTER HOLT", "HILLARY CLINTON", "TRUMP", "CLINTON", "HOLT"]
    assert (found.date or "").startswith("2016-09-26")
    assert found.event == "First debate"


def test_gzip_folders_and_what_is_of_no_known_kind(tmp_path: Path, write: Write) -> None:
    for name in ("a.srt.gz", "b.html.gz", "c.jsonl.gz", "d.txt.gz"):
        content = {"a": SRT, "b": CNN, "c": json.dumps({"id": "c", "text": "ODE: Why?"}), "d": "ODE: Why?"}[name[0]]
        write(name, gzip.compress(content.encode()))
    write("noending", "WEBVTT\n\n00:01.000 --> 00:02.000\nODE: Why?\n")
    write("picture.png", b"\x89PNG")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "e.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nODE: Why?\n")
    found = opened(tmp_path)
    assert [Path(one.id).name for one in found if isinstance(one, Transcript)] == [
        "a.srt.gz",
        "b.html.gz",
        "c",
        "d.txt.gz",
        "e.vtt",
    ]
    assert all(one.turns for one in found if isinstance(one, Transcript))
    assert {Path(one.location).name for one in found if isinstance(one, Skipped)} == {"noending", "picture.png"}
    assert not any(one.failed for one in found if isinstance(one, Skipped))
    assert one(tmp_path / "noending").times == ((0, 1.0),)


def test_addresses() -> None:
    pages = {
        "/debate.html": CNN.encode(),
        "/2026-05-11.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nODE: Why?\n",
        "/lines.jsonl.gz": gzip.compress(json.dumps({"id": "c", "text": "ODE: Why?"}).encode()),
    }
    with served(Site(pages)) as site:
        locations = [f"{site.address}{path}" for path in [*pages, "/gone"]]
        *found, gone = opened(*locations, settings=Settings(allow_private=True))
        (refused,) = opened(locations[0])
    assert [isinstance(one, Transcript) and bool(one.turns) for one in found] == [True, True, True], found
    assert isinstance(found[1], Transcript)
    assert found[1].date == "2026-05-11"
    assert isinstance(gone, Skipped)
    assert "404" in gone.detail
    assert isinstance(refused, Skipped)  # a private address


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.srt": (b"\n \n", "empty"),
    "nothing.txt": (b"... --- ...", "no words"),
    "binary.txt": (b"\x00\x01\x02\xff" * 999, "binary"),
    "picture.vtt": (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
    "no-cues.srt": (b"hello\nworld\n", "no captions"),
    "header-alone.vtt": (b"WEBVTT", "no captions"),
    "short.txt.gz": (gzip.compress(b"QUILL: We shut it. " * 999)[:60], "cut short"),
    "damaged.txt.gz": (b"\x1f\x8b\x08\x00" + b"\x55" * 99, "damaged"),
    "list.json": (b"[1, 2]", "no transcript"),
    "cut.json": (b'{"text": "a', "not JSON"),
    "deep.json": (b"[" * 100_000, "too deep"),
    "latin.json": ('{"text": "caf\xe9"}'.encode("latin-1"), "UTF-8"),
    "segments.json": (b'{"segments": "no"}', "no list"),
    "start.json": (b'{"segments": [{"start": "x", "text": "a"}]}', "no number"),
    "infinite.json": (b'{"segments": [{"start": Infinity, "text": "a"}]}', "no number"),
    "silent.json": (b'{"segments": [{"start": 0, "text": " "}]}', "empty"),
    "page.html": (b"<html><body></body></html>", "no article"),
    "half.jsonl": (b'{"id": "a", "text": "\\ud800 We shut it"}', "half a surrogate"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_one_line(name: str, write: Write) -> None:
    content, reason = BAD[name]
    (found,) = opened(write(name, content))
    assert isinstance(found, Skipped)
    assert reason.replace("no number", "not a number") in found.detail
    assert "\n" not in found.detail
    assert found.failed
    assert isinstance(found.error, OnrecordError)


def test_bad_lines_are_told_with_their_numbers(write: Write) -> None:
    lines = ['{"id": 1}', "[]", '{"text": 5}', "nope", '{"text": " "}', "", '{"id": "good", "text": "We shut it."}']
    path = write("a.jsonl", "\n".join(lines))
    *bad, good = opened(path)
    assert [one.location for one in bad if isinstance(one, Skipped)] == [f"{path}:{n}" for n in (1, 2, 3, 4, 5)]
    assert isinstance(good, Transcript)
    assert good.id == "good"


def test_what_is_too_large_is_refused_unread(write: Write) -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    for name in ("a.txt.gz", "b.jsonl.gz", "c.srt.gz", "d.json.gz"):
        (found,) = opened(write(name, bomb))
        assert isinstance(found, Skipped)
        assert "ONRECORD_MAX_BYTES" in found.detail


def test_files_that_are_not_there() -> None:
    found = opened("gone.txt", "", "\0", "ftp://a.example/b")
    assert [one.detail for one in found if isinstance(one, Skipped)] == ["no such file or folder"] * 4


@pytest.mark.parametrize(
    "cue",
    [
        "99\n00:00:1,5 -> 00:00:02,0\nhello\n\n\nxx\n0:00:03.000 --> 0:00:04.000\n\nthere\n",
        "1\n00:00:09,000 --> 00:00:02,000\nhello\n1\n00:00:01,000 --> 00:00:02,000\nthere",
        "WEBVTT\n00:01.000 --> 00:02.000\nhello\n00:03.000 --> 00:04.000\nthere",
        "-5\n99:99:99,999 --> 99:99:99,999\nhello\n\n00:00:03,000 --> 00:00:04,000\nthere\n\n",
    ],
)
def test_broken_captions_lose_no_words(cue: str, write: Write) -> None:
    assert one(write("a.srt", cue)).text == "hello there"


def test_wrong_encodings(write: Write) -> None:
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        found = one(write(f"{encoding}.txt", "QUILL: We shut the café, “for good”.\n".encode(encoding)))
        assert spoken(found) == [("QUILL", "We shut the café, “for good”.")]


def test_each_transcript_has_an_id_of_its_own(write: Write) -> None:
    line = json.dumps({"id": "a", "text": "ODE: Why?"})
    path = write("a.jsonl", f"{line}\n{line}\n")
    found, faults = gathered([path, Transcript("a", "ODE: Why?"), "gone.txt"], Settings())
    assert len({one.id for one in found}) == 3
    assert found[0].id == "a"
    assert [fault.location for fault in faults] == ["gone.txt"]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    name=st.sampled_from(["a.txt", "a.srt", "a.vtt", "a.json", "a.jsonl", "a"]),
    content=st.binary(max_size=200)
    | st.lists(
        st.sampled_from(
            ["00:00:01,000 --> 00:00:02,000", "ODE: Why?", "", "1", "<v A>b", "NOTE", "0:01", '{"text":"a"}']
        )
    ).map(lambda lines: "\n".join(lines).encode()),
)
def test_any_bytes_give_transcripts_or_reasons(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for found in opened(path):
        assert isinstance(found, Skipped) or found.text.strip()
