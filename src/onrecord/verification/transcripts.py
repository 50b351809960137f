"""Transcripts from wherever they are: files, folders, the web, each read by the module for its kind."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import chain, count, groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal
from urllib.parse import urlsplit

from onrecord.errors import ArticleError, PageError, SourceError, TranscriptError
from onrecord.pages import open_pages
from onrecord.pages.formats import files
from onrecord.pages.sources import HEAD, WEB, walk
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, Skipped, SkipReason, Transcript
from onrecord.settings import Settings
from onrecord.verification.formats.captions import looks_like_captions, read_captions
from onrecord.verification.formats.json_transcript import read_json, read_lines
from onrecord.verification.formats.text_transcript import read_text
from onrecord.verification.segments import About, put_together

if TYPE_CHECKING:
    import httpx

    from onrecord.pages.http.client import Client

Kind = Literal["text", "captions", "jsonl", "json", "html", "warc"]

SUFFIXES: dict[str, Kind] = {
    ".txt": "text", ".text": "text", ".md": "text", ".srt": "captions", ".vtt": "captions", ".sbv": "text",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".warc": "warc",
}  # fmt: skip
KINDS = ".txt, .srt, .vtt, .jsonl, .json, .html or .warc, each also .gz"
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)")


def open_transcripts(
    locations: Iterable[str], settings: Settings, *, transport: httpx.BaseTransport | None = None
) -> Iterator[Transcript | Skipped]:
    """The transcripts of the locations, in order; what gives none is Skipped with its reason, and the rest is read.

    A location is a file, a folder, a web address, or ``-`` for standard input. ``transport`` stands in for the network.
    """
    client: Client | None = None
    try:
        for location in locations:
            if location.lower().startswith(WEB):
                if client is None:
                    from onrecord.pages.http.client import Client

                    client = Client(settings, transport=transport)
                yield from _told(_fetched(client, location, settings), location)
            elif location == "-":
                yield from _told(_given(sys.stdin.buffer, settings), "standard input")
            else:
                yield from _local(location, settings)
    finally:
        if client is not None:
            client.close()


def gathered(
    given: Iterable[str | os.PathLike[str] | Transcript], settings: Settings
) -> tuple[list[Transcript], list[Skipped]]:
    """Every transcript, each with an id of its own, and what gave none."""
    found: dict[str, Transcript] = {}
    faults: list[Skipped] = []
    for ready, some in groupby(given, key=lambda one: isinstance(one, Transcript)):
        many = list(some)
        outcomes = many if ready else open_transcripts([os.fspath(one) for one in many], settings)  # type: ignore[arg-type]
        for one in outcomes:
            if isinstance(one, Skipped):
                faults.append(one)
            elif isinstance(one, Transcript):
                name = _free(one, found)
                found[name] = one if name == one.id else replace(one, id=name)
    return list(found.values()), faults


def _free(transcript: Transcript, taken: Container[str]) -> str:
    """The transcript's id, with its location or a number where another has it."""
    if transcript.id not in taken:
        return transcript.id
    names = (f"{transcript.id} ({number})" for number in count(2))
    return next(name for name in chain([f"{transcript.location}"], names) if name not in taken)


def _told(found: Iterator[Transcript | Skipped], location: str) -> Iterator[Transcript | Skipped]:
    """What is found; an error ends it as a Skipped."""
    try:
        yield from found
    except (PageError, TranscriptError, ArticleError) as error:
        yield Skipped.from_error(error, location)


def _local(location: str, settings: Settings) -> Iterator[Transcript | Skipped]:
    path = Path(location)
    try:
        is_folder, exists = path.is_dir(), bool(location) and path.exists()
    except (OSError, ValueError):
        is_folder = exists = False
    if not exists:
        yield Skipped.from_error(SourceError("no such file or folder"), location)
    elif is_folder:
        yield from _folder(path, settings)
    else:
        yield from _told(_file(path, settings), str(path))


