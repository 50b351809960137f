"""WACZ: web archives in a ZIP file, as Browsertrix and ArchiveWeb.page make them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from onrecord.errors import PageError, SourceError
from onrecord.pages.formats import files
from onrecord.pages.formats.gzip_stream import describe_read_error
from onrecord.pages.formats.warc import read_archive
from onrecord.records import Page, Skipped

ARCHIVE_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")


def read_wacz(stream: BinaryIO, location: str, max_bytes: int) -> Iterator[Page | Skipped]:
    """Give the pages of the archives in a WACZ file, each called by its place: ``a.wacz/archive/data.warc.gz:3``."""
    try:
        if not stream.seekable():
            raise SourceError("a WACZ file cannot be read from a pipe; give its path")
        with zipfile.ZipFile(stream) as package:
            names = [name for name in package.namelist() if name.lower().endswith(ARCHIVE_SUFFIXES)]
            if not names:
                raise SourceError("this WACZ file holds no archive")
            for name in names:
                yield from _member_pages(package, name, f"{location}/{name}", max_bytes)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # the last: it needs a password
        reason = SourceError(f"this WACZ file is damaged or not supported: {describe_read_error(error)}")
        yield Skipped.from_error(reason, location)
    except PageError as error:
        yield Skipped.from_error(error, location)


def _member_pages(package: zipfile.ZipFile, name: str, location: str, max_bytes: int) -> Iterator[Page | Skipped]:
    """Give the pages of one archive; what is wrong with it costs the others nothing."""
    try:
        with package.open(name) as member, files.decompressed(cast(BinaryIO, member)) as archive:
            yield from read_archive(archive, location, max_bytes)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error) as error:
        yield Skipped.from_error(SourceError(f"the rest is lost: {describe_read_error(error)}"), location)
