"""The table behind search by meaning: all-MiniLM-L6-v2 distilled to one vector a word piece.

    python -m training.meaning --data ../shared --work FOLDER

in the environment that ``python3 dev.py train`` makes: about five minutes for the teacher's vectors of 113,000 texts,
two to learn. What it prints of articles set aside, 17,803 texts of which 1,655 are asked (``--measure``):

    of the teacher's 10 nearest, in the table's 10 / 50              R10 / R50 %
    each piece alone through the teacher, frequent ones small        22 / 33 %
    learned                                                          36 / 59 %
    and the mean of all texts taken away: what ships                 39 / 65 %
    learned from batches of neighbouring texts, likeness sharper     37 / 62 %

Measured while building, printed by no command: with a direct quotation asked for, the indirect statement just
before it (464 such pairs, 6,618 statements; next to each other, not always the same said twice) is among the first
ten / fifty: teacher 18.5 / 32.5 %, words (BM25) 9.7 / 19.0 %, table 11.9 / 24.6 %, table and words 11.6 / 25.4 %.
The teacher embeds 240 to 340 statements a second on two cores (torch, bf16) and writing needs 4,000; the table
gives 12,600, in 8 MB beside 90.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from onrecord.store.search.embedder import UNKNOWN, Embedder
from training.model import Encoder
from training.train import pretrained_folder, tokenizer

SEED = 20
SIZE = 256
LONGEST = 128  # pieces of a text: what the teacher was made for
BATCH, EPOCHS, RATE = 512, 8, 8e-3
DROPPED = 0.15  # of a text's pieces, so that no vector leans on its usual company
SHARP = 20.0  # of the likeness of a batch's texts to each other
SPOKEN = 60_000  # sentences of transcripts
FREQUENT = 1e-3  # pieces likelier than this weigh less at first (Arora et al. 2017)
HELD = 3  # every third article of PolNeAR train is measured on, not learned from
SENTENCE = re.compile(r"(?<=[.!?]['’”\"])\s+|(?<=[.!?])\s+|\n+")
MODEL = Path(__file__).resolve().parents[1] / "src" / "onrecord" / "model"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Texts:
    """What is learned from; and of articles set aside their statements' contents and their sentences."""

    learned: list[str]
    contents: list[str]
    sentences: list[str]

    @property
    def held(self) -> list[str]:
        """Each text of the articles set aside once, the contents first."""
        return list(dict.fromkeys([*self.contents, *self.sentences]))


