"""Transcripts from files, folders and the web; and one line about each that cannot be read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from news_site import NewsSite, serve_site
from onrecord.errors import OnrecordError
from onrecord.records import Skipped, Transcript
from onrecord.settings import Settings
from onrecord.verification.transcripts import load_transcripts
from verification.transcript_files import WriteFile, read_all, read_one, speakers_and_words

CNN = """<html><head><title>First debate - Transcripts</title>
<meta property="article:published_time" content="2016-09-26T21:00:00Z">
</head><body><p><a href="/">Home</a></p><h1>First debate</h1>
<p>[21:00:00] LESTER HOLT, MODERATOR: Good evening from Hempstead, New York. I am your host for tonight.<br><br>
(APPLAUSE)<br><br>HILLARY CLINTON (D), NOMINEE: Well, thank you, and thanks to all of you for hosting us. The central
question is what kind of country we want to be.<br><br>TRUMP: Yes.<br><br>CLINTON: No.<br><br>
[21:05:13] HOLT: It is about putting money into the pockets of workers. You have up to two minutes.</p></body></html>"""


def test_a_web_page(write: WriteFile) -> None:
    transcript = read_one(write("a.html", CNN))
    speakers = [speaker for speaker, _ in speakers_and_words(transcript)]
    assert speakers == ["LESTER HOLT", "HILLARY CLINTON", "TRUMP", "CLINTON", "HOLT"]
    assert (transcript.date or "").startswith("2016-09-26")
    assert transcript.event == "First debate"


def test_gzip_files_folders_and_files_of_unknown_format(tmp_path: Path, write: WriteFile) -> None:
    for name in ("a.srt.gz", "b.html.gz", "c.jsonl.gz", "d.txt.gz"):
        content = {
            "a": "1\n00:00:01,000 --> 00:00:02,000\nODE: Why?\n",
            "b": CNN,
            "c": json.dumps({"id": "c", "text": "ODE: Why?"}),
            "d": "ODE: Why?",
        }[name[0]]
        write(name, gzip.compress(content.encode(), mtime=0))
    write("noending", "WEBVTT\n\n00:01.000 --> 00:02.000\nODE: Why?\n")
    write("picture.png", b"\x89PNG")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "e.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nODE: Why?\n")
    outcomes = read_all(tmp_path)
    transcripts = [outcome for outcome in outcomes if isinstance(outcome, Transcript)]
    skipped = [outcome for outcome in outcomes if isinstance(outcome, Skipped)]
    assert [Path(transcript.id).name for transcript in transcripts] == [
        "a.srt.gz",
        "b.html.gz",
        "c",
        "d.txt.gz",
        "e.vtt",
    ]
    assert all(transcript.turns for transcript in transcripts)
    assert {Path(outcome.location).name for outcome in skipped} == {"noending", "picture.png"}
    assert not any(outcome.failed for outcome in skipped)
    assert read_one(tmp_path / "noending").times == ((0, 1.0),)


def test_addresses() -> None:
    pages = {
        "/debate.html": CNN.encode(),
        "/2026-05-11.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nODE: Why?\n",
        "/lines.jsonl.gz": gzip.compress(json.dumps({"id": "c", "text": "ODE: Why?"}).encode(), mtime=0),
    }
    with serve_site(NewsSite(pages)) as site:
        locations = [f"{site.address}{path}" for path in [*pages, "/gone"]]
        *transcripts, missing = read_all(*locations, settings=Settings(allow_private=True))
        (refused,) = read_all(locations[0])
    assert len(transcripts) == 3
    for transcript in transcripts:
        assert isinstance(transcript, Transcript), transcript
        assert transcript.turns
    assert transcripts[1].date == "2026-05-11"  # type: ignore[union-attr]
    assert isinstance(missing, Skipped)
    assert "404" in missing.detail
    assert isinstance(refused, Skipped)  # a private address


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.srt": (b"\n \n", "empty"),
    "nothing.txt": (b"... --- ...", "no words"),
    "binary.txt": (b"\x00\x01\x02\xff" * 999, "binary"),
    "picture.vtt": (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
    "no-cues.srt": (b"hello\nworld\n", "no captions"),
    "header-alone.vtt": (b"WEBVTT", "no captions"),
    "short.txt.gz": (gzip.compress(b"QUILL: We shut it. " * 999, mtime=0)[:60], "cut short"),
    "damaged.txt.gz": (b"\x1f\x8b\x08\x00" + b"\x55" * 99, "damaged"),
    "list.json": (b"[1, 2]", "no transcript"),
    "cut.json": (b'{"text": "a', "not JSON"),
    "deep.json": (b"[" * 100_000, "too deep"),
    "latin.json": ('{"text": "caf\xe9"}'.encode("latin-1"), "UTF-8"),
    "segments.json": (b'{"segments": "no"}', "not a list"),
    "start.json": (b'{"segments": [{"start": "x", "text": "a"}]}', "not a number"),
    "infinite.json": (b'{"segments": [{"start": Infinity, "text": "a"}]}', "not a number"),
    "silent.json": (b'{"segments": [{"start": 0, "text": " "}]}', "empty"),
    "page.html": (b"<html><body></body></html>", "no article"),
    "half.jsonl": (b'{"id": "a", "text": "\\ud800 We shut it"}', "half a surrogate"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_gives_one_line(name: str, write: WriteFile) -> None:
    content, reason = UNREADABLE[name]
    (skipped,) = read_all(write(name, content))
    assert isinstance(skipped, Skipped)
    assert reason in skipped.detail
    assert "\n" not in skipped.detail
    assert skipped.failed
    assert isinstance(skipped.error, OnrecordError)


def test_bad_lines_are_reported_with_their_numbers(write: WriteFile) -> None:
    lines = ['{"id": 1}', "[]", '{"text": 5}', "nope", '{"text": " "}', "", '{"id": "good", "text": "We shut it."}']
    path = write("a.jsonl", "\n".join(lines))
    *skipped, transcript = read_all(path)
    locations = [outcome.location for outcome in skipped if isinstance(outcome, Skipped)]
    assert locations == [f"{path}:{number}" for number in (1, 2, 3, 4, 5)]
    assert isinstance(transcript, Transcript)
    assert transcript.id == "good"


def test_a_file_that_is_too_large_is_refused_unread(write: WriteFile) -> None:
    bomb = gzip.compress(b"a" * 50_000_000, mtime=0)
    for name in ("a.txt.gz", "b.jsonl.gz", "c.srt.gz", "d.json.gz"):
        (skipped,) = read_all(write(name, bomb))
        assert isinstance(skipped, Skipped)
        assert "ONRECORD_MAX_BYTES" in skipped.detail


def test_missing_files() -> None:
    outcomes = read_all("gone.txt", "", "\0", "ftp://a.example/b")
    assert [outcome.detail for outcome in outcomes if isinstance(outcome, Skipped)] == ["no such file or folder"] * 4


def test_other_encodings_than_utf_8(write: WriteFile) -> None:
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        transcript = read_one(write(f"{encoding}.txt", "QUILL: We shut the café, “for good”.\n".encode(encoding)))
        assert speakers_and_words(transcript) == [("QUILL", "We shut the café, “for good”.")]


def test_each_transcript_has_a_unique_id(write: WriteFile) -> None:
    line = json.dumps({"id": "a", "text": "ODE: Why?"})
    path = write("a.jsonl", f"{line}\n{line}\n")
    transcripts, skipped = load_transcripts([path, Transcript("a", "ODE: Why?"), "gone.txt"], Settings())
    assert len({transcript.id for transcript in transcripts}) == 3
    assert transcripts[0].id == "a"
    assert [outcome.location for outcome in skipped] == ["gone.txt"]


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
    for outcome in read_all(path):
        assert isinstance(outcome, Skipped) or outcome.text.strip()
