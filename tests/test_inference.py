"""The shipped int8 model against the outputs of the trained one, which training wrote down for fixed inputs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from onrecord.errors import ModelError
from onrecord.inference import Model, ModelInput
from onrecord.settings import Settings

MAX_MEAN_GAP, MAX_GAP = 0.25, 2.5  # of logits, for int8 weights and activations; most logits lie beyond +-5
MIN_LEAD = 0.2  # of the likeliest tag's logit: below it is a tie, which rounding may decide otherwise
MAX_PROCESSOR_GAP = 0.05  # of logits, for the order of additions in float32
FIXTURE, OUTPUTS = (Path(__file__).with_name(name) for name in ("model_parity.json", "model_outputs.json"))


def _windows(rows: list[dict[str, list[list[int]]]]) -> list[ModelInput]:
    """Return the inputs in the rows of a fixture."""
    arrays = ([np.array(values, np.int64) for values in row["window"]] for row in rows)
    return [(ids, shapes, states) for ids, shapes, states in arrays]


@pytest.mark.usefixtures("shipped_model")
def test_the_shipped_model_gives_the_outputs_of_the_trained_one() -> None:
    rows = json.loads(FIXTURE.read_text())
    outputs = Model.load(Settings()).run_windows(_windows(rows), 0.5)
    for row, output in zip(rows, outputs, strict=True):
        gap = np.abs(output.cue_logits.reshape(-1, 6) - np.array(row["tags"]))
        assert gap.mean() < MAX_MEAN_GAP
        assert gap.max() < MAX_GAP
        trained = np.array(row["tags"])[:, :3]
        lead = np.diff(np.sort(trained)[:, 1:]).ravel()
        same = output.cue_logits[:, 0].argmax(-1) == trained.argmax(-1)
        assert same[lead > MIN_LEAD].all()
        assert same.mean() > 0.9


@pytest.mark.usefixtures("shipped_model")
def test_every_processor_gives_the_same() -> None:
    """Weights of eight bits gave logits that differed by 0.9 between processors with and without VNNI."""
    rows = json.loads(OUTPUTS.read_text())
    outputs = Model.load(Settings()).run_windows(_windows(rows), 0.5)
    for row, output in zip(rows, outputs, strict=True):
        assert np.abs(output.cue_logits.ravel() - np.array(row["cue_logits"])).max() < MAX_PROCESSOR_GAP


@pytest.mark.usefixtures("shipped_model")
def test_a_window_gives_the_same_alone_and_among_others() -> None:
    rows = json.loads(FIXTURE.read_text())
    windows = _windows(rows)
    model = Model.load(Settings())
    together = model.run_windows(windows, 0.5)
    for window, output in zip(windows, together, strict=True):
        (alone,) = model.run_windows([window], 0.5)
        assert np.array_equal(alone.cue_logits, output.cue_logits)
        assert np.array_equal(alone.role_potentials, output.role_potentials)


def test_a_missing_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install onrecord again"):
        _ = Model(tmp_path).session


@pytest.mark.usefixtures("shipped_model")
def test_a_model_file_that_is_not_the_one_named_is_refused(tmp_path: Path) -> None:
    shipped = Model.load(Settings())
    (tmp_path / "onrecord.onnx").write_bytes(b"not a model")
    (tmp_path / "tokenizer.json").write_bytes((shipped.folder / "tokenizer.json").read_bytes().replace(b"he", b"eh", 1))
    (tmp_path / "model.json").write_text(json.dumps(shipped.card))
    with pytest.raises(ModelError, match="is not the file"):
        _ = Model(tmp_path).session
    with pytest.raises(ModelError, match="is not the file"):
        _ = Model(tmp_path).tokenizer
    assert hashlib.sha256((shipped.folder / "onrecord.onnx").read_bytes()).hexdigest() == shipped.card["sha256"]
