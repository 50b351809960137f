"""The embedder: texts of one meaning have near vectors, and only the files that ship are used."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from onrecord.errors import ModelError
from onrecord.store.search.embedder import Embedder

FOLDER = Embedder.load().folder
STATEMENTS = [
    "the vaccine is safe and effective for children over five",
    "interest rates will be held until inflation comes down",
    "the bridge will be closed to lorries from Monday while its cables are replaced",
    "our striker has torn a ligament in his knee and will miss the rest of the season",
    "police have arrested two men over the killing of the shopkeeper",
    "the merger would cost four thousand employees their jobs",
    "peacekeepers cannot be sent before both sides have agreed to a ceasefire",
    "the album was recorded in a single week in a barn in Wales",
    "sea ice in the Arctic has shrunk to its smallest extent since satellites began to measure it",
    "teachers will walk out next week unless their pay is raised",
    "the president did not know about the payments to the actress",
    "the flood destroyed hundreds of homes along the river",
    "voters must show a passport or a driving licence at the polling station",
    "the company will build its new electric car in Hungary",
    "the drug lowered blood pressure in most of the patients",
    "we will defend every inch of the alliance's territory",
]
PARAPHRASES = {
    "jabs do no harm to kids": 0,
    "borrowing costs stay where they are because prices are rising too fast": 1,
    "trucks may not cross during repairs": 2,
    "an injured footballer is out for months": 3,
    "suspects detained for murder": 4,
    "layoffs after the takeover of a rival firm": 5,
    "no troops for peacekeeping without a truce": 6,
    "musicians vectors the songs quickly on a farm": 7,
    "climate warming melts polar ice": 8,
    "school staff threaten a strike for higher wages": 9,
    "he was unaware of the hush money": 10,
    "houses washed away by high water": 11,
    "identity documents needed for the election": 12,
    "automobile factory with battery vehicles": 13,
    "the medicine worked against hypertension": 14,
    "NATO protects its members' land": 15,
}


def test_paraphrases_are_found() -> None:
    embedder = Embedder.load()
    ranking = np.argsort(-(embedder.embed(list(PARAPHRASES)) @ embedder.embed(STATEMENTS).T), axis=1)
    ranks = [row.tolist().index(true) for row, true in zip(ranking, PARAPHRASES.values(), strict=True)]
    assert sum(rank == 0 for rank in ranks) >= 14, ranks
    assert sum(rank < 3 for rank in ranks) == 16, ranks


def test_vectors_are_of_unit_length_and_the_same_in_any_company() -> None:
    embedder = Embedder.load()
    many = embedder.embed(STATEMENTS * 40)
    assert many.dtype == np.float32
    assert many.shape == (16 * 40, embedder.size)
    assert np.linalg.norm(many, axis=1) == pytest.approx(1, abs=1e-5)
    for n, text in enumerate(STATEMENTS):
        assert many[n + 320].tobytes() == embedder.embed([text])[0].tobytes()


def test_no_texts_give_no_vectors() -> None:
    assert Embedder.load().embed([]).shape == (0, 256)


@pytest.mark.parametrize("text", ["", " \n", "\ud800", "\0", "🙂", "漢字", "[CLS]", "x" * 5_000, "—"])
def test_any_text_has_a_vector(text: str) -> None:
    vectors = Embedder.load().embed([text, "the vaccine is safe"])
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    embedder = Embedder.load()
    long = "the river rose again " * 500_000
    assert embedder.embed([long])[0].tobytes() == embedder.embed([long[:2_000]])[0].tobytes()


def copied(folder: Path) -> Path:
    for name in ("meaning.npz", "meaning.json", "tokenizer.json"):
        shutil.copy(FOLDER / name, folder)
    return folder


@pytest.mark.parametrize("name", ["meaning.npz", "tokenizer.json"])
def test_another_file_is_refused(tmp_path: Path, name: str) -> None:
    with (copied(tmp_path) / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=rf"{name}: is not the file that meaning\.json names; install onrecord again"):
        Embedder(tmp_path).embed(["a"])


@pytest.mark.parametrize("name", ["meaning.npz", "meaning.json", "tokenizer.json"])
def test_a_missing_file_is_one_clear_error(tmp_path: Path, name: str) -> None:
    (copied(tmp_path) / name).unlink()
    with pytest.raises(ModelError, match=rf"{name}: No such file or directory; install onrecord again"):
        Embedder(tmp_path).embed(["a"])


@pytest.mark.parametrize("content", ["", "[]", "{", '{"size": 256}'])
def test_an_incomplete_card_is_one_clear_error(tmp_path: Path, content: str) -> None:
    (copied(tmp_path) / "meaning.json").write_text(content)
    with pytest.raises(ModelError, match=r"meaning\.json: .*; install onrecord again"):
        Embedder(tmp_path).embed(["a"])


def test_what_ships_is_small() -> None:
    assert (FOLDER / "meaning.npz").stat().st_size < 10_000_000
    assert set(json.loads((FOLDER / "meaning.json").read_bytes())) == {"size", "sha256", "tokenizer"}
