"""The model files: loaded once, their hashes checked, and run in batches."""

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

ENCODER_FILE, RANKER_FILE = "onrecord.onnx", "judge.onnx"
TOKENIZER_FILE = "tokenizer.json"
ENCODER_HASH, RANKER_HASH, TOKENIZER_HASH = "sha256", "judge", "tokenizer"  # their keys in model.json
OUTPUTS = ["tags", "acts", "names", "references", "at", "potentials"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
ModelInput = tuple[Ints, Ints, Ints]
"""One window's ids, shapes and states, each [T]."""


@dataclass(frozen=True, slots=True)
class WindowOutput:
    """The encoder's output for a window of T positions and the K cue candidates in it.

    ``cue_logits`` [T, 2, 3] scores outside, begin and inside of a cue: first of one outside any content, then of one
    nested in a content. ``act_logits`` [T, 9] scores being no cue of a statement, and the acts in the order of
    ``records.Act``. ``name_logits`` [T, 5] scores no name, person, organization, place and title.
    ``reference_vectors`` [T, 64] are compared to rank what a word may refer to. ``candidate_positions`` [K] says where
    each candidate begins, and ``role_potentials`` [K, T, 10] scores the roles of every position for it.
    """

    cue_logits: Floats
    act_logits: Floats
    name_logits: Floats
    reference_vectors: Floats
    candidate_positions: Ints
    role_potentials: Floats


@dataclass(frozen=True, slots=True)
class ArticleEncoding:
    """The encoder's output for the N word pieces of an article, put together from its windows.

    ``starts`` and ``ends`` [N] are character offsets; ``name_logits`` [N, 5] and ``reference_vectors`` [N, 64] are
    those of ``WindowOutput``.
    """

    starts: Ints
    ends: Ints
    name_logits: Floats
    reference_vectors: Floats


class Model:
    """The encoder with its heads, the antecedent ranker and the tokenizer. Files are read at the first use."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """Name the folder that holds the files. ``threads`` run windows side by side; 0 means one for each core."""
        self.folder = folder
        self.threads = threads

    @classmethod
    def load(cls, settings: Settings) -> Model:
        """Return the model that ships with the package, the same object for the same number of threads."""
        return _shipped_model(settings.threads)

    @cached_property
    def card(self) -> dict[str, Any]:
        """The contents of model.json: the files' hashes, the transition scores of the roles, the thresholds.

        Raises:
            ModelError: the file is missing or is not JSON.
        """
        try:
            return json.loads((self.folder / "model.json").read_bytes())  # type: ignore[no-any-return]
        except (OSError, ValueError) as error:
            raise ModelError(f"{self.folder / 'model.json'}: {error}; install onrecord again") from None

    @property
    def name(self) -> str:
        """The model's name in records: the first eight digits of each file's hash."""
        return f"{self.card[ENCODER_HASH][:8]}-{self.card[RANKER_HASH][:8]}"

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, with padding and truncation switched off.

        Raises:
            ModelError: the file is missing or is not the one that model.json names.
        """
        content = self._read_verified(TOKENIZER_FILE, TOKENIZER_HASH)
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(content.decode())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def count_word_pieces(self, text: str) -> int:
        """Return how many word pieces a text has: common words, the parts of rare ones, and marks.

        Raises:
            ModelError: the tokenizer's file is missing or is not the one that model.json names.
        """
        return len(self.tokenizer.encode(text, add_special_tokens=False))

    @cached_property
    def session(self) -> InferenceSession:
        """The ONNX session of the encoder.

        Raises:
            ModelError: the file is missing or is not the one that model.json names.
        """
        return self._open_session(ENCODER_FILE, ENCODER_HASH)

    @cached_property
    def _ranker(self) -> InferenceSession:
        return self._open_session(RANKER_FILE, RANKER_HASH)

    def load_files(self) -> None:
        """Read the files now, before their first use.

        Raises:
            ModelError: a file is missing or is not the one that model.json names.
        """
        assert self.tokenizer is not None
        assert self.session is not None
        assert self._ranker is not None

    def _read_verified(self, file_name: str, hash_key: str) -> bytes:
        path = self.folder / file_name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path}: {error.strerror}; install onrecord again") from None
        if hashlib.sha256(content).hexdigest() != self.card.get(hash_key):
            raise ModelError(f"{path}: is not the file that model.json names; install onrecord again")
        return content

    def _open_session(self, file_name: str, hash_key: str) -> InferenceSession:
        content = self._read_verified(file_name, hash_key)
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # windows run side by side instead: see ``run_windows``
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )

    def rank_antecedents(self, features: Floats, mention_vector: Floats, candidate_vectors: Floats) -> Floats:
        """Return the probability that a mention refers to none of its candidates, and to each of them.

        Args:
            features: [C, F], one row for "none of them" and then one for each candidate; F is fixed by the file.
            mention_vector: [64], the mention's reference vector.
            candidate_vectors: [C, 64], the candidates' reference vectors.

        Returns:
            [C] probabilities.

        Raises:
            ModelError: the file is missing or is not the one that model.json names.
        """
        feed = {"features": features, "left": mention_vector, "right": candidate_vectors}
        (probabilities,) = self._ranker.run(None, feed)
        return np.asarray(probabilities, np.float32)

    def run_windows(self, windows: Sequence[ModelInput], threshold: float) -> list[WindowOutput]:
        """Run the encoder over windows and return their outputs, in order.

        Each window runs alone, several at a time on threads. int8 scales are computed anew for each run, so in a batch
        one window's content would change another's result; alone, nothing needs padding either. Windows that are the
        same are run once: a text made to take long repeats itself.

        Args:
            windows: one input for each window.
            threshold: probability of being in a cue above which positions form a candidate.

        Raises:
            ModelError: the file is missing or is not the one that model.json names.
        """
        threads = self.threads or _available_cores()
        limit = np.array(threshold, np.float32)
        session = self.session
        numbers: dict[tuple[bytes, ...], int] = {}
        number_of_windows = [
            numbers.setdefault(tuple(array.tobytes() for array in window), number)
            for number, window in enumerate(windows)
        ]
        distinct = [windows[number] for number in numbers.values()]
        if threads == 1 or len(distinct) == 1:
            outputs = [_run_window(session, window, limit) for window in distinct]
        else:
            with ThreadPoolExecutor(threads) as pool:
                outputs = list(pool.map(lambda window: _run_window(session, window, limit), distinct))
        output_of_number = dict(zip(numbers.values(), outputs, strict=True))
        return [output_of_number[number] for number in number_of_windows]


def _run_window(session: InferenceSession, window: ModelInput, threshold: Floats) -> WindowOutput:
    ids, shape, state = (array[None] for array in window)
    feed = {"ids": ids, "shape": shape, "state": state, "mask": np.ones(ids.shape, np.int32), "threshold": threshold}
    tags, acts, names, references, positions, potentials = session.run(OUTPUTS, feed)
    return WindowOutput(tags[0].reshape(-1, 2, 3), acts[0], names[0], references[0], positions[:, 1], potentials)


def _available_cores() -> int:
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return os.cpu_count() or 1


@lru_cache(maxsize=4)
def _shipped_model(threads: int) -> Model:
    return Model(Path(str(resources.files("onrecord"))) / "model", threads)
