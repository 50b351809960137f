"""Units of work: one web archive or JSON Lines file each, named by its content."""

from __future__ import annotations

import glob
import gzip
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from onrecord.bulk.remote_files import is_remote, open_remote, read_samples
from onrecord.errors import SourceError
from onrecord.pages.formats import files
from onrecord.pages.formats.json_lines import read_pages
from onrecord.pages.formats.wacz import read_wacz
from onrecord.pages.formats.warc import read_archive
from onrecord.records import Page, Skipped
from onrecord.settings import Settings

SAMPLE_BYTES = 1 << 20  # read at the beginning, in the middle and at the end for the key
LIST_SUFFIXES = (".txt", ".paths")  # of files that list units, a path or address on each line
UNIT_SUFFIXES = ".warc, .arc or .jsonl, each also .gz or .zst, or .wacz"
_PAGE_READERS: dict[files.FileKind | None, Callable[[BinaryIO, str, int], Iterator[Page | Skipped]]] = {
    "warc": read_archive,
    "wacz": read_wacz,
    "jsonl": read_pages,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One file to read. ``key`` comes from its content, so that a file that was moved is not read again."""

    location: str
    key: str
    size: int


def list_locations(sources: Iterable[str], settings: Settings, base: str = "") -> list[str]:
    """Return the paths and addresses that the sources name, each once, in order.

    Args:
        sources: Paths, globs, folders, ``s3://`` and ``https://`` addresses, and files that list such, a line each.
        settings: What addresses of lists are opened with.
        base: Put before the lines of a list that are neither an address nor a file that exists.

    Raises:
        SourceError: A source does not exist, or a glob or folder has no file.
    """
    locations: dict[str, None] = {}
    for source in sources:
        locations.update(dict.fromkeys(_expand(source, settings, base)))
    return list(locations)


def shard_of(locations: Sequence[str], number: int, count: int) -> list[str]:
    """Return the part of the locations that job ``number`` of ``count`` reads: every one is in exactly one part."""
    return [
        location for location in locations if _digest(location.encode("utf-8", "surrogateescape")) % count == number - 1
    ]


def make_unit(location: str, settings: Settings) -> Unit:
    """Return the unit at a location; three samples of its content are read for its key.

    Raises:
        SourceError: It cannot be opened.
        FetchError: It is a private address.
        SettingsError: What its address needs is not installed.
    """
    if is_remote(location):
        size, samples = read_samples(location, settings, _sample_starts, SAMPLE_BYTES)
    else:
        with files.source_errors(location):
            size, samples = _local_samples(Path(location))
    digest = hashlib.sha256(str(size).encode())
    for sample in samples:
        digest.update(sample)
    return Unit(location, digest.hexdigest()[:24], size)


def open_unit(location: str, settings: Settings) -> Iterator[Page | Skipped]:
    """Give the pages of a unit, one by one.

    Raises:
        SourceError: It cannot be opened, or is neither a web archive nor JSON Lines.
    """
    read = _PAGE_READERS.get(files.kind_of(Path(location.partition("?")[0])))
    if read is None:
        raise SourceError(f"of no kind that is read in bulk: give {UNIT_SUFFIXES}", location=location)
    with files.source_errors(location), _open(location, settings) as raw, files.decompressed(raw) as stream:
        yield from read(stream, location, settings.max_bytes)


def _expand(source: str, settings: Settings, base: str) -> Iterator[str]:
    if source.lower().removesuffix(".gz").endswith(LIST_SUFFIXES):
        for line in _read_list(source, settings):
            is_complete = is_remote(line) or not base or Path(line).exists()
            yield line if is_complete else base.rstrip("/") + "/" + line.lstrip("/")
    elif is_remote(source) or Path(source).is_file():
        yield source
    else:
        path = Path(source)
        pattern = str(path / "**" / "*") if path.is_dir() else source
        paths = [name for name in sorted(glob.glob(pattern, recursive=True)) if Path(name).is_file()]
        paths = [name for name in paths if files.kind_of(Path(name)) in _PAGE_READERS]
        if not paths:
            raise SourceError(f"no file to read: give {UNIT_SUFFIXES}", location=source)
        yield from paths


def _read_list(source: str, settings: Settings) -> list[str]:
    with files.source_errors(source), _open(source, settings) as raw:
        data = raw.read()
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        lines = (line.strip() for line in data.decode().splitlines())
        return [line for line in lines if line and not line.startswith("#")]


@contextmanager
def _open(location: str, settings: Settings) -> Iterator[BinaryIO]:
    if is_remote(location):
        with open_remote(location, settings) as remote:
            yield remote
        return
    with open(location, "rb", buffering=files.BUFFER_BYTES) as file:
        yield file


def _local_samples(path: Path) -> tuple[int, list[bytes]]:
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        samples = []
        for start in _sample_starts(size):
            file.seek(start)
            samples.append(file.read(SAMPLE_BYTES))
    return size, samples


def _sample_starts(size: int) -> list[int]:
    return sorted({0, max(0, size // 2 - SAMPLE_BYTES // 2), max(0, size - SAMPLE_BYTES)})


def _digest(data: bytes) -> int:
    return int.from_bytes(hashlib.sha256(data).digest()[:8])