def read(data: Path) -> Texts:
    """PolNeAR train, the varied articles and a sample of the transcripts. The PolNeAR test part is not read."""
    with gzip.open(data / "polnear" / "train.jsonl.gz", "rt", encoding="utf-8") as file:
        polnear = [json.loads(line) for line in file]
    varied = [json.loads(line) for line in (data / "varied" / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    with gzip.open(data / "quotations" / "transcripts.jsonl.gz", "rt", encoding="utf-8") as file:
        spoken = {one for line in file for one in _sentences(json.loads(line)["text"])}
    held = polnear[::HELD]
    learned = [one for n, d in enumerate(polnear) if n % HELD for one in (*_contents(d), *_sentences(d["text"]))]
    learned += [one for d in varied for one in (*_contents(d), *_sentences(d["text"]))]
    spoken -= set(learned)
    learned += random.Random(SEED).sample(sorted(spoken), min(SPOKEN, len(spoken)))
    contents = [one for d in held for one in _contents(d)]
    sentences = [one for d in held for one in _sentences(d["text"])]
    apart = {*contents, *sentences}
    return Texts([one for one in dict.fromkeys(learned) if one not in apart], contents, sentences)


def _contents(document: dict) -> list[str]:
    text = document["text"]
    return [" ".join(text[s:e] for s, e in one["content"]) for one in document["attributions"]]


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in SENTENCE.split(text) if len(one.split()) > 3]


class Teacher:
    """all-MiniLM-L6-v2: the mean of its last layer, of unit length."""

    def __init__(self) -> None:
        self.encoder = Encoder.pretrained(pretrained_folder()).eval()
        self.pieces = tokenizer(pretrained_folder())
        self.pieces.enable_truncation(LONGEST)

    def embed(self, texts: list[str]) -> Floats:
        """[N, 384]; about 250 texts a second on two cores."""
        return self.embed_pieces([found.ids for found in self.pieces.encode_batch(texts)])

    @torch.inference_mode()
    def embed_pieces(self, pieces: list[list[int]]) -> Floats:
        """The vectors of texts given as word pieces, with the marks at both ends."""
        made = np.zeros((len(pieces), 384), np.float32)
        order = sorted(range(len(pieces)), key=lambda n: len(pieces[n]))
        for start in range(0, len(order), 128):
            some = order[start : start + 128]
            ids = torch.zeros(len(some), len(pieces[some[-1]]), dtype=torch.long)
            for row, n in enumerate(some):
                ids[row, : len(pieces[n])] = torch.tensor(pieces[n])
            mask = (ids != 0).float()
            with torch.autocast("cpu", torch.bfloat16):
                x = self.encoder(ids, torch.zeros_like(ids), torch.zeros_like(ids), mask)
            made[some] = F.normalize((x.float() * mask[..., None]).sum(1), dim=1).numpy()
        return made


def taught(texts: list[str], name: str, work: Path) -> Floats:
    """The teacher's vectors of texts, kept in ``work`` by the texts' hash."""
    stamp = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    kept = work / f"{name}-{stamp}.npy"
    if not kept.exists():
        np.save(kept, Teacher().embed(texts).astype(np.float16))
    return np.load(kept).astype(np.float32)


def basis(vectors: Floats) -> Floats:
    """The 256 directions [384, 256] that keep most of the teacher's vectors, turned by chance.

    Turned so that each holds as much as the next: the index compares signs, and a sign is one bit whatever the
    direction holds.
    """
    _, _, directions = np.linalg.svd(vectors, full_matrices=False)
    turn, _ = np.linalg.qr(np.random.default_rng(SEED).normal(size=(SIZE, SIZE)))
    return np.asarray(directions[:SIZE].T @ turn, np.float32)


def begin(pieces: list[list[int]], onto: Floats) -> Tensor:
    """The table to start from: each piece alone through the teacher, frequent ones made small."""
    count = tokenizer(pretrained_folder()).get_vocab_size()
    alone = Teacher().embed_pieces([[101, n, 102] for n in range(count)]) @ onto
    seen = np.bincount(np.concatenate([np.array(some) for some in pieces if some]), minlength=count)
    likely = (seen + 0.5) / seen.sum()
    return torch.tensor(3 * alone * (FREQUENT / (FREQUENT + likely))[:, None], dtype=torch.float32)


def sums(table: Tensor, pieces: list[list[int]]) -> Tensor:
    """Each text's vector, not yet of unit length."""
    some = [one or [UNKNOWN] for one in pieces]
    starts = np.cumsum([0] + [len(one) for one in some[:-1]])
    ids = torch.tensor([piece for one in some for piece in one])
    return F.embedding_bag(ids, table, torch.tensor(starts), mode="sum")


def losses(made: Tensor, wanted: Tensor) -> Tensor:
    """How far each vector lies from the teacher's, and each text's likeness to the others of its batch."""
    apart = (1 - (made * wanted).sum(1)).mean()
    self = torch.eye(len(made), dtype=torch.bool)
    ours, theirs = ((one @ one.T * SHARP).masked_fill(self, -1e4) for one in (made, wanted))
    return apart + F.kl_div(F.log_softmax(ours, 1), F.log_softmax(theirs, 1), reduction="batchmean", log_target=True)


def learn(pieces: list[list[int]], wanted: Floats, table: Tensor) -> Tensor:
    """The table that comes nearest to the teacher's vectors ``wanted`` [N, 256]."""
    table = torch.nn.Parameter(table)
    optimizer = torch.optim.Adam([table], lr=RATE)
    rng = np.random.default_rng(SEED)
    steps, target = len(pieces) // BATCH, torch.tensor(wanted)
    for epoch in range(EPOCHS):
        started, order = time.time(), rng.permutation(len(pieces))
        for step in range(steps):
            some = order[step * BATCH : (step + 1) * BATCH]
            left = [[piece for piece in pieces[n] if rng.random() > DROPPED] for n in some]
            for group in optimizer.param_groups:
                group["lr"] = RATE * (1 - (epoch * steps + step) / (EPOCHS * steps))
            loss = losses(F.normalize(sums(table, left), dim=1), target[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)
    return table.detach()


def middle(table: Tensor, pieces: list[list[int]]) -> Floats:
    """The mean of all texts' vectors [256]: what any text of news has, which says nothing of one."""
    parts = [F.normalize(sums(table, pieces[n : n + BATCH]), dim=1) for n in range(0, len(pieces), BATCH)]
    return np.asarray(torch.cat(parts).mean(0).numpy(), np.float32)


def write(table: Tensor, centre: Floats, folder: Path) -> None:
    """meaning.npz, int8 with a scale for each piece, and meaning.json with what it and the tokenizer must hash to."""
    values = table.numpy()
    scales = (np.abs(values).max(axis=1) / 127).astype(np.float16)
    scales = np.maximum(scales, np.float16(1e-6))
    rows = np.clip(np.rint(values / scales[:, None].astype(np.float32)), -127, 127).astype(np.int8)
    np.savez(folder / "meaning.npz", rows=rows, scales=scales.astype(np.float32), centre=centre)
    named = {"sha256": "meaning.npz", "tokenizer": "tokenizer.json"}
    card = {key: hashlib.sha256((folder / name).read_bytes()).hexdigest() for key, name in named.items()}
    (folder / "meaning.json").write_text(json.dumps({"size": SIZE, **card}, indent=1) + "\n")


def nearest(vectors: Floats, asked: Floats, count: int) -> npt.NDArray[np.int64]:
    """The nearest of ``vectors`` for each asked, which is one of them and not told, [Q, count]."""
    found = []
    for start in range(0, len(asked), 500):
        likeness = asked[start : start + 500] @ vectors.T
        found.append(np.argsort(-likeness, axis=1)[:, 1 : count + 1])
    return np.concatenate(found)


def measure(texts: Texts, folder: Path, work: Path) -> None:
    """How much of the teacher's ten nearest the table finds, for every fourth content set aside."""
    held = texts.held
    asked = list(range(0, len(dict.fromkeys(texts.contents)), 4))
    theirs, ours = taught(held, "held", work), Embedder(folder).embed(held)
    true = nearest(theirs, theirs[asked], 10)
    print(f"{len(held)} texts, {len(asked)} asked")
    for count in (10, 50, 100):
        found = nearest(ours, ours[asked], count)
        share = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(true, found, strict=True)])
        print(f"of the teacher's 10 nearest in the table's {count:3d}: {100 * share:.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="keeps the teacher's vectors, 100 MB")
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--measure", action="store_true", help="only measure the table that is there")
    given = parser.parse_args()
    torch.manual_seed(SEED)
    given.work.mkdir(parents=True, exist_ok=True)
    texts = read(given.data)
    if not given.measure:
        theirs = taught(texts.learned, "learned", given.work)
        onto = basis(theirs)
        wanted = theirs @ onto
        wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
        cutter = tokenizer(pretrained_folder())
        cutter.enable_truncation(LONGEST)
        pieces = [found.ids for found in cutter.encode_batch(texts.learned, add_special_tokens=False)]
        table = learn(pieces, wanted, begin(pieces, onto))
        write(table, middle(table, pieces), given.out)
    measure(texts, given.out, given.work)


if __name__ == "__main__":
    main()
