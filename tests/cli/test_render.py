"""The text form, in colour and without."""

from __future__ import annotations

import io
import re

import pytest

import samples
from onrecord.cli.render.record_text import write_records
from onrecord.cli.terminal import safe
from onrecord.records import Record

PLAIN = """\
Harbour bridge to shut
The Northport Ledger · By Ann Lee and Tom Ode · 3 March 2025, 14:05 UTC · Local
https://ledger.example/bridge

1  Mara Quill  told · to reporters · after the meeting · direct
   “We shut it on Friday,”

2  Mara Quill  said · mixed · denies · doubting cue · hedged: It rained
   that the mayor had “no problem” with it

   3  the mayor  had · mixed
      “no problem” with it

4  Mara Quill  direct · uncued
   “And it stays shut.”

Speakers
  3  Mara Quill  harbour master
"""


def rendered(*records: Record, terminal: bool = False) -> str:
    stream = io.BytesIO()
    write_records(records, stream, terminal)
    return stream.getvalue().decode()


def test_without_colour_each_statement_has_its_speaker_and_content() -> None:
    assert rendered(samples.record()) == PLAIN


def test_in_colour_content_cue_and_source_are_marked_in_their_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("COLORTERM", raising=False)
    out = rendered(samples.record(), terminal=True)
    quoted = "\x1b[32m“We shut it on Friday,”\x1b[0m harbour master"
    assert f"{quoted} \x1b[1;36mMara Quill\x1b[0m \x1b[1;33mtold\x1b[0m" in out
    assert re.sub(r"\x1b\[[\d;]*m", "", out).splitlines()[5].strip().endswith("told reporters after the meeting.")


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colour_gets_plain_text(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert rendered(samples.record(), terminal=True) == PLAIN


def test_colour_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in rendered(samples.record())


def test_wrapped_lines_hang() -> None:
    long = samples.record(article=samples.article(title="Word " * 40))
    lines = rendered(long).splitlines()
    assert max(map(len, lines)) <= 88
    speaker = samples.record().speakers[0]
    wide = samples.record(speakers=(type(speaker)("s1", "Mara " * 40, "person"),))
    shown = rendered(wide).splitlines()
    assert shown[4].startswith("1  Mara Mara")
    assert shown[5].startswith("   Mara Mara")


def test_several_records_are_kept_apart() -> None:
    out = rendered(samples.record(), samples.record())
    assert out == PLAIN + "\n" + "─" * 88 + "\n\n" + PLAIN


def test_an_article_without_statements_says_so() -> None:
    out = rendered(samples.record(statements=(), speakers=()))
    assert out.endswith("\nNo statements found.\n")


def test_markup_in_a_page_is_text() -> None:
    assert "[red]x[/red] :smile:" in rendered(samples.record(article=samples.article(title="[red]x[/red] :smile:")))


def test_safe_keeps_every_character_in_its_place() -> None:
    text = "a\x1b[31mb\x07\x9b\x7f\u202e\u2066\ud800\tc\r\nd\u2028é😀\u200f"
    made = safe(text)
    assert len(made) == len(text)
    assert made == "a\ufffd[31mb\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd c  d é😀\u200f"
