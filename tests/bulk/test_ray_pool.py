"""Ray gives what the other engines give, also when its workers die or stand still."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bulk.bulk_samples import DEADLY, SETTINGS, STUCK, article_html, fragile_reader, make_archives, run, tables
from onrecord import BulkError, ModelError
from onrecord.bulk.bulk_run import BulkOptions, run_bulk
from onrecord.bulk.bulk_status import bulk_status
from onrecord.bulk.ray_pool import RayPool
from onrecord.reader import Reader
from onrecord.settings import Settings
from pages.warc_samples import compress_records, warc_response

pytestmark = pytest.mark.usefixtures("shipped_model")


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Ray's processes import the readers of these tests."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[1]), *sys.path]))


def reader_that_cannot_be_made(settings: Settings) -> Reader:
    """Fail, as on a node that lacks the model."""
    raise ModelError("onrecord.onnx: is missing")


def test_a_machine_on_which_ray_cannot_start_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ray

    attempts = []

    def fail(**_: object) -> None:
        attempts.append(1)
        raise RuntimeError("the\nraylet failed to start")

    monkeypatch.setattr(ray, "init", fail)
    with pytest.raises(BulkError, match=r"Ray cannot start on this machine .the raylet failed to start."):
        RayPool(SETTINGS, 1)
    assert len(attempts) == 2


@pytest.mark.long
@pytest.mark.timeout(600)
def test_workers_that_cannot_start_end_the_run_with_one_error(tmp_path: Path) -> None:
    (archive,) = make_archives(tmp_path / "archives", units=1, pages=1)
    with pytest.raises(BulkError, match=r"cannot start: .*onrecord\.onnx: is missing"):
        run([archive], tmp_path / "out", partial(RayPool, make=reader_that_cannot_be_made))
    assert bulk_status(tmp_path / "out").left == 1


def archive_with(word: str, folder: Path) -> str:
    """Write an archive of three articles, of which the second has the word."""
    pages = [article_html(n, f"<p>{word}</p>" if n == 1 else "") for n in range(3)]
    path = folder / f"{word}.warc.gz"
    responses = (warc_response(f"https://quay.example/{word}/{n}", page) for n, page in enumerate(pages))
    path.write_bytes(compress_records(*responses))
    return str(path)


def test_ray_writes_the_files_of_the_other_engines(tmp_path: Path) -> None:
    archives = make_archives(tmp_path / "archives", units=1, pages=2)
    outcome = run(archives, tmp_path / "ray", RayPool)
    assert (outcome.units, outcome.left) == ({"done": 1}, 0)
    run(archives, tmp_path / "here")
    assert tables(tmp_path / "ray") == tables(tmp_path / "here")


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_page_that_kills_workers_of_ray_is_passed_over(tmp_path: Path) -> None:
    outcome = run([archive_with(DEADLY, tmp_path)], tmp_path / "out", partial(RayPool, make=fragile_reader))
    assert outcome.units == {"done": 1}
    assert (outcome.pages["crashed"], outcome.pages["read"]) == (1, 2)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_worker_of_ray_that_stands_still_is_ended(tmp_path: Path) -> None:
    settings = replace(SETTINGS, page_seconds=10.0)
    make_pool = partial(RayPool, make=fragile_reader)
    outcome = run_bulk([archive_with(STUCK, tmp_path)], tmp_path / "out", settings, BulkOptions(1), make_pool)
    assert outcome.units == {"done": 1}
    assert outcome.pages["crashed"] == 1
