"""How time and memory grow with the input: pages made to be slow, at five lengths up to 1 MB, through ``read``.

``python3 dev.py bench growth [--lengths BYTES …] [--only NAME …] [--limit SECONDS]``. Each reading runs in a process
of its own, and what counts is its processor time after the model has been loaded, with one thread. The exponent is the
steepest between two lengths (1: as long as the input, 2: its square); readings under a fifth of a second are not
compared, since starting dominates them. An article of more than ``ONRECORD_MAX_TEXT`` characters, or of as many word
pieces as that much prose has, is refused; so a generator that is refused at one of the lengths is read once more just
below it, and the column ``at limit`` has the seconds of that.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from onrecord.articles.verbatim_text import CHARACTERS_A_PIECE
from onrecord.settings import Settings

LENGTHS = (48_000, 95_000, 190_000, 500_000, 1_000_000)
MAX_EXPONENT, MAX_SECONDS = 1.3, 10.0
MIN_COMPARED = 0.2  # seconds
MIN_STEP = 1.5  # between two lengths that are compared; over shorter steps noise looks like growth
BELOW_LIMIT = 0.985  # of the longest length that is not refused, by the size that the refusal names
SETTINGS = Settings(threads=1)

PROSE = (
    "The council said on Tuesday that the boats would stay in the harbour until the wind had dropped. “Nobody is going "
    "out in this,” said Ann Lee, who leads the council. The owners of the boats disagreed with her, and told reporters "
    "that they had been promised an answer by the end of the week. Mr Park, a fisherman, said he was tired of waiting."
)
NUMBERED_PROSE = PROSE.replace("Ann Lee", "Ann{} Lee{}").replace("wind", "wind of {}")
LETTERS = "abcdefghijklmnopqrstuvwxyz"

JSON_LD = '<script type="application/ld+json">'

Generator = Callable[[int], str]


def _repeat(unit: str) -> Generator:
    """A text of one unit after another, in one paragraph after a paragraph of prose."""
    return lambda size: PROSE + "\n\n" + unit * (size // len(unit.encode()) + 1)


def _number(pattern: str, separator: str = "") -> Generator:
    """A text of units that differ: ``{}`` is replaced by a number in letters, and ``{n}`` by its digits."""

    def generate(size: int) -> str:
        parts, length, number = [PROSE, "\n\n"], 0, 0
        while length < size:
            unit = pattern.replace("{}", _word(number)).replace("{n}", str(number)) + separator
            parts.append(unit)
            length += len(unit.encode())
            number += 1
        return "".join(parts)

    return generate


def _word(number: int) -> str:
    letters = ""
    while True:
        letters += LETTERS[number % 26]
        number //= 26
        if not number:
            return letters


def _page(body: Generator, head: Generator | None = None) -> Generator:
    """An HTML page with the prose and the body that is generated; or with a head that is generated."""

    def generate(size: int) -> str:
        generated_head = head(size) if head else "<title>The boats stay</title>"
        return (
            f"<html><head>{generated_head}</head><body><article><h1>The boats stay in the harbour</h1>"
            f"<p>{PROSE}</p><p>{PROSE}</p>{body(size)}<p>{PROSE}</p></article></body></html>"
        )

    return generate


def _fill(unit: str, before: str = "", after: str = "") -> Generator:
    return lambda size: before + unit * (size // len(unit.encode()) + 1) + after


def _nest(opening: str, closing: str, inner: str = "") -> Generator:
    def generate(size: int) -> str:
        depth = size // len((opening + closing).encode()) + 1
        return opening * depth + inner + closing * depth

    return generate


def _no_body(size: int) -> str:
    return ""


def _head(unit: str, before: str, after: str) -> Generator:
    return _page(_no_body, _fill(unit, before, after))


TEXTS: dict[str, Generator] = {
    "prose": _number(NUMBERED_PROSE, "\n\n"),
    "one-paragraph": _number(NUMBERED_PROSE, " "),
    "one-word": _repeat("a"),
    "one-line-words": _repeat("boat "),
    "open-quotes": _repeat("“"),
    "open-quotes-words": _repeat("“It rained "),
    "open-quote-lines": _repeat("“It rained all day.\n"),
    "closed-quotes": _repeat("“It rained.” "),
    "straight-quotes": _repeat('"'),
    "straight-quotes-words": _repeat('"It rained," he said. '),
    "spaced-straight": _repeat('" It rained , " he said . '),
    "open-singles": _repeat("‘It rained "),
    "closed-singles": _repeat("‘It rained’ "),
    "possessives": _repeat("the voters' "),
    "guillemets": _repeat("«"),
    "double-singles": _repeat("``It rained "),
    "brackets-round": _repeat("("),
    "brackets-square": _repeat("[It] "),
    "brackets-closing": _repeat(")"),
    "brackets-pairs": _repeat("(It rained) "),
    "capitals": _repeat("ANN LEE PARK "),
    "capital-words": _repeat("Ann Lee Park "),
    "capital-words-different": _number("Ann{} Lee{} Park "),
    "initials": _repeat("A."),
    "initials-spaced": _repeat("J. R. "),
    "acronyms": _repeat("(ABC) "),
    "titles": _repeat("Mr "),
    "possessive-names": _repeat("Lee’s "),
    "of-the": _number("President of the {} Society of "),
    "cues": _repeat("said "),
    "cues-different": _number("Ann {} said it rained on the boats, and ", " "),
    "speakers-different": _number("“It rained on {} again today,” said Ann{} Lee{} of the {} Society.", "\n\n"),
    "pronouns": _repeat("He said that he was late. She told him so. "),
    "descriptions": _number("The minister for {} said the mayor of {} was late.", "\n\n"),
    "and-list": _number("Ann{}, ", ""),
    "and-and": _repeat("and the "),
    "dashes": _repeat("—"),
    "dashes-spaced": _repeat(" - "),
    "dashed-words": _repeat("a-"),
    "ellipses": _repeat("…"),
    "ellipses-dots": _repeat(". . . "),
    "full-stops": _repeat("."),
    "commas": _repeat(","),
    "commas-quotes": _repeat('," '),
    "colons": _repeat("Ann: "),
    "questions": _repeat("?"),
    "apostrophes": _repeat("'"),
    "bylines": _repeat("By Ann Lee\n"),
    "byline": _repeat("By Ann Lee and "),
    "dates": _repeat("2024-01-01 "),
    "date-lines": _repeat("Published on 2024-01-01\n"),
    "times": _repeat("12:30 "),
    "lists": _repeat("- It rained.\n"),
    "numbers": _repeat("1,000 "),
    "digits": _repeat("1"),
    "interview-lines": _repeat("Q: Was it late?\nA: It was late.\n"),
    "dialogue": _number("LEE{}: It rained, and then it rained some more.", "\n"),
    "speakers-in-turn": _number("ANNA BROWN: Yes, we said number {n} was so.\nJOHN SMITH: No, it was not.", "\n"),
    "signed-quotes": _repeat("“It rained all day.” — Ann Lee\n"),
    "addresses": _repeat("https://a.test/b "),
    "address": _repeat("https://"),
    "image-line": _repeat("https://a.jpg"),
    "combining": _repeat("\u0301"),
    "combining-words": _repeat("a\u0301\u0302\u0303 "),
    "bidi": _repeat("\u202e"),
    "bidi-words": _repeat("\u2066It rained\u2069 "),
    "zero-width": _repeat("\u200b"),
    "zero-width-words": _repeat("r\u200ba\u200bi\u200bn "),
    "spaces": _repeat(" "),
    "no-break-spaces": _repeat("\u00a0"),
    "spaces-words": lambda size: f"{PROSE} said{' ' * size}Ann Lee.",
    "tabs": _repeat("\t"),
    "line-ends": _repeat("\n"),
    "line-ends-spaces": _repeat("\n "),
    "blank-lines-words": _repeat("It rained.\n \n"),
    "wrapped-lines": _repeat("It rained on the boats and the harbour all day and the\n"),
    "headline-bars": lambda size: "Boats stay" + " | Harbour" * (size // 10) + "\n\n" + PROSE,
    "separators": _repeat(" | "),
    "emoji": _repeat("😀"),
    "chinese": _repeat("船"),
    "boilerplate-quotes": _repeat("“a.”b"),
    "nested-said": _repeat("he said that "),
    "according-to": _repeat("according to "),
    "told-reporters": _repeat("told reporters after the meeting on Tuesday in "),
    "the-words-of": _repeat("in the words of "),
    "hyphen-line": _repeat("It rai-\nned. "),
    "underscores": _repeat("_"),
    "stars": _repeat("*"),
    "ampersands": _repeat("&amp;"),
    "year-olds": _repeat("a 30-year-old "),
    "not-not": _repeat("not "),
    "percent": _repeat("5% "),
    "money": _repeat("$5 million "),
    "ly-words": _repeat("quickly "),
    "ing-words": _repeat("saying "),
    "long-lines": _number("It rained on {} and so the boats stayed in the harbour.", "\n\n"),
}

PAGES: dict[str, Generator] = {
    "html-paragraphs": _page(_fill(f"<p>{PROSE}</p>")),
    "html-short-paragraphs": _page(_fill("<p>It rained.</p>")),
    "html-different-paragraphs": _page(_number("<p>It rained on {} and the boats stayed in.</p>")),
    "html-one-paragraph": _page(_fill(PROSE + " ", "<p>", "</p>")),
    "html-breaks": _page(_fill("It rained.<br>", "<p>", "</p>")),
    "html-breaks-different": _page(lambda size: f"<p>{_number('It rained on {}.<br>')(size)}</p>"),
    "html-cells": _page(_fill("<td>It rained.</td>", "<table><tr>", "</tr></table>")),
    "html-cells-bare": _page(_fill("<td>")),
    "html-rows": _page(_fill("<tr><td>It rained.</td></tr>", "<table>", "</table>")),
    "html-lists": _page(_fill("<li>It rained.</li>", "<ul>", "</ul>")),
    "html-nested-lists": _page(_nest("<ul><li>", "</li></ul>", "It rained.")),
    "html-nested-divs": _page(_nest("<div>", "</div>", "It rained.")),
    "html-nested-spans": _page(_nest("<span>", "</span>", "It rained.")),
    "html-nested-quotes": _page(_nest("<q>", "</q>", "It rained.")),
    "html-nested-bold": _page(_fill("<b>")),
    "html-blocks-150": _page(_fill("<div>" * 150 + "It rained." + "</div>" * 150)),
    "html-quotes": _page(_fill("<q>It rained.</q> ", "<p>", "</p>")),
    "html-spans": _page(_fill("<span>boat</span> ", "<p>", "</p>")),
    "html-links": _page(_fill("<a href='/a'>boat</a> ", "<p>", "</p>")),
    "html-link-lines": _page(_fill("<p><a href='/a'>It rained on the boats.</a></p>")),
    "html-asides": _page(_fill("<div class='related share-tools'>It rained.</div>")),
    "html-aside-nested": _page(_fill("<div class='promo'>" * 90 + "x" + "</div>" * 90)),
    "html-hidden": _page(_fill("<p hidden>It rained.</p>")),
    "html-comments": _page(_fill("<!-- a -->")),
    "html-open-comments": _page(_fill("<!--")),
    "html-tags-open": _page(_fill("<")),
    "html-entities": _page(_fill("&amp;", "<p>", "</p>")),
    "html-figures": _page(_fill("<figure><img src='a.jpg'><figcaption>It rained.</figcaption></figure>")),
    "html-headings": _page(_fill("<h1>The boats stay in</h1>")),
    "html-headings-spaces": _page(_fill(" ", "<h1>The boats stay", "in</h1>")),
    "html-attributes": _page(lambda size: f"<p {_attributes(size)}>It rained.</p>"),
    "html-attribute-values": _page(_fill("x ", "<p class='", "'>It rained.</p>")),
    "html-classes": _page(_fill("Share", "<div class='", "'>It rained.</div>")),
    "html-style": _page(_fill("display ", "<div style='", "'>It rained.</div>")),
    "html-bylines": _page(_fill("<span class='author-name'>By Ann Lee and</span>")),
    "html-times": _page(_fill("<time datetime='x'>1</time>")),
    "html-scripts": _page(_fill("<script>1</script>")),
    "html-forms": _page(_fill("<form><input></form>")),
    "html-live": _page(_number("<div><h2>{n}:00</h2><p>It rained on {}, said Ann{} Lee{}.</p></div>")),
    "html-title-separators": _head(" | ", "<title>Boats stay", "</title>"),
    "html-title-spaces": _head(" ", "<title>Boats stay", "x</title>"),
    "html-title-dashes": _head(" - a", "<title>Boats stay", "</title>"),
    "html-title-outlets": _head(" | The Times", "<title>Boats stay", "</title>"),
    "html-og-title": _head(" -", "<meta property='og:title' content='Boats", "'>"),
    "html-og-title-words": _head(" | The Harbour News", "<meta property='og:title' content='Boats", "'>"),
    "html-metas": _page(_no_body, lambda size: _number("<meta name='a{}' content='b'>")(size).removeprefix(PROSE)),
    "html-meta-dates": _head("<meta name='date' content='1 January'>", "", ""),
    "html-author": _head("Ann Lee, ", "<meta name='author' content='", "'>"),
    "html-description": _head("It rained. ", "<meta name='description' content='", "'>"),
    "html-canonical": _head("a/../", "<link rel=canonical href='https://a.test/", "'>"),
    "html-jsonld-spaces": _head(" ", '<script type="application/ld+json">{"a": 1,', "x</script>"),
    "html-jsonld-commas": _head(", ", '<script type="application/ld+json">{"a": 1', "</script>"),
    "html-jsonld-comments": _head(" // ", '<script type="application/ld+json">', "</script>"),
    "html-jsonld-cdata": _head("<![CDATA[ ", '<script type="application/ld+json">', "</script>"),
    "html-jsonld-backslashes": _head("\\", '<script type="application/ld+json">{"a": "', "</script>"),
    "html-jsonld-brackets": _head("[", '<script type="application/ld+json">', "</script>"),
    "html-jsonld-objects": _head('{"@type":"NewsArticle","headline":"a"},', f"{JSON_LD}[", "0]</script>"),
    "html-jsonld-scripts": _head('<script type="application/ld+json">{"@type":"WebPage"}</script>', "", ""),
    "html-jsonld-authors": _head(
        '{"name":"Ann Lee"},', f'{JSON_LD}{{"@type":"NewsArticle","headline":"a","author":[', "0]}</script>"
    ),
    "html-jsonld-body": _head(
        "It rained on the boats. ",
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"a","articleBody":"',
        '"}</script>',
    ),
    "html-jsonld-body-tags": _head(
        "<p ", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"a","articleBody":"', '"}</script>'
    ),
    "html-jsonld-headline": _head(
        "&amp;", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"', '"}</script>'
    ),
}  # fmt: skip

GENERATORS: dict[str, tuple[str, Generator]] = {
    **{name: (".txt", generator) for name, generator in TEXTS.items()},
    "markdown-stars": (".md", _repeat("*a ")),
    "markdown-quotes": (".md", _repeat("> ")),
    "markdown-links": (".md", _repeat("[a](")),
    "markdown-front-matter": (".md", lambda size: "---\n" + "a: b\n" * (size // 5) + PROSE),
    **{name: (".html", generator) for name, generator in PAGES.items()},
}


def _attributes(size: int) -> str:
    parts, length, number = [], 0, 0
    while length < size:
        parts.append(f"a{_word(number)}=b")
        length += len(parts[-1]) + 1
        number += 1
    return " ".join(parts)


@dataclass(frozen=True)
class Reading:
    """The processor time of one reading, the memory that it added to the process, and what came of it."""

    seconds: float
    megabytes: float
    outcome: str


def load_model() -> None:
    """Load the model, and the libraries that reading a page needs, into this process."""
    import onrecord

    onrecord.read_text(PROSE, settings=SETTINGS)
    onrecord.read_text(f"<html><body><article><p>{PROSE}</p></article></body></html>", settings=SETTINGS)


def measure(path: Path) -> Reading:
    """Read one file in this process."""
    import onrecord

    memory_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    try:
        outcome = f"{len(onrecord.read(path, settings=SETTINGS).statements)} statements"
    except onrecord.OnrecordError as error:
        outcome = error.reason
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory_before
    return Reading(seconds, memory / 1024, outcome)


def run_one(name: str, size: int, limit: int, folder: str) -> Reading:
    """Read a page in a process forked from this one, which may take ``limit`` seconds of processor time.

    It has the model from the start: with one thread onnxruntime has no threads that a fork would lose.
    """
    suffix, generator = GENERATORS[name]
    path = Path(folder) / f"{name}{suffix}"
    path.write_text(generator(size), "utf-8", newline="")
    answers, answer = os.pipe()
    if not (child := os.fork()):
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            with os.fdopen(answer, "w") as stream:
                json.dump(asdict(measure(path)), stream)
        finally:
            os._exit(0)
    os.close(answer)
    with os.fdopen(answers) as stream:
        reading = stream.read()
    _, status = os.waitpid(child, 0)
    path.unlink()
    if not reading:
        reason = f"stopped after {limit} s" if os.WIFSIGNALED(status) else "ended by a fault"
        return Reading(math.inf, math.nan, reason)
    return Reading(**json.loads(reading))


def longest_accepted(length: int, outcome: str) -> int | None:
    """Return a length just below the one from which on a generator is refused; None if this outcome is no refusal."""
    refusal = re.match(r"an article of ([\d,]+) (characters|word pieces)", outcome)
    if refusal is None:
        return None
    limit = SETTINGS.max_text // (1 if refusal[2] == "characters" else CHARACTERS_A_PIECE)
    return int(length * limit / int(refusal[1].replace(",", "")) * BELOW_LIMIT)


Readings = list[tuple[int, Reading]]  # with the length of each


def read_lengths(name: str, lengths: Sequence[int], cpu_limit: int, folder: str) -> tuple[Readings, Readings]:
    """Return the readings at each length; and that at the longest length that is accepted, if a text is refused."""
    readings = [(length, run_one(name, length, cpu_limit, folder)) for length in lengths]
    first_refused = ((length, longest_accepted(length, reading.outcome)) for length, reading in readings)
    longest = next((longest for _, longest in first_refused if longest), None)
    at_limit: Readings = []
    while longest:  # refused for its characters, and then for its word pieces
        at_limit = [(longest, run_one(name, longest, cpu_limit, folder))]
        longest = longest_accepted(longest, at_limit[0][1].outcome)
    return readings, at_limit


def steepest_exponent(readings: Readings) -> float:
    """Return the steepest exponent among the steps that take long enough to tell; 0.0 if none does."""
    steps = [
        math.log(after.seconds / before.seconds) / math.log(longer / shorter)
        for (shorter, before), (longer, after) in itertools.permutations(readings, 2)
        if longer > MIN_STEP * shorter and before.seconds >= MIN_COMPARED and math.isfinite(after.seconds)
    ]
    return max(steps, default=0.0)


def main() -> int:
    """Measure every generator, print a line for each, and return 1 if one is over the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lengths", nargs="*", type=int, default=LENGTHS)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--limit", type=int, default=60)
    arguments = parser.parse_args()
    load_model()
    names = arguments.only or list(GENERATORS)
    names_over = []
    print(f"{'generator':26}", *(f"{n:>9,}" for n in arguments.lengths), " at limit exponent     MB  outcome")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            readings, at_limit = read_lengths(name, arguments.lengths, arguments.limit, folder)
            refused = [pair for pair in readings if longest_accepted(pair[0], pair[1].outcome)]
            accepted = [pair for pair in readings if pair not in refused] + at_limit
            exponent = max(steepest_exponent(accepted), steepest_exponent(refused))
            every = [reading for _, reading in (*readings, *at_limit)]
            is_over = exponent > MAX_EXPONENT or max(reading.seconds for reading in every) > MAX_SECONDS
            names_over += [name] if is_over else []
            columns = [f"{reading.seconds:9.2f}" for reading in every] + ([] if at_limit else [" " * 9])
            megabytes = max(reading.megabytes for reading in every)
            outcome = every[-1].outcome[:60] + ("  OVER" if is_over else "")
            print(f"{name:26}", *columns, f"{exponent:8.2f} {megabytes:6.0f}  {outcome}", flush=True)
    over = f"{len(names_over)} of {len(names)} over"
    print(f"{over} exponent {MAX_EXPONENT} or {MAX_SECONDS:.0f} s: {' '.join(names_over)}")
    return 1 if names_over else 0


if __name__ == "__main__":
    sys.exit(main())
