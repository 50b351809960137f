"""Where the folder of a bulk run is: in a file system or in a bucket. Files appear in it whole or not at all.

In a file system a file is written beside its place and renamed. A bucket cannot rename, and need not: an object is
there when all of it has arrived.
"""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any

from onrecord.errors import SettingsError

BUCKET_PROTOCOLS = ("s3://", "s3a://", "memory://")  # the last one is fsspec's bucket for tests
WORK = "work"  # files in progress

FolderLocation = str | os.PathLike[str]
"""A path, or the address of a place in a bucket."""


class FolderStorage(ABC):
    """The files of a folder, by their names: paths within it, with ``/``.

    Every method raises OSError when the storage does not do what is asked.

    Attributes:
        location: where the folder is.
        file_system: what pyarrow opens its Parquet files with; None for that of this machine.
    """

    location: str
    file_system: Any = None

    @abstractmethod
    def place(self, name: str) -> str:
        """Return where ``file_system`` has a file."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Return the content of a file. Raises FileNotFoundError if there is none."""

    @abstractmethod
    def write(self, name: str, content: bytes) -> None:
        """Write a file, in place of one that may be there."""

    @abstractmethod
    def move_in(self, path: Path, name: str) -> None:
        """Put a file of this machine's disk under a name, in place of one that may be there."""

    @abstractmethod
    def read_all(self, folder: str) -> Sequence[tuple[str, bytes]]:
        """Return name and content of each JSON file directly in a folder of this one, by name."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    @abstractmethod
    def remove_work(self) -> None:
        """Remove what workers that were killed have left of files in progress."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Return whether there is nothing in it."""

    @abstractmethod
    def make_workplace(self, key: str) -> Path:
        """Return a new empty folder on a disk of this machine for the files of a unit in progress."""


def open_storage(location: FolderLocation) -> FolderStorage:
    """Return the storage at a path or an address.

    Raises:
        SettingsError: what the address needs is not installed.
    """
    text = os.fspath(location)
    return BucketStorage(text) if is_bucket(text) else DiskStorage(Path(text))


def is_bucket(location: str) -> bool:
    """Return whether a location is the address of a place in a bucket."""
    return location.lower().startswith(BUCKET_PROTOCOLS)


class DiskStorage(FolderStorage):
    """A folder in a file system, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.location, self._folder = str(folder), folder

    def place(self, name: str) -> str:
        """Return the path of a file."""
        return str(self._folder / name)

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return (self._folder / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Write a file beside its place and rename it."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def move_in(self, path: Path, name: str) -> None:
        """Rename a file, which must be in the same file system."""
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)

    def read_all(self, folder: str) -> Sequence[tuple[str, bytes]]:
        """Return name and content of each JSON file of a folder."""
        return [(path.name, path.read_bytes()) for path in sorted((self._folder / folder).glob("*.json"))]

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self._folder / name).unlink(missing_ok=True)

    def remove_work(self) -> None:
        """Remove the folder of files in progress."""
        shutil.rmtree(self._folder / WORK, ignore_errors=True)

    def is_empty(self) -> bool:
        """Return whether there is nothing in the folder. Makes it if it is not there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return not any(self._folder.iterdir())

    def make_workplace(self, key: str) -> Path:
        """Return a folder in ``work/``, so that its files can be renamed."""
        (self._folder / WORK).mkdir(parents=True, exist_ok=True)
        return Path(mkdtemp(prefix=f"{key}.", dir=self._folder / WORK))


class BucketStorage(FolderStorage):
    """A place in a bucket, by fsspec. Listings are not kept, since other programs write there too."""

    def __init__(self, address: str) -> None:
        """Name the place. Raises SettingsError if what the address needs is not installed."""
        self.location = address.rstrip("/")
        options = {} if address.startswith("memory:") else {"use_listings_cache": False}
        try:
            import fsspec

            self.file_system, self._root = fsspec.core.url_to_fs(self.location, **options)
        except ImportError as error:
            reason = f"{error}; pip install 'onrecord[bulk]', and s3fs for s3://"
            raise SettingsError(reason, location=self.location) from None

    def place(self, name: str) -> str:
        """Return bucket and key of a file."""
        return f"{self._root}/{name}"

    def read(self, name: str) -> bytes:
        """Return the content of an object."""
        with _bucket_errors():
            return bytes(self.file_system.cat_file(self.place(name)))

    def write(self, name: str, content: bytes) -> None:
        """Write an object in one request."""
        with _bucket_errors():
            self.file_system.pipe_file(self.place(name), content)

    def move_in(self, path: Path, name: str) -> None:
        """Send a file: in one request, or in parts that become an object with the last request."""
        with _bucket_errors():
            self.file_system.put_file(str(path), self.place(name))
        path.unlink()

    def read_all(self, folder: str) -> Sequence[tuple[str, bytes]]:
        """Return name and content of each JSON object directly below a key, many at a time."""
        with _bucket_errors():
            try:
                places = self.file_system.ls(self.place(folder), detail=False)
            except FileNotFoundError:
                return []
            places = sorted(place for place in places if place.endswith(".json"))
            contents = self.file_system.cat(places) if places else {}
            by_place = {place.lstrip("/"): content for place, content in contents.items()}
            return [(place.rpartition("/")[2], by_place[place.lstrip("/")]) for place in places]

    def remove(self, name: str) -> None:
        """Remove an object, if it is there."""
        with _bucket_errors():
            if self.file_system.exists(self.place(name)):
                self.file_system.rm_file(self.place(name))

    def remove_work(self) -> None:
        """Remove the journals; files in progress were never in the bucket."""
        with _bucket_errors():
            if self.file_system.exists(self.place(WORK)):
                self.file_system.rm(self.place(WORK), recursive=True)

    def is_empty(self) -> bool:
        """Return whether no key begins with that of the place."""
        with _bucket_errors():
            try:
                return not self.file_system.ls(self._root, detail=False)
            except FileNotFoundError:
                return True

    def make_workplace(self, key: str) -> Path:
        """Return a folder for temporary files. Those that killed processes have left for the same unit are removed."""
        for folder in Path(gettempdir()).glob(f"onrecord-{key}.*"):
            if not _is_running(folder.name.split(".")[1]):
                shutil.rmtree(folder, ignore_errors=True)
        return Path(mkdtemp(prefix=f"onrecord-{key}.{os.getpid()}."))


def _is_running(process_id: str) -> bool:
    """Return whether there is a process of this number, as far as this process may know."""
    if os.name != "posix":  # elsewhere signal 0 is not a question
        return True
    try:
        os.kill(int(process_id), 0)
    except (ProcessLookupError, ValueError):
        return False
    except OSError:
        return True
    return True


@contextmanager
def _bucket_errors() -> Iterator[None]:
    """Raise OSError for whatever the library for a bucket raises: botocore's errors have another base."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from None
