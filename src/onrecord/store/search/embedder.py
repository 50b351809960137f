"""What a text means, as a vector: the sum of its word pieces' vectors, distilled from all-MiniLM-L6-v2.

What all texts have in common is taken away: so more of what the network finds is found (39 % instead of 36 % of its
ten nearest), and the vectors spread around zero, as an index by signs needs them.
``training/meaning.py`` makes the table and says how well it finds what the network finds.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from onrecord.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST = 2_000  # characters of a text that count: 1 of the 19,832 statements of PolNeAR train is longer
TOGETHER = 256  # texts summed at once
UNKNOWN = 100  # the piece that stands for a text without any

Floats = npt.NDArray[np.float32]


class Embedder:
    """The table and the tokenizer. Loading waits until the first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def load(cls) -> Embedder:
        """The one that ships with the package, loaded once."""
        return _shipped()

    @property
    def model(self) -> str:
        """The table's hash: vectors are comparable only with those of the same. Raises ModelError."""
        return str(self._card["sha256"])

    @property
    def size(self) -> int:
        """Numbers in a vector. Raises ModelError."""
        return int(self._card["size"])

    def embed(self, texts: Sequence[str]) -> Floats:
        """Each text's vector, [N, D], of unit length; the same text gives the same bytes in any company.

        Of a text longer than 2,000 characters the beginning counts. Raises ModelError.
        """
        made = np.empty((len(texts), self.size), np.float32)
        for start in range(0, len(texts), TOGETHER):
            made[start : start + TOGETHER] = self._sums(texts[start : start + TOGETHER])
        return _unit(_unit(made) - self._kept[1])

    def _sums(self, texts: Sequence[str]) -> Floats:
        cut = [text[:LONGEST].encode("utf-8", "replace").decode() for text in texts]  # half a surrogate pair is no text
        pieces = [found.ids or [UNKNOWN] for found in self._tokenizer.encode_batch_fast(cut, add_special_tokens=False)]
        ids = np.fromiter((one for some in pieces for one in some), np.int64)
        starts = np.cumsum([0] + [len(some) for some in pieces[:-1]])
        return np.asarray(np.add.reduceat(self._kept[0][ids], starts, axis=0))

    @cached_property
    def _card(self) -> dict[str, Any]:
        try:
            card: dict[str, Any] = json.loads(self._read("meaning.json"))
            return {"size": int(card["size"]), "sha256": str(card["sha256"]), "tokenizer": str(card["tokenizer"])}
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{self.folder / 'meaning.json'}: {error}; install onrecord again") from None

    @cached_property
    def _kept(self) -> tuple[Floats, Floats]:
        """A vector for each word piece [V, D], and the mean of all texts' [D]."""
        with np.load(io.BytesIO(self._checked("meaning.npz", "sha256"))) as kept:
            return np.asarray(kept["rows"] * kept["scales"][:, None], np.float32), kept["centre"]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._checked("tokenizer.json", "tokenizer").decode())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def _checked(self, name: str, key: str) -> bytes:
        data = self._read(name)
        if hashlib.sha256(data).hexdigest() != self._card.get(key):
            raise ModelError(f"{self.folder / name}: is not the file that meaning.json names; install onrecord again")
        return data

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise ModelError(f"{self.folder / name}: {error.strerror}; install onrecord again") from None


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.sqrt(np.einsum("nd,nd->n", vectors, vectors))[:, None])


@lru_cache(maxsize=1)
def _shipped() -> Embedder:
    return Embedder(Path(str(resources.files("onrecord"))) / "model")
