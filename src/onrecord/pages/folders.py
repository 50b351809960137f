"""The files under a folder, without those that a symbolic link reaches outside of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from onrecord.errors import SourceError
from onrecord.pages.formats.gzip_stream import describe_read_error
from onrecord.records import Skipped, SkipReason
from onrecord.settings import Settings

Entries = Iterator["os.DirEntry[str]"]


def walk_folder(folder: Path, settings: Settings) -> Iterator[Path | Skipped]:
    """Give the files under a folder, by name and without hidden ones, however deep they lie.

    A folder that cannot be read is Skipped, and so is a link that leads out of the folder or to nothing, unless
    ``settings.follow_links`` is set. Links to folders within it are passed over, since their files are found anyway.
    """
    roots = [os.path.realpath(folder)]  # the real paths of the folders that were given or that links led to
    open_folders: list[Entries] = []
    upcoming: str | None = str(folder)
    while upcoming is not None or open_folders:
        if upcoming is not None:
            try:
                open_folders.append(iter(sorted(os.scandir(upcoming), key=lambda entry: entry.name)))
            except OSError as error:
                yield Skipped.from_error(SourceError(describe_read_error(error)), upcoming)
            upcoming = None
        elif (entry := next(open_folders[-1], None)) is None:
            open_folders.pop()
        elif entry.name.startswith("."):
            continue
        elif entry.is_symlink():
            target = _follow(entry, roots, settings)
            if target == "folder":
                upcoming = entry.path
            elif target is not None:
                yield target
        elif entry.is_dir(follow_symlinks=False):
            upcoming = entry.path
        elif entry.is_file(follow_symlinks=False):  # not a pipe, which waits for a writer
            yield Path(entry.path)


def _follow(entry: os.DirEntry[str], roots: list[str], settings: Settings) -> Path | Skipped | Literal["folder"] | None:
    """Return the file that a link leads to, "folder" for a folder to go on with, or why it is not followed."""
    real_path = os.path.realpath(entry.path)
    try:
        is_folder, is_file = entry.is_dir(), entry.is_file()
    except OSError as error:  # a link to itself
        return Skipped(entry.path, SkipReason.LINK, describe_read_error(error))
    if not (is_folder or is_file or os.path.exists(real_path)):
        return Skipped(entry.path, SkipReason.LINK, "a link to nothing")
    is_inside = any(os.path.commonpath([root, real_path]) == root for root in roots)
    if not is_inside and not settings.follow_links:
        return Skipped(entry.path, SkipReason.LINK, "a link out of the folder; ONRECORD_FOLLOW_LINKS=true follows it")
    if is_folder:
        if is_inside:
            return None
        roots.append(real_path)
        return "folder"
    return Path(entry.path) if is_file else None
