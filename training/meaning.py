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
from training.pretrained import pretrained_folder, tokenizer

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
        spoken = {text for line in file for text in _sentences(json.loads(line)["text"])}
    set_aside = polnear[::HELD]
    learned = [text for n, d in enumerate(polnear) if n % HELD for text in (*_contents(d), *_sentences(d["text"]))]
    learned += [text for d in varied for text in (*_contents(d), *_sentences(d["text"]))]
    spoken -= set(learned)
    learned += random.Random(SEED).sample(sorted(spoken), min(SPOKEN, len(spoken)))
    contents = [text for d in set_aside for text in _contents(d)]
    sentences = [text for d in set_aside for text in _sentences(d["text"])]
    apart = {*contents, *sentences}
    return Texts([text for text in dict.fromkeys(learned) if text not in apart], contents, sentences)


def _contents(document: dict) -> list[str]:
    text = document["text"]
    return [" ".join(text[s:e] for s, e in label["content"]) for label in document["attributions"]]


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in SENTENCE.split(text) if len(sentence.split()) > 3]


class SentenceTeacher:
    """all-MiniLM-L6-v2: the mean of its last layer, of unit length."""

    def __init__(self) -> None:
        self.encoder = Encoder.pretrained(pretrained_folder()).eval()
        self.pieces = tokenizer(pretrained_folder())
        self.pieces.enable_truncation(LONGEST)

    def embed(self, texts: list[str]) -> Floats:
        """[N, 384]; about 250 texts a second on two cores."""
        return self.embed_pieces([encoding.ids for encoding in self.pieces.encode_batch(texts)])

    @torch.inference_mode()
    def embed_pieces(self, pieces: list[list[int]]) -> Floats:
        """The vectors of texts given as word pieces, with the marks at both ends."""
        vectors = np.zeros((len(pieces), 384), np.float32)
        order = sorted(range(len(pieces)), key=lambda n: len(pieces[n]))
        for start in range(0, len(order), 128):
            batch = order[start : start + 128]
            ids = torch.zeros(len(batch), len(pieces[batch[-1]]), dtype=torch.long)
            for row, n in enumerate(batch):
                ids[row, : len(pieces[n])] = torch.tensor(pieces[n])
            mask = (ids != 0).float()
            with torch.autocast("cpu", torch.bfloat16):
                x = self.encoder(ids, torch.zeros_like(ids), torch.zeros_like(ids), mask)
            vectors[batch] = F.normalize((x.float() * mask[..., None]).sum(1), dim=1).numpy()
        return vectors


def taught(texts: list[str], name: str, work: Path) -> Floats:
    """The teacher's vectors of texts, kept in ``work`` by the texts' hash."""
    stamp = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    cache = work / f"{name}-{stamp}.npy"
    if not cache.exists():
        np.save(cache, SentenceTeacher().embed(texts).astype(np.float16))
    return np.load(cache).astype(np.float32)


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
    alone = SentenceTeacher().embed_pieces([[101, n, 102] for n in range(count)]) @ onto
    counts = np.bincount(np.concatenate([np.array(ids) for ids in pieces if ids]), minlength=count)
    likely = (counts + 0.5) / counts.sum()
    return torch.tensor(3 * alone * (FREQUENT / (FREQUENT + likely))[:, None], dtype=torch.float32)


def sums(table: Tensor, pieces: list[list[int]]) -> Tensor:
    """Each text's vector, not yet of unit length."""
    known = [ids or [UNKNOWN] for ids in pieces]
    starts = np.cumsum([0] + [len(ids) for ids in known[:-1]])
    all_ids = torch.tensor([piece for ids in known for piece in ids])
    return F.embedding_bag(all_ids, table, torch.tensor(starts), mode="sum")


def losses(vectors: Tensor, targets: Tensor) -> Tensor:
    """How far each vector lies from the teacher's, and each text's likeness to the others of its batch."""
    apart = (1 - (vectors * targets).sum(1)).mean()
    self = torch.eye(len(vectors), dtype=torch.bool)
    ours, theirs = ((rows @ rows.T * SHARP).masked_fill(self, -1e4) for rows in (vectors, targets))
    return apart + F.kl_div(F.log_softmax(ours, 1), F.log_softmax(theirs, 1), reduction="batchmean", log_target=True)


def learn(pieces: list[list[int]], targets: Floats, table: Tensor) -> Tensor:
    """The table that comes nearest to the teacher's vectors ``wanted`` [N, 256]."""
    table = torch.nn.Parameter(table)
    optimizer = torch.optim.Adam([table], lr=RATE)
    rng = np.random.default_rng(SEED)
    steps, target = len(pieces) // BATCH, torch.tensor(targets)
    for epoch in range(EPOCHS):
        started, order = time.time(), rng.permutation(len(pieces))
        for step in range(steps):
            batch = order[step * BATCH : (step + 1) * BATCH]
            remaining = [[piece for piece in pieces[n] if rng.random() > DROPPED] for n in batch]
            for group in optimizer.param_groups:
                group["lr"] = RATE * (1 - (epoch * steps + step) / (EPOCHS * steps))
            loss = losses(F.normalize(sums(table, remaining), dim=1), target[batch])
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


def nearest(vectors: Floats, queries: Floats, count: int) -> npt.NDArray[np.int64]:
    """The nearest of ``vectors`` for each asked, which is one of them and not told, [Q, count]."""
    rows = []
    for start in range(0, len(queries), 500):
        likeness = queries[start : start + 500] @ vectors.T
        rows.append(np.argsort(-likeness, axis=1)[:, 1 : count + 1])
    return np.concatenate(rows)


def measure(texts: Texts, folder: Path, work: Path) -> None:
    """How much of the teacher's ten nearest the table finds, for every fourth content set aside."""
    set_aside = texts.held
    queries = list(range(0, len(dict.fromkeys(texts.contents)), 4))
    theirs, ours = taught(set_aside, "held", work), Embedder(folder).embed(set_aside)
    true = nearest(theirs, theirs[queries], 10)
    print(f"{len(set_aside)} texts, {len(queries)} asked")
    for count in (10, 50, 100):
        rows = nearest(ours, ours[queries], count)
        share = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(true, rows, strict=True)])
        print(f"of the teacher's 10 nearest in the table's {count:3d}: {100 * share:.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="keeps the teacher's vectors, 100 MB")
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--measure", action="store_true", help="only measure the table that is there")
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    arguments.work.mkdir(parents=True, exist_ok=True)
    texts = read(arguments.data)
    if not arguments.measure:
        theirs = taught(texts.learned, "learned", arguments.work)
        onto = basis(theirs)
        targets = theirs @ onto
        targets /= np.linalg.norm(targets, axis=1, keepdims=True)
        cutter = tokenizer(pretrained_folder())
        cutter.enable_truncation(LONGEST)
        pieces = [encoding.ids for encoding in cutter.encode_batch(texts.learned, add_special_tokens=False)]
        table = learn(pieces, targets, begin(pieces, onto))
        write(table, middle(table, pieces), arguments.out)
    measure(texts, arguments.out, arguments.work)


if __name__ == "__main__":
    main()
