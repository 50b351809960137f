"""Lines that name a speaker without a colon, and lines that only look so."""

from __future__ import annotations

import pytest

from onrecord.text.label_lines import find_label_lines, labelled_lines, speaker_of

CONVERSATION = "{a}\nWe shut the lock.\n\n{b}\nWhy was it shut?\n\n{a}\nIt was rust.\n"


def speakers(text: str) -> list[str | None]:
    return [speaker_of(label) for label in find_label_lines(text.split("\n")).values()]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mara Quill  0:12", "Tom Ode  0:20"),
        ("Mara Quill (00:12):", "Tom Ode (00:20):"),
        ("Mara Quill, chief engineer  0:12", "Tom Ode  0:20"),
        ("[00:00:12] Mara Quill", "[00:00:20] Tom Ode"),
        ("00:12 | Mara Quill", "00:20 | Tom Ode"),
        ("**Mara Quill** (0:12)", "**Tom Ode** (0:20)"),
        ("**Mara Quill**", "**Tom Ode**"),
        ("### Mara Quill", "### Tom Ode"),
        ("[Mara Quill]", "[Tom Ode]"),
        ("(Mara Quill)", "(Tom Ode)"),
        ("Mara Quill (Eastport) (Lab)", "Tom Ode"),
    ],
)
def test_names_on_their_own_line(first: str, second: str) -> None:
    lines = CONVERSATION.format(a=first, b=second)
    if "(Lab)" in first:
        lines += f"{second}\nRust it was.\n"
    assert speakers(lines)[:3] == ["Mara Quill", "Tom Ode", "Mara Quill"]


@pytest.mark.parametrize("form", ["[{}] {}", "<{}> {}", "{}\t{}", "{} | {}", "{} – {}", "**{}** {}"])
def test_names_before_their_words(form: str) -> None:
    pairs = [("Mara Quill", "We shut it."), ("Tom Ode", "Why?"), ("Mara Quill", "It was rust.")]
    lines = [form.format(*pair) for pair in pairs]
    labels = find_label_lines(lines)
    assert [speaker_of(label) for label in labels.values()] == [name for name, _ in pairs]
    assert list(labelled_lines(lines, labels)) == [f"{name}: {words}" for name, words in pairs]


@pytest.mark.parametrize(
    "text",
    [
        "Early Life\nShe was born in Eastport.\n\nCareer Highlights\nShe shut the lock.\n\nLater Years\nShe wrote.\n",
        "Enter Lord Harcourt\nIt was late.\n\nExit Lord Harcourt\nIt was early.\n",
        "[applause]\nThank you.\n[laughter]\nThank you.\n[applause]\nGood night.\n",
        "7:05 p.m.\nThe meeting began.\n7:40 p.m.\nIt ended.\n",
        "0:01 we shut it\n0:09 on friday\n",
    ],
)
def test_headings_and_remarks_name_nobody(text: str) -> None:
    assert speakers(text) == []


def test_a_bare_name_that_occurs_once_may_be_a_heading() -> None:
    text = CONVERSATION.format(a="Mara Quill", b="Tom Ode") + "\nTom Ode\nI see.\n\nHarbour Services\nIt rained.\n"
    assert speakers(text) == ["Mara Quill", "Tom Ode", "Mara Quill", "Tom Ode", None]


def test_labels_before_colons_come_first() -> None:
    lines = ["QUILL: One.", "Tom Ode", "ODE: Two.", "QUILL: Three.", "Tom Ode", "ODE: Four."]
    assert find_label_lines(lines, colon_label_count=4) == {}
