"""Utterances as a page: whole, safe, and in need of nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from lxml import html as lxml_html

from onrecord import to_html
from onrecord.exports.html import html_page
from onrecord.exports.views.comparison_view import copied_from, utterance_summary, version_details
from onrecord.records import Edit, EditReason, ReportedVersion, Utterance

HOSTILE = '<script>alert(1)</script>"onmouseover="x'
FULL = "I did not promise the council a new bridge"


def version(outlet: str = "Ledger", text: str = FULL, edits: tuple[Edit, ...] = (), **more: object) -> ReportedVersion:
    made = ReportedVersion(
        statement=1, key="t1", record=outlet, outlet=outlet, title="A day", url=f"https://{outlet.lower()}.example/a",
        published="2025-03-03", date=date(2025, 3, 3), part="words", text=text, sentence=f"“{text},” Lee said.",
        cue="said", kind="direct", act="assert", tone="neutral", speaker="Ann Lee", identity=None,
        speaker_agrees=True, is_first=False, origin=1, edits=edits,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def utterance(*versions: ReportedVersion) -> Utterance:
    return Utterance(7, FULL, "Ann Lee", "2025-03-03", 2, 2, versions)


def without_not() -> ReportedVersion:
    edit = Edit("dropped", 6, 6, "", 6, 9, "not", meaning_changed=True, reason=EditReason.NEGATION_DROPPED)
    return version("Herald", "I did promise the council a new bridge", (edit,), origin=2, is_first=True)


def test_each_version_is_a_row_with_its_words_marked() -> None:
    page = lxml_html.fromstring(to_html(utterance(version(), without_not())))
    rows = page.findall(".//tr")
    assert [row.find("th/a").text for row in rows] == ["Ledger", "Herald"]
    assert [mark.text for mark in rows[1].iter("del")] == ["not"]
    assert rows[1].find(".//del").get("class") == "meaning-changed"
    assert "a negation is left out" in rows[1].text_content()
    assert "first" in rows[1].find("th").text_content()
    assert rows[1].find(".//details").text_content().endswith("Lee said.")
    assert page.find(".//h2").text == f"“{FULL}”"


def test_copies_of_one_text_are_folded_below_the_first() -> None:
    copies = [version("Gazette"), version("Courier", cue="told"), version("Sun", origin=2)]
    page = lxml_html.fromstring(to_html(utterance(version(), *copies)))
    rows = page.findall(".//tr")
    assert [row.find("th/a").text for row in rows] == ["Ledger", "Courier", "Sun"]
    folded = rows[0].findall(".//details")[1]
    assert folded.find("summary").text == "the same text in 1 more outlet"
    assert [link.text for link in folded.iter("a")] == ["Gazette"]
    assert "the same text as Ledger" in rows[1].find("th").text_content()
    assert len(rows[2].findall(".//details")) == 1


def test_nothing_of_a_page_gets_through() -> None:
    edit = Edit("changed", 0, 3, HOSTILE[:3], 0, 5, HOSTILE, meaning_changed=True, reason=EditReason.OTHER_NAME)
    bad = version(
        HOSTILE, HOSTILE, (edit,), title=HOSTILE, url="javascript:alert(1)", published=HOSTILE, sentence=HOSTILE,
        cue=HOSTILE, speaker=HOSTILE, speaker_agrees=False,
    )  # fmt: skip
    text = to_html(replace(utterance(bad), text=HOSTILE, speaker=HOSTILE, first_published=HOSTILE))
    page = lxml_html.fromstring(text)
    assert "<script" not in text
    assert page.findall(".//script") == []
    assert not any(name.startswith("on") for one in page.iter() for name in one.attrib)
    assert [link.get("href") for link in page.iter("a")] == []
    assert "\x1b" not in to_html(utterance(version(text="a\x1b[2Jb")))


def test_the_page_needs_nothing_else() -> None:
    text = to_html(utterance(version()))
    assert not re.search(r"<(?:link|script|img|iframe)|@import|url\(", text)
    assert "default-src 'none'" in text


def test_a_page_of_nothing_says_so() -> None:
    assert "Nothing was found" in "".join(html_page([], Utterance))


def test_how_it_is_told() -> None:
    whole = utterance(version(), without_not(), version("Sun", origin=2))
    assert utterance_summary(whole) == [
        "Ann Lee",
        "2 outlets",
        "first on 3 March 2025",
        "1 version with a changed meaning",
    ]
    assert utterance_summary(replace(whole, origins=1))[1] == "2 outlets, 1 text"
    assert copied_from(whole.versions[2], whole.versions) == "Herald"
    assert copied_from(whole.versions[0], whole.versions) is None
    doubted = version(tone="doubting", cue="claimed", identity="Tom Ray", speaker_agrees=False, part="fragment")
    assert version_details(doubted, "Ann Lee") == [
        "claimed (doubting)",
        "said by Tom Ray",
        "a few words, perhaps of this",
    ]
    assert version_details(version(speaker=None), "Ann Lee") == ["said", "names no speaker"]


def test_every_kind_of_difference_is_drawn() -> None:
    text = "We promised a bridge … and a ferry [soon] to them gladly"
    edits = (
        Edit("dropped", 0, 0, "", 0, 5, "Well", minor=True, reason=EditReason.QUOTED_LESS),
        Edit("changed", 3, 11, "promised", 10, 13, "vow"),
        Edit("joined", 21, 21, "", 20, 30, "of stone", marked=True),
        Edit("moved", 27, 32, "ferry", 3, 3, "", reason=EditReason.REORDERED),
        Edit("added", 34, 38, "soon", 40, 40, "", marked=True, minor=True, reason=EditReason.BRACKETS),
        Edit("spelling", 43, 47, "them", 50, 54, "'em", minor=True, reason=EditReason.SPELLING),
        Edit("added", 48, 54, "gladly", 60, 60, "", minor=True, reason=EditReason.QUOTED_MORE),
    )
    page = lxml_html.fromstring(to_html(utterance(version(text=text, edits=edits))))
    said = page.find(".//td/p")
    assert [(one.tag, one.get("class")) for one in said] == [
        ("span", "cut"), ("del", None), ("ins", None), ("span", "cut marked"), ("span", "cut"), ("ins", "minor"),
        ("span", "more"),
    ]  # fmt: skip
    assert "them" in said.text_content()
