"""The model file: loaded once, its hash checked, run in batches."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from onrecord.errors import ModelError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

OUTPUTS = ["tags", "names", "references", "at", "potentials"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Output:
    """What one run gives for a window of T positions.

    ``cues`` [T, 2, 3]: log-odds of outside, begin, inside a cue, and of a cue nested in a content. ``names`` [T, 5]:
    of outside, person, organization, place, title. ``references`` [T, 64]: whom a piece may refer to.
    For each of K cue candidates: ``at`` [K] its position, ``potentials`` [K, T, 10] for the chain of roles.
    """

    cues: Floats
    names: Floats
    references: Floats
    at: Ints
    potentials: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of a text's N word pieces: offsets [N], names [N, 5] and references [N, 64]."""

    start: Ints
    end: Ints
    names: Floats
    references: Floats


Window = tuple[Ints, Ints, Ints]


class Model:
    """The encoder with its heads and tokenizer. Loading waits until the first use."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.folder = folder
        self.threads = threads

    @classmethod
    def load(cls, settings: Settings) -> Model:
        """The model that ships with the package."""
        return _shipped(settings.threads)

    @cached_property
    def card(self) -> dict[str, Any]:
        """The model's parameters: hash, transitions of the chain, thresholds. Raises ModelError."""
        try:
            return json.loads((self.folder / "model.json").read_bytes())  # type: ignore[no-any-return]
        except (OSError, ValueError) as error:
            raise ModelError(f"{self.folder / 'model.json'}: {error}; install onrecord again") from None

    @property
    def name(self) -> str:
        """Which model this is: the beginnings of its files' hashes."""
        return f"{self.card['sha256'][:8]}-{self.card['judge'][:8]}"

    @cached_property
    def tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def session(self) -> InferenceSession:
        """The ONNX session. Raises ModelError when the file is missing or is not the one that the card names."""
        return self._open("onrecord.onnx", "sha256")

    @cached_property
    def _judge(self) -> InferenceSession:
        return self._open("judge.onnx", "judge")

    def _open(self, name: str, key: str) -> InferenceSession:
        path = self.folder / name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path}: {error.strerror}; install onrecord again") from None
        if hashlib.sha256(data).hexdigest() != self.card.get(key):
            raise ModelError(f"{path}: is not the file that model.json names; install onrecord again")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # windows run side by side instead: see ``run``
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )

    def judge(self, features: Floats, left: Floats, right: Floats) -> Floats:
        """How likely a mention stands for none [0] or one [1:] of its candidates, [C].

        ``features`` [C, 46], ``left`` [64] of the mention and ``right`` [C, 64] of the candidates.
        """
        (likely,) = self._judge.run(None, {"features": features, "left": left, "right": right})
        return np.asarray(likely, np.float32)

    def run(self, windows: Sequence[Window], threshold: float) -> list[Output]:
        """The windows' outputs, each window being (ids, shape, state), all [T].

        Pieces likelier than ``threshold`` to be in a cue are candidates. Each window runs alone and several at a time:
        int8 scales are found anew for each run, so that what stands in one window cannot change another's result, and
        nothing is padded.
        """
        threads = self.threads or _cores()
        limit = np.array(threshold, np.float32)
        session = self.session
        if threads == 1 or len(windows) == 1:
            return [_run(session, window, limit) for window in windows]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda window: _run(session, window, limit), windows))


def _run(session: InferenceSession, window: Window, threshold: npt.NDArray[np.float32]) -> Output:
    ids, shape, state = (array[None] for array in window)
    feed = {"ids": ids, "shape": shape, "state": state, "mask": np.ones(ids.shape, np.int32), "threshold": threshold}
    tags, names, references, at, potentials = session.run(OUTPUTS, feed)
    return Output(tags[0].reshape(-1, 2, 3), names[0], references[0], at[:, 1], potentials)


def _cores() -> int:
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return os.cpu_count() or 1


@lru_cache(maxsize=4)
def _shipped(threads: int) -> Model:
    return Model(Path(str(resources.files("onrecord"))) / "model", threads)
