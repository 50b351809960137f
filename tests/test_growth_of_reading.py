"""Texts made to take minutes: the time of each step grows with the text's length, not with its square."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from growth import time_growth
from onrecord.articles.body.boilerplate import is_boilerplate
from onrecord.articles.extract import extract_article
from onrecord.articles.metadata import json_ld
from onrecord.articles.metadata.bylines import parse_bylines
from onrecord.articles.metadata.headlines import declared_titles
from onrecord.errors import ArticleError
from onrecord.inference import ArticleEncoding, Model
from onrecord.records import Article, Page, PageOrigin
from onrecord.settings import Settings
from onrecord.speakers.entities.entity_grouping import find_entities
from onrecord.speakers.entities.named_entities import NameKind, ProperName
from onrecord.speakers.resolution.article_context import ArticleContext
from onrecord.speakers.resolution.mentions import Mention
from onrecord.speakers.resolution.phrase_resolution import PhraseResolver
from onrecord.statements.uncued_quotations import attach_quotations
from onrecord.text.character_references import unescape_references
from onrecord.text.quotation_marks import MAX_LEVELS, find_quotations
from onrecord.text.sentences import split_sentences

MAX_GROWTH = 10  # times as long for four times the input; quadratic time would take sixteen times
PROSE = "The council said on Tuesday that the boats would stay in the harbour until the wind had dropped. "


def word(number: int) -> str:
    """Return a word of its own for each number."""
    return "Ab" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def read_text_page(text: str, kind: str = "text") -> Article:
    """Return the article of a saved text."""
    return extract_article(Page(PageOrigin("file", "boats.txt", None, "0" * 64), kind, text), Settings())  # type: ignore[arg-type]


def place_quotations(text: str) -> object:
    """Run what is done with quotations that no draft claims."""
    return attach_quotations(text, find_quotations(text), ())


def group_names(kind: NameKind, pattern: str) -> Callable[[int], object]:
    """Return a function that groups as many names of a pattern as it is told."""

    def group(count: int) -> object:
        """Group the names of one text."""
        names, parts, length = [], [], 0
        for number in range(count):
            words = pattern.replace("{}", word(number))
            names.append(ProperName(length, length + len(words), words, kind))
            parts.append(words + ", ")
            length += len(parts[-1])
        return find_entities("".join(parts), names)

    return group


@pytest.mark.parametrize(
    "unit", ["“", "“It rained ", "‘It rained ", '"', '"It rained ', "the voters’ ", "``", "«", "’"]
)
def test_marks_that_only_open(unit: str) -> None:
    quotations = find_quotations(unit * 10_000)
    assert sum(not quotation.closed for quotation in quotations) <= MAX_LEVELS
    assert time_growth(lambda count: find_quotations(unit * count), 5_000, 20_000) < MAX_GROWTH


@pytest.mark.parametrize(
    "unit",
    ["“It rained all day.” ", "“It rained all day.” It did. ", "‘It rained all day on us’ x ", "\n“It rained all day."],
)
def test_a_paragraph_of_quotations(unit: str) -> None:
    assert time_growth(lambda count: place_quotations(PROSE + unit * count), 1_000, 4_000) < MAX_GROWTH


@pytest.mark.parametrize("unit", ["It rained. ", ".", ". ", "A. ", "…", "? "])
def test_a_paragraph_of_sentences(unit: str) -> None:
    assert time_growth(lambda count: split_sentences(unit * count), 10_000, 40_000) < MAX_GROWTH


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("person", "Ann {}"),
        ("person", "{} Lee"),
        ("person", "{}"),
        ("organization", "{} Society of {}"),
        ("organization", "{}"),
        ("organization", "Society {}"),
        ("place", "{}"),
    ],
)
def test_thousands_of_names(kind: NameKind, pattern: str) -> None:
    assert time_growth(group_names(kind, pattern), 250, 1_000) < MAX_GROWTH


@pytest.mark.parametrize("line", ["“a.”b", "“", "https://a.jpg", "A “A” ", "by ", "- ", "2024-01-01 "])
def test_one_line_of_a_saved_text(line: str) -> None:
    is_boilerplate(line * 20_000)

    def read_line(length: int) -> Article:
        return read_text_page(f"{PROSE * 3}\n\n{line * (length // len(line))}")

    assert time_growth(read_line, 8_000, 32_000) < MAX_GROWTH


@pytest.mark.parametrize("unit", [" ", ", ", " // ", "<![CDATA[ ", "\\", "[", "{", "/* ", "--> ", "]]> "])
def test_a_script_that_is_no_json(unit: str) -> None:
    script = '{"a": 1,'
    assert json_ld.parse_objects([f"{script}{unit * 9}x"]) == []
    assert time_growth(lambda count: json_ld.parse_objects([f"{script}{unit * count}x"]), 20_000, 80_000) < MAX_GROWTH


@pytest.mark.parametrize(
    "wrapped",
    ["<!--{}-->", "<![CDATA[{}]]>", "//<![CDATA[\n{}\n//]]>", "/* <![CDATA[ */ {} /* ]]> */", "<!--\n{}\n-->;"],
)
def test_marks_around_a_script_are_taken_off(wrapped: str) -> None:
    script = wrapped.replace("{}", '{"@type": "NewsArticle"}')
    assert json_ld.parse_objects([script]) == [{"@type": "NewsArticle"}]


def test_a_title_of_outlets_is_none() -> None:
    from lxml import html

    tree = html.document_fromstring("<p>Boats</p>")
    assert declared_titles(tree, "Boats stay" + " | The Times" * 50_000, {}, None) == []
    assert declared_titles(tree, "Boats stay | The Times", {}, None) == ["Boats stay"]


def test_many_bylines_are_read_to_a_limit() -> None:
    names = parse_bylines(f"By {word(number)} Lee" for number in range(100_000))
    assert 500 < len(names) < 5_000


def test_numbers_of_characters_that_are_none() -> None:
    assert unescape_references(f"a&#{'9' * 5_000};b &#8217; &amp;") == "a\ufffdb ’ &"
    assert unescape_references("&#0000000065;") == "A"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (PROSE * 3_000, "291,000 characters"),
        (PROSE + "( " * 60_000, "60,019 word pieces"),
        (PROSE + "(" * 60_000, "60,019 word pieces"),
        (PROSE + "船" * 60_000, "60,019 word pieces"),
        (PROSE + ", ".join(map(word, range(15_000))), "word pieces"),
    ],
)
def test_a_text_that_would_take_longer_than_prose_is_refused(text: str, size: str) -> None:
    with pytest.raises(ArticleError, match=rf"{size}; raise ONRECORD_MAX_TEXT \(200,000\)"):
        read_text_page(text, "exact")


@pytest.mark.parametrize(("people", "considered"), [(200, 200), (240, 12)])
def test_of_very_many_people_a_pronoun_means_one_of_the_last(people: int, considered: int) -> None:
    text = ", ".join(f"{word(number)} Lee" for number in range(people)) + ". They were late."
    names = [ProperName(*match.span(), match[0], "person") for match in re.finditer(r"\w+ Lee", text)]
    nothing = np.zeros((0, 64), np.float32)
    encoding = ArticleEncoding(np.zeros(0, np.int64), np.zeros(0, np.int64), nothing[:, :5], nothing)
    index = find_entities(text, names)
    resolver = PhraseResolver(text, index, ArticleContext(text, encoding, ()))
    start = text.index("They ")
    referents = resolver.possible_referents(Mention(start, start + 4, "they", "They", "unnamed"))
    assert referents == index.entities[-considered:]


def test_windows_that_are_the_same_are_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord import inference

    runs = []
    real_run = inference._run_window
    monkeypatch.setattr(inference, "_run_window", lambda *arguments: runs.append(1) or real_run(*arguments))
    model = Model.load(Settings(threads=1))
    ids = inference.np.array([101, 1996, 102])
    window, other = (ids, ids * 0, ids * 0), (ids[::2], ids[::2] * 0, ids[::2] * 0)
    outputs = model.run_windows([window, other, window], 0.5)
    assert len(runs) == 2
    assert [len(output.cue_logits) for output in outputs] == [3, 2, 3]


def test_tags_with_thousands_of_attributes_lose_them() -> None:
    from onrecord.articles.attribute_limit import limit_attributes

    script = "<a data-x='" + '{"a": 1, "b": "2"} ' * 900 + "' href=b>x</a>"
    image = f"<img src='data:image/png;base64,{'A' * 9_000}' srcset='{'a.jpg 1x, ' * 900}'>"
    assert limit_attributes(script + image) == script + image
    flood = " ".join(f"a{number}=b" for number in range(2_000))
    assert limit_attributes(f"<p {flood}>x</p><p {flood}/>") == "<p>x</p><p>"
    assert time_growth(lambda count: limit_attributes(f"<p {'a=b ' * count}>x"), 20_000, 80_000) < MAX_GROWTH
    assert time_growth(lambda count: limit_attributes("<p " + "a" * count), 20_000, 80_000) < MAX_GROWTH
    assert time_growth(lambda count: limit_attributes("<p a=' " * count), 20_000, 80_000) < MAX_GROWTH


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [('<script type="application/ld+json">', "<![CDATA[ ", "</script>"), ("<p>", "<a href='/a'>boat</a> ", "</p>")],
)
def test_what_trafilatura_takes_long_over(before: str, unit: str, after: str) -> None:
    def read(count: int) -> Article:
        return read_text_page(f"<html><body><p>{PROSE * 3}</p>{before}{unit * count}{after}</body></html>", "html")

    assert time_growth(read, 6_000, 24_000) < MAX_GROWTH
