"""Bytes to text: every encoding told or untold, and what is no text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import DecodeError
from onrecord.pages.text_encoding import decode

QUOTE = "“Nous n’avons rien décidé”, a déclaré Mme Müller — à Paris."
RUSSIAN = "Президент заявил, что «ничего не решено», сообщает агентство. Министр отказался от комментариев."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_with_and_without_its_mark(encoding: str) -> None:
    assert decode(QUOTE.encode(encoding)) == QUOTE


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("cp1252", "ISO-8859-1", QUOTE),
        ("cp1252", "us-ascii", QUOTE),
        ("cp1251", "windows-1251", RUSSIAN),
        ("koi8-r", "KOI8-R", "Президент заявил, что ничего не решено."),
        ("gb18030", "gb2312", "总统说：“没有决定。”"),
        ("shift_jis", '"Shift_JIS"', "大臣は「未定だ」と述べた。"),
        ("utf-8", "iso-8859-1", QUOTE),
        ("utf-8", "no-such-charset", QUOTE),
        ("utf-8", "rot13", QUOTE),
        ("utf-8", "unicode_escape", QUOTE),
        ("utf-8", "big5", QUOTE),
    ],
)
def test_declared(encoding: str, declared: str, text: str) -> None:
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    "tag",
    [
        '<meta charset="windows-1251">',
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_the_page_names_its_charset(tag: str) -> None:
    page = f"{tag}<p>{RUSSIAN}</p>"
    assert decode(page.encode("cp1251")) == page


def test_a_tag_that_claims_utf16_is_not_believed() -> None:
    page = f'<meta charset="utf-16"><p>{QUOTE}</p>'
    assert decode(page.encode()) == page


def test_untold_western_and_cyrillic_are_guessed() -> None:
    assert decode((RUSSIAN * 5).encode("cp1251")) == RUSSIAN * 5
    assert "décidé" in decode((QUOTE * 5).encode("cp1252"))


def test_stray_bytes_in_utf8_are_repaired_where_they_stand() -> None:
    data = "Müller message: ".encode() + b"\x93It is over\x94, caf\xe9 owners \x81 " + "“agreed”".encode()
    assert decode(data, "utf-8") == "Müller message: “It is over”, café owners \x81 “agreed”"
    assert decode(data) == decode(data, "utf-8")


def test_a_character_cut_off_at_the_end_is_marked() -> None:
    assert decode("He message “no".encode() + "”".encode()[:2], "utf-8") == "He message “no\ufffd"


def test_stray_nuls_are_dropped() -> None:
    data = b"<p>She message\x00 it was true and \x00that was that.</p>"
    assert decode(data) == "<p>She message it was true and that was that.</p>"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "PNG"),
        (b"PK\x03\x04rest", "ZIP"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x00\x01", "binary"),
        (b"\x00" * 1000, "binary"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, what: str) -> None:
    with pytest.raises(DecodeError, match=what) as refused:
        decode(data)
    assert "\n" not in str(refused.value)


def test_empty() -> None:
    assert decode(b"") == ""


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "gb2312", "hex", "\x00", "é"]))
def test_any_bytes_give_text_or_a_decode_error(data: bytes, declared: str | None) -> None:
    try:
        text = decode(data, declared)
    except DecodeError:
        return
    assert "\0" not in text
    text.encode("utf-8")  # no lone surrogates


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200))
def test_utf8_is_read_to_the_character(text: str) -> None:
    assert decode(("News. " + text).encode()) == "News. " + text


@pytest.mark.parametrize("stray", [b"\xff", b"\x81", "é".encode() + b"\xff", b"no \x93 "])
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1252", "euc-jp"])
def test_megabytes_of_bytes_that_fit_no_encoding(stray: bytes, declared: str | None) -> None:
    data = b"The boats stay in the harbour. " + stray * 400_000
    start = time.process_time()
    assert decode(data, declared).startswith("The boats stay")
    seconds = time.process_time() - start
    assert seconds < 2  # of processor time; each byte by itself took 2 microseconds and more