def _folder(folder: Path, settings: Settings) -> Iterator[Transcript | Skipped]:
    """Every file of a known kind under a folder; the others are counted and no failure."""
    known = False
    for path in walk(folder):
        if isinstance(path, Skipped):
            yield path
        elif _kind(path.name) is None:
            yield Skipped(str(path), SkipReason.UNKNOWN_KIND, "of no known kind")
        else:
            known = True
            yield from _told(_file(path, settings), str(path))
    if not known:
        yield Skipped.from_error(SourceError(f"a folder without a transcript: give {KINDS}"), str(folder))


def _file(path: Path, settings: Settings) -> Iterator[Transcript | Skipped]:
    with files.opened(path) as stream:
        kind = _kind(path.name) or _sniffed(stream)
        yield from _read(stream, kind, About(str(path), date=_dated(path.name), location=str(path)), settings)


def _given(stream: BinaryIO, settings: Settings) -> Iterator[Transcript | Skipped]:
    name = "standard input"
    with files.told(name), files.unpacked(stream) as plain:
        yield from _read(plain, _sniffed(plain), About(name, location=name), settings)


def _fetched(client: Client, address: str, settings: Settings) -> Iterator[Transcript | Skipped]:
    fetched = client.fetch_bytes(address)
    name = Path(urlsplit(fetched.url).path).name
    stream = io.BufferedReader(io.BytesIO(fetched.data))
    with files.told(address), files.unpacked(stream) as plain:
        kind = _kind(name) if _kind(name) != "html" else None
        if (kind or _sniffed(plain)) == "html":
            yield _page(client.page(fetched), settings)
        else:
            about = About(fetched.url, date=_dated(name), location=fetched.url)
            yield from _read(plain, kind or _sniffed(plain), about, settings)


def _kind(name: str) -> Kind | None:
    return SUFFIXES.get(Path(name.lower().removesuffix(".gz")).suffix)


def _sniffed(stream: io.BufferedReader) -> Kind:
    """What a stream holds, by how it begins."""
    head = stream.peek(HEAD)[:HEAD]
    text = decode(head[: len(head) & ~3]).lstrip("\ufeff \t\r\n") if head else ""
    if text.startswith("["):
        inner = text[1:].lstrip()
        return "json" if inner.startswith(("{", "]")) else "text"
    if text.startswith("{"):
        first, line_end, _ = text.partition("\n")
        return "json" if line_end and not first.rstrip().endswith("}") else "jsonl"
    if looks_like_captions(text):
        return "captions"
    return files.sniff(head)


def _read(stream: io.BufferedReader, kind: Kind, about: About, settings: Settings) -> Iterator[Transcript | Skipped]:
    limit, location = settings.max_bytes, about.location or about.id
    if kind == "jsonl":
        yield from read_lines(stream, location, limit)
        return
    if kind == "warc":
        yield from _pages(open_pages([location], settings), settings)
        return
    data = files.limited(stream, limit)
    if not data.strip():
        raise TranscriptError("empty: it holds no text")
    if kind == "json":
        yield from read_json(data, about)
    elif kind == "html":
        yield _page(files.page(data, location, "html"), settings)
    else:
        text = decode(data)
        yield _checked(_captions(text, about) if kind == "captions" else read_text(text, about))


def _captions(text: str, about: About) -> Transcript:
    return put_together(read_captions(text.replace("\r\n", "\n").replace("\r", "\n")), about)


def _checked(transcript: Transcript) -> Transcript:
    if not any(map(str.isalnum, transcript.text)):
        raise TranscriptError("has no words")
    return transcript


def _pages(pages: Iterable[Page | Skipped], settings: Settings) -> Iterator[Transcript | Skipped]:
    for page in pages:
        if isinstance(page, Skipped):
            yield page
        else:
            yield from _told(iter([_page(page, settings)]), page.origin.location)


def _page(page: Page, settings: Settings) -> Transcript:
    """The transcript that a web page prints, read as its article. Raises ArticleError where there is none."""
    from onrecord.articles.extract import extract

    article = extract(page, settings)
    location = page.origin.location
    return read_text(article.text, About(location, article.title, article.published, location))


def _dated(name: str) -> str | None:
    """The day that a file's name states: debate-2016-09-26.txt."""
    days = set(_DAY.findall(name))
    return days.pop() if len(days) == 1 else None
