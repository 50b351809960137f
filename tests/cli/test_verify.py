"""``onrecord verify``: what it prints in each form, its exit status, and what it tells on standard error."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from textwrap import dedent

import lxml.html
import pytest

from news_site import NewsSite, serve_site
from onrecord.cli.main import main
from paths import ROOT

Capture = pytest.CaptureFixture[str]

MEETING = str(ROOT / "examples" / "transcripts" / "council-meeting-2026-05-11.txt")
BRIDGE = str(ROOT / "examples" / "bridge-toll.html")
SPOKEN = [
    {"id": "one", "event": "Harbour meeting", "date": "2026-05-11", "text": (
        "QUILL: We shut the bridge on Friday because of the rust in its steel. Nobody will cross it before May.\n"
        "ODE: I would not have shut it on a working day without a bus in its place. You never asked me.\n"
    )},
    {"id": "two", "date": "2026-05-10", "text": "QUILL: The ferry sails at six in the morning, as it always has."},
]  # fmt: skip
GOOD = {"id": "good", "quote": "We shut the bridge on Friday because of the rust in its steel.", "speaker": "Quill"}
ALTERED = {
    "id": "altered",
    "quote": "I would have shut it on a working day without a bus in its place.",
    "speaker": "Ode",
}
WRONG = {"id": "wrong", "quote": "Nobody will cross it before May.", "speaker": "Tom Ode", "date": "2026-05-12"}
LOST = {"id": "lost", "quote": "The tunnel under the river will cost us nine million pounds in all."}


@pytest.fixture
def spoken(tmp_path: Path) -> str:
    path = tmp_path / "spoken.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in SPOKEN))
    return str(path)


def listed(folder: Path, *rows: object) -> str:
    path = folder / "list.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


def test_json_lines_answer_line_by_line_in_the_order_given(tmp_path: Path, spoken: str, capsys: Capture) -> None:
    given = listed(tmp_path, LOST, WRONG, GOOD, ALTERED)
    assert main(["verify", given, "--against", spoken, "--format", "jsonl"]) == 3
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == ["lost", "wrong", "good", "altered"]
    assert [row["verdict"] for row in rows] == ["not_found", "verbatim", "verbatim", "trimmed"]
    lost, wrong, good, altered = rows
    assert (lost["transcript"], lost["passages"], lost["speaker_agrees"]) == (None, [], None)
    assert (wrong["speaker"], wrong["claimed_speaker"], wrong["speaker_agrees"]) == ("QUILL", "Tom Ode", False)
    assert (good["transcript"], good["event"], good["speaker_agrees"]) == ("one", "Harbour meeting", True)
    for row in (wrong, good, altered):
        for passage in row["passages"]:
            assert SPOKEN[0]["text"][passage["start"] : passage["end"]] == passage["text"]
    assert altered["meaning_changed"] is True
    (edit,) = altered["edits"]
    assert (edit["kind"], edit["other"], edit["meaning_changed"]) == ("dropped", "not", True)
    assert SPOKEN[0]["text"][edit["other_start"] : edit["other_end"]] == "not"
    assert all(row["explanation"] and 0 <= row["confidence"] <= 1 for row in rows)


def test_the_exit_status(tmp_path: Path, spoken: str, capsys: Capture) -> None:
    for row, status in ((GOOD, 0), (LOST, 0), (WRONG, 3), (ALTERED, 3)):
        assert main(["verify", listed(tmp_path, row), "--against", spoken]) == status, row
    changed = {"quote": "We opened the bridge on Friday because of the gold in its steel."}
    assert main(["verify", listed(tmp_path, changed), "--against", spoken]) == 3
    assert main(["verify", listed(tmp_path, GOOD, "nope"), "--against", spoken]) == 1
    assert main(["verify", listed(tmp_path, GOOD, WRONG, "nope"), "--against", spoken]) == 3
    assert main(["verify", listed(tmp_path, GOOD), "--against", spoken, "gone.txt"]) == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"],
        ["verify", "a.html"],
        ["verify", "--against", "a.txt"],
        ["verify", "a.html", "--against"],
        ["verify", "a.html", "--against", "b.txt", "--format", "xml"],
    ],
)
def test_wrong_use_is_status_2_and_one_line(arguments: list[str], capsys: Capture) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.endswith(" --help\n")


def test_several_transcripts_after_one_option(tmp_path: Path, spoken: str, capsys: Capture) -> None:
    given = listed(tmp_path, GOOD)
    for arguments in (
        [given, "--against", MEETING, spoken, "--format", "jsonl"],
        [given, "--against", MEETING, "--against", spoken, "--format", "jsonl"],
        ["--format", "jsonl", given, "--against", spoken, MEETING],
        [given, f"--against={MEETING}", spoken, "--format", "jsonl"],
    ):
        assert main(["verify", *arguments]) == 0
        out, err = capsys.readouterr()
        assert json.loads(out)["transcript"] == "one"
        assert err == "onrecord: 1 checked, 0 skipped, 0 failed\n"


def test_without_a_transcript_nothing_is_checked(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty.srt").write_text("")
    assert main(["verify", listed(tmp_path, GOOD), "--against", str(tmp_path / "empty.srt"), "gone.txt"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(": ")[1] for line in err.splitlines()[:2]] == [str(tmp_path / "empty.srt"), "gone.txt"]
    assert "no transcript could be read" in err.splitlines()[2]
    assert len(err.splitlines()) == 3


@pytest.mark.usefixtures("shipped_model")
def test_an_article_against_a_transcript(capsys: Capture) -> None:
    assert main(["verify", BRIDGE, "--against", MEETING]) == 3
    out, err = capsys.readouterr()
    assert err == "onrecord: 8 checked, 0 skipped, 0 failed\n"
    assert out.count("Mayor calls bridge toll") == 1  # told once, above its quotations
    assert "7  VERBATIM · WRONG SPEAKER: printed as Piers Lindqvist’s, spoken by RENATA ODUYA" in out
    assert (
        dedent(
            """\
             printed  when the ministry tells me that          people here will hardly notice
             spoken   when the ministry tells me that [-most-] people here will hardly notice
        """
        )
        .replace("printed", "     printed", 1)
        .replace("\nspoken", "\n     spoken")
        in out
    )
    assert "RENATA ODUYA · 11 May 2026 · at 0:00:48" in out
    assert out.splitlines()[0] == "8 quotations: 1 trimmed, 7 verbatim; 2 of another speaker"


@pytest.mark.usefixtures("shipped_model")
def test_the_verdicts_of_an_article_say_where_it_prints_the_words(capsys: Capture) -> None:
    assert main(["verify", BRIDGE, "--against", MEETING, "--json"]) == 3
    rows = json.loads(capsys.readouterr().out)
    main(["read", BRIDGE, "--json"])
    text = json.loads(capsys.readouterr().out)["article"]["text"]
    assert len({row["id"] for row in rows}) == len(rows) == 8
    for row in rows:
        pieces = row["article"]["spans"]
        assert [text[piece["start"] : piece["end"]] for piece in pieces] == [piece["text"] for piece in pieces]
        assert row["id"].split("#")[1].split(".")[0] == row["article"]["statement"]


@pytest.mark.usefixtures("shipped_model")
def test_only_one_person_s(capsys: Capture) -> None:
    assert main(["verify", BRIDGE, "--against", MEETING, "--speaker", "oduya", "--format", "jsonl"]) == 3
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["claimed_speaker"] for row in rows} == {"Renata Oduya"}


def test_colour_and_signs_say_the_same(
    tmp_path: Path, spoken: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = listed(tmp_path, ALTERED, WRONG)
    main(["verify", given, "--against", spoken])
    plain = capsys.readouterr().out
    assert "\x1b" not in plain
    assert "TRIMMED · MEANING CHANGED" in plain
    assert "[-not-]!" in plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["verify", given, "--against", spoken])
    coloured = capsys.readouterr().out
    assert "\x1b[" in coloured
    bare = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_the_page(tmp_path: Path, spoken: str, capsys: Capture) -> None:
    out = tmp_path / "report.html"
    evil = {"id": "<b>", "quote": f"{GOOD['quote']} <script>alert(1)</script>", "speaker": "<i>"}
    given = listed(tmp_path, GOOD, ALTERED, evil, LOST)
    assert main(["verify", given, "--against", spoken, "--out", str(out)]) == 3
    assert capsys.readouterr().out == ""
    page = out.read_text("utf-8")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    tree = lxml.html.fromstring(page)
    assert [one.text_content() for one in tree.find_class("word")] == ["verbatim", "trimmed", "altered", "not found"]
    (dropped,) = [one for one in tree.find_class("dropped") if "meaning-changed" in one.get("class")]
    assert dropped.findtext("del") == "not"
    assert "4 quotations" in tree.find_class("counts")[0].text_content()


def test_a_page_of_nothing_and_an_array_of_nothing(tmp_path: Path, spoken: str, capsys: Capture) -> None:
    given = listed(tmp_path, GOOD)
    for form, start in (("html", "<!DOCTYPE html>"), ("json", "[]\n"), ("text", "0 quotations\n"), ("jsonl", "")):
        assert main(["verify", given, "--against", spoken, "--speaker", "Nobody", "--format", form]) == 0
        assert capsys.readouterr().out.startswith(start)


def test_controls_never_reach_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    words = "We shut \x1b]0;owned\x07 the bridge \x9b31m on \u202e Friday because of the rust"
    transcript = tmp_path / "a.jsonl"
    transcript.write_text(json.dumps({"id": "\x1b[2J", "event": "\x9b2J", "text": f"QUILL\x1b: {words} and no more"}))
    given = listed(tmp_path, {"id": "\x1b[2J", "quote": f"{words}, not \x1b[31mgold", "speaker": "\x9b31m"})
    for form in ("text", "json", "jsonl", "html"):
        main(["verify", given, "--against", str(transcript), "--format", form])
        out = capsys.readouterr().out
        assert not any((ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in out), form


def test_standard_input(spoken: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BufferedReader(io.BytesIO(json.dumps(GOOD).encode()))  # type: ignore[arg-type]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))
    assert main(["verify", "-", "--against", spoken, "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "good"


def test_a_transcript_at_an_address(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_ALLOW_PRIVATE", "true")
    with serve_site(NewsSite({"/spoken.jsonl": Path(MEETING).read_bytes()})) as site:
        (tmp_path / "m").mkdir()
        given = listed(tmp_path, {"quote": "The minister has shown no interest in this city"})
        site.pages = {"/2026-05-11.txt": Path(MEETING).read_bytes()}
        assert main(["verify", given, "--against", f"{site.address}/2026-05-11.txt", "--format", "jsonl"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["verdict"], row["speaker"], row["event_date"]) == ("verbatim", "PIERS LINDQVIST", "2026-05-11")
    assert row["passages"][0]["time"] == 112.0


@pytest.mark.usefixtures("shipped_model")
def test_the_readme_s_sample_is_what_is_printed(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "README.md").read_text("utf-8")
    match = re.search(r"^    \$ python3 dev\.py (verify .*)\n((?:    .*\n|\n(?=    ))+)", text, flags=re.M)
    assert match
    assert main(match[1].split()) == 3
    printed = capsys.readouterr().out
    for part in dedent(match[2]).split("…\n"):
        assert part.strip("\n") in printed
