"""Sources of every kind, in order; and bad ones, which cost only themselves."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import httpx
import pytest

from onrecord.pages import open_pages
from onrecord.records import Page, Skipped, SkipReason
from onrecord.settings import Settings
from pages.warc_samples import compress_records, warc_response

HTML = "<html><p>“It is over”, she message.</p></html>"
TEXT = "“It is over”, she message.\n"
LINE = '{"id": "a", "text": "It is over, she message."}\n'
SMALL = Settings(max_bytes=10_000)


def read(*sources: object, stdin: bytes | None = None, settings: Settings = SMALL) -> list[Page | Skipped]:
    stream = None if stdin is None else io.BytesIO(stdin)
    return list(open_pages(map(str, sources), settings, stdin=stream))


def pages(outcomes: Iterable[Page | Skipped]) -> list[Page]:
    found = []
    for outcome in outcomes:
        assert isinstance(outcome, Page), outcome
        found.append(outcome)
    return found


def failure(outcomes: list[Page | Skipped]) -> str:
    (outcome,) = outcomes
    assert isinstance(outcome, Skipped)
    assert outcome.failed
    assert "\n" not in outcome.detail
    assert not (outcome.location and outcome.detail.startswith(outcome.location))
    return outcome.detail


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize(
    ("name", "body", "media", "kind"),
    [
        ("a.html", HTML, "html", "file"),
        ("a.HTM", HTML, "html", "file"),
        ("a.xhtml", HTML, "html", "file"),
        ("a.txt", TEXT, "text", "file"),
        ("a.md", TEXT, "text", "file"),
        ("a.jsonl", LINE, "exact", "jsonl"),
        ("a.ndjson", LINE, "exact", "jsonl"),
        ("a.warc", warc_response("https://a.example/", HTML.encode()).decode(), "html", "warc"),
        ("a", TEXT, "text", "file"),
        ("a", HTML, "html", "file"),
        ("a.html?id=3", HTML, "html", "file"),
        ("a.php", HTML, "html", "file"),
    ],
)
def test_files_of_every_kind(tmp_path: Path, name: str, body: str, media: str, kind: str, pack: bool) -> None:
    data = body.encode()
    path = tmp_path / (name + (".gz" if pack else ""))
    path.write_bytes(gzip.compress(data, mtime=0) if pack else data)
    (page,) = pages(read(path))
    assert (page.media, page.origin.kind) == (media, kind)
    assert page.origin.location.startswith(str(path))
    if kind == "file":
        assert page.body == body
        assert page.origin.sha256 == hashlib.sha256(data).hexdigest()
        assert page.origin.retrieved is None


def test_gzip_is_known_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(gzip.compress(HTML.encode(), mtime=0))
    (tmp_path / "b.html.gz").write_bytes(HTML.encode())
    assert [page.body for page in pages(read(tmp_path))] == [HTML, HTML]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.html", b"", "empty: it holds no text"),
        ("a.txt", b" \r\n\t", "empty: it holds no text"),
        ("a.txt.gz", gzip.compress(b"", mtime=0), "empty: it holds no text"),
        ("a.txt", b"%PDF-1.4", "this is a PDF document"),
        ("a.html", os.urandom(64) + bytes(200), "binary data"),
        ("a.txt", b"x" * 10_001, "larger than 10,000 bytes"),
        ("a.txt.gz", gzip.compress(b"x" * 30_000_000, mtime=0), "larger than 10,000 bytes"),
        ("a.txt.gz", gzip.compress(TEXT.encode() * 99, mtime=0)[:-20], "cut short"),
        ("a.txt.gz", gzip.compress(TEXT.encode(), mtime=0)[:10] + b"\xff" * 30, "damaged"),
        ("a.csv", b"id,text\n1,It is over", "of no known kind: give .html"),
        ("a.pdf", b"%PDF-1.4", "this is a PDF document"),
        ("a.jsonl", b"", "empty"),
        ("a.warc", b"", "empty"),
    ],
)
def test_bad_files_are_told_in_one_line(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert reason in failure(read(path))


def test_a_packed_bomb_is_never_held(tmp_path: Path) -> None:
    import tracemalloc

    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"x" * 60_000_000, mtime=0))
    tracemalloc.start()
    assert "larger" in failure(read(tmp_path / "a.txt.gz"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("no/such/file.html", "no such file or folder"),
        ("ftp://a.example/x", "ftp:// is not supported"),
        ("", "no such file or folder"),
        ("a\0b", "no such file or folder"),
        ("x" * 5_000, "no such file or folder"),
        ("http://", "not a web address"),
        ("http://127.0.0.1/", "127.0.0.1 is a private address"),
    ],
)
def test_what_is_not_there(source: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert reason in failure(read(source))


def test_one_bad_source_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML)
    outcomes = read(tmp_path / "none.html", tmp_path / "a.html", "gopher://x", tmp_path / "a.html")
    assert [type(outcome) for outcome in outcomes] == [Skipped, Page, Skipped, Page]


def test_jsonl_cut_short_gives_the_good_part(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = "".join(f'{{"id": {n}, "text": "{os.urandom(40).hex()}"}}\n' for n in range(200))
    path.write_bytes(gzip.compress(lines.encode(), mtime=0)[:-2_000])
    *good, last = read(path)
    assert len(pages(good)) > 50
    assert isinstance(last, Skipped)
    assert "cut short" in last.detail


# Folders


def test_a_folder_is_read_in_order_and_its_other_files_counted(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "sub/c.md", "sub/deep/d.htm", "z.jpg", ".hidden.html", "sub/.git/x.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(HTML)
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.html")
    outcomes = read(tmp_path)
    names = [str(Path(page.origin.location).relative_to(tmp_path)) for page in outcomes if isinstance(page, Page)]
    assert names == ["a.html", "b.txt", "sub/c.md", "sub/deep/d.htm"]
    others = [outcome for outcome in outcomes if isinstance(outcome, Skipped)]
    assert [(other.location, other.failed) for other in others] == [(str(tmp_path / "z.jpg"), False)]


def test_folders_with_nothing_to_read(tmp_path: Path) -> None:
    assert "a folder without a file to read" in failure(read(tmp_path))
    (tmp_path / "x.jpg").write_bytes(b"\xff\xd8\xff")
    image, folder = read(tmp_path)
    assert isinstance(image, Skipped)
    assert not image.failed
    assert isinstance(folder, Skipped)
    assert folder.failed


def test_links_out_of_a_folder_are_followed_only_if_asked(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "given", tmp_path / "elsewhere"
    for path in (folder / "sub" / "a.html", elsewhere / "secret.html", elsewhere / "more" / "b.html"):
        path.parent.mkdir(parents=True)
        path.write_text(HTML)
    links = {
        "file.html": "../elsewhere/secret.html", "folder": "../elsewhere", "inside.html": "sub/a.html",
        "self.html": "self.html", "self": "self", "gone.html": "gone-too.html", "up": "sub/../..", "again": "sub",
    }  # fmt: skip
    for name, target in links.items():
        (folder / name).symlink_to(target)
    outcomes = read(folder)
    names = [str(Path(page.origin.location).relative_to(folder)) for page in outcomes if isinstance(page, Page)]
    assert names == ["inside.html", "sub/a.html"]
    skipped = {Path(other.location).name: other for other in outcomes if isinstance(other, Skipped)}
    assert skipped.keys() == {"file.html", "folder", "self.html", "self", "gone.html", "up"}
    assert all(other.reason is SkipReason.LINK and not other.failed for other in skipped.values())
    assert "ONRECORD_FOLLOW_LINKS" in skipped["file.html"].detail
    (folder / "up").unlink()
    followed = read(folder, settings=Settings(follow_links=True))
    names = [str(Path(page.origin.location).relative_to(folder)) for page in followed if isinstance(page, Page)]
    assert names == ["file.html", "folder/more/b.html", "folder/secret.html", "inside.html", "sub/a.html"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    for name, target in (("a", "../b"), ("b", "../a"), ("c", "..")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.html").write_text(HTML)
        (tmp_path / name / "link").symlink_to(target)
    names = {
        Path(page.origin.location).name for page in pages(read(tmp_path / "a", settings=Settings(follow_links=True)))
    }
    assert names == {"a.html", "b.html"}
    assert len(pages(read(tmp_path / "c", settings=Settings(follow_links=True)))) < 10


def test_a_folder_a_thousand_folders_deep(tmp_path: Path) -> None:
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(tmp_path)
        for _ in range(1_399):
            os.mkdir("d")
            os.chdir("d")
        Path("a.html").write_text(HTML)
    finally:
        os.fchdir(before)
        os.close(before)
    (page,) = pages(read(tmp_path))
    assert page.origin.location.endswith("/d/a.html")
    subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)  # too deep for pytest to remove


def test_nothing_is_opened_before_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML)
    outcomes = open_pages([str(tmp_path / "a.html"), str(tmp_path / "later.html")], SMALL)
    next(outcomes)
    (tmp_path / "later.html").write_text(HTML)
    assert isinstance(next(outcomes), Page)


# Standard input


@pytest.mark.parametrize(
    ("data", "media", "kind"),
    [
        (HTML.encode(), "html", "file"),
        (b"\xef\xbb\xbf\n  <!DOCTYPE html><p>Over", "html", "file"),
        (HTML.encode("utf-16"), "html", "file"),
        (b"<?xml version='1.0'?><html xmlns='x'>Over</html>", "html", "file"),
        (TEXT.encode(), "text", "file"),
        (b"{Editor's note} It is over.", "text", "file"),
        (b"<3 is what she message.", "text", "file"),
        (LINE.encode(), "exact", "jsonl"),
        (gzip.compress(LINE.encode(), mtime=0), "exact", "jsonl"),
        (compress_records(warc_response("https://a.example/", HTML.encode())), "html", "warc"),
    ],
)
def test_standard_input_is_taken_as_it_looks(data: bytes, media: str, kind: str) -> None:
    (page,) = pages(read("-", stdin=data))
    assert (page.media, page.origin.kind) == (media, kind)
    assert page.origin.location.startswith("standard input")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-3], "cut short"),
        (gzip.compress(TEXT.encode(), mtime=0)[:10] + b"\xff" * 30, "damaged"),
        (b"y\n" * 10_000, "larger than 10,000 bytes"),
    ],
)
def test_bad_standard_input(data: bytes, reason: str) -> None:
    assert reason in failure(read("-", stdin=data))


def test_lines_of_a_pipe_come_as_they_are_written() -> None:
    reading, writing = os.pipe()
    with open(reading, "rb") as stdin, open(writing, "wb", buffering=0) as pipe:
        outcomes = open_pages(["-"], SMALL, stdin=stdin)
        pipe.write(LINE.encode())
        timer = threading.Timer(5, pipe.close)  # so that a reader that waits for more fails, and does not hang
        timer.start()
        assert isinstance(next(outcomes), Page)
        assert not pipe.closed
        timer.cancel()


def test_a_pipe_given_as_a_file(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with open(writing, "wb") as pipe:
        pipe.write(HTML.encode())
    (page,) = pages(read(f"/dev/fd/{reading}"))
    os.close(reading)
    assert page.body == HTML


# The web


def test_web_pages_among_files(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/a":
            return httpx.Response(200, html=HTML)
        return httpx.Response(404)

    sources = ["https://a.example/a", str(tmp_path / "a.html"), "HTTPS://a.example/b"]
    outcomes = list(open_pages(sources, SMALL, transport=httpx.MockTransport(answer)))
    assert [type(outcome) for outcome in outcomes] == [Page, Page, Skipped]
    assert outcomes[2] == Skipped(
        "HTTPS://a.example/b", SkipReason.FETCH, "the server answered 404 Not Found; check the address"
    )


def test_importing_pages_is_light() -> None:
    heavy = "{'httpx', 'zstandard', 'charset_normalizer', 'lxml', 'protego', 'brotli'}"
    code = f"import sys, onrecord.pages; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
