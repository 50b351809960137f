"""Teach the shipped network today's pages: ``python -m training.refresh --data ../shared/polnear``.

Starts from the weights of a model folder (``training/shipped.py``) and learns the varied articles by their labels, and
PolNeAR half by its labels and half by what the network gave before, so that it keeps what distilling had given it
(after Li and Hoiem 2016, "Learning without forgetting"). Part of the varied articles is held out, for thresholds and
the calibration of confidence.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.statements.model.windows import PUNCTUATION, cut_windows, fill_window, tokenize
from training.batches import collate, cues
from training.checkpoints import blend, restore
from training.corpora import split_varied
from training.crf import Chain
from training.documents import UNKNOWN, Document, lines, load
from training.finish import publish
from training.labelled_windows import Window
from training.loop import Run, epochs_of_parts
from training.losses import head_losses
from training.model import ACTS, TAGS, Network
from training.pretrained import pretrained_folder, tokenizer
from training.shipped import checkpoint

FROZEN = 2  # layers that stay as they are, with the embeddings below them
BY_LABEL = 0.5  # how much PolNeAR's labels count; the network as it was counts the rest
SURE = 0.9  # likelihood from which the network's own view of a piece's name is taken for a label
NAME_KINDS = {"person": 1, "organization": 2, "country": 3}


def named(documents: list[Document], data: Path, net: Network, tok: Tokenizer, cache: Path) -> list[Document]:
    """The documents with names labelled: the speakers' by hand, the others where the network is sure of them."""
    if not cache.exists():
        rows = {row["id"]: row for row in lines(data.parent / "varied" / "train.jsonl")}
        cache.write_text(json.dumps({d.id: list(_names(d, rows[d.id], net, tok)) for d in documents}))
    names = json.loads(cache.read_text())
    return [replace(d, entities=tuple((s, e, kind) for s, e, kind in names[d.id])) for d in documents]


def freeze(parameters: Iterable[nn.Parameter]) -> None:
    for parameter in parameters:
        parameter.requires_grad = False


def _is_frozen(name: str) -> bool:
    """Whether a parameter of the encoder belongs to the embeddings or to one of the lower layers."""
    part, _, rest = name.partition(".")
    return part != "layers" or int(rest.partition(".")[0]) < FROZEN


def _names(document: Document, row: dict, net: Network, tok: Tokenizer) -> Iterator[tuple[int, int, int]]:
    by_hand = dict(_speakers(row))
    covered = np.zeros(len(document.text) + 1, bool)
    for start, end in by_hand:
        covered[start:end] = True
    yield from ((s, e, kind) for (s, e), kind in by_hand.items())
    pieces = tokenize(document.text, tok)
    kinds = np.full(len(pieces), UNKNOWN)
    for begin, end in cut_windows(pieces):
        ids, shape, state, piece_at = (torch.tensor(a)[None] for a in fill_window(pieces, begin, end))
        with torch.no_grad():
            likely = net.names(net.encoder(ids, shape, state, torch.ones_like(ids))).float().softmax(-1)[0]
        sure, kind = likely[piece_at[0] >= 0].max(-1)
        kinds[begin:end] = torch.where(sure >= SURE, kind, UNKNOWN).numpy()
    mark = pieces.shape == PUNCTUATION
    apart = (pieces.start[1:] != pieces.end[:-1]) | mark[1:] | mark[:-1]
    edges = [0, *(np.flatnonzero(apart) + 1).tolist(), len(pieces)]
    name: tuple[int, int, int] = (0, 0, 0)
    for begin, end in itertools.pairwise(edges):
        kind = int(kinds[begin]) if len(set(kinds[begin:end].tolist())) == 1 else UNKNOWN
        start, stop = int(pieces.start[begin]), int(pieces.end[end - 1])
        kind = 0 if covered[start] else kind
        if kind == name[2] and start - name[1] <= 1:
            name = (name[0], stop, kind)
            continue
        if name[2]:
            yield name
        name = (start, stop, kind)
    if name[2]:
        yield name


def _speakers(row: dict) -> Iterator[tuple[tuple[int, int], int]]:
    """Where the names of an article's speakers stand: the names in full, and the ends of them in a source."""
    text = row["text"]
    for a in row["attributions"]:
        kind, name = NAME_KINDS.get(a["kind"]), a["speaker"]
        if kind is None or not name:
            continue
        ranges = [(0, len(text), name)] + [(s, e, name.split()[-1]) for s, e in a["source"] if kind == 1]
        for begin, end, words in ranges:
            place = text.find(words, begin, end)
            while place >= 0 and words[0].isupper():
                stop = place + len(words)
                if not text[place - 1 : place].isalnum() and not text[stop : stop + 1].isalnum():
                    yield (place, stop), kind
                place = text.find(words, stop, end)


def start_acts(net: Network) -> None:
    """The head of acts begins as the tagger of cues, with no view of which act it is."""
    with torch.no_grad():
        rows = [0] + [TAGS - 1] * (ACTS - 1)
        net.acts.weight.copy_(net.tags.weight[rows])
        net.acts.bias.copy_(net.tags.bias[rows] - torch.tensor(rows) / (TAGS - 1) * math.log(ACTS - 1))


class Keeping:
    """Losses by labels, and on PolNeAR by what the network gave before as well."""

    weights: Mapping[str, float] = {
        "cue": 1.0, "nested": 2.0, "acts": 1.0, "names": 1.0, "roles": 1.0, "as before": 1.0,
    }  # fmt: skip

    def __init__(self, before: Network, roles: float) -> None:
        self.before = before.eval()
        self.weights = {**self.weights, "roles as before": roles}

    def __call__(self, net: Network, chain: Chain, batch: list[Window], rng: np.random.Generator) -> dict[str, Tensor]:
        arrays = collate(batch)
        with torch.no_grad():
            lower = self._lower(arrays)
        states = net.encoder.upper(lower, arrays["mask"], FROZEN)[-1]
        places = cues(batch, arrays["ids"].shape[1], rng)
        old = torch.tensor([not w.today for w in batch])
        weight = arrays["tag_weight"]
        arrays["tag_weight"] = torch.where(old[:, None], BY_LABEL * weight, weight)
        by_head = head_losses(net, chain, batch, arrays, states, places)
        return by_head | (self._as_before(net, arrays, lower, states, places, old) if old.any() else {})

    def _lower(self, arrays: dict[str, Tensor]) -> Tensor:
        """What the frozen layers give, which is the same before and after."""
        encoder = self.before.encoder
        x = encoder.embedded(arrays["ids"], arrays["shape"], arrays["state"])
        bias = (1.0 - arrays["mask"].to(x.dtype))[:, None, None, :] * -1e4
        for layer in encoder.layers[:FROZEN]:
            x = layer(x, bias)
        return x

    def _as_before(
        self,
        net: Network,
        arrays: dict[str, Tensor],
        lower: Tensor,
        states: Tensor,
        places: tuple[Tensor, Tensor, Tensor],
        old: Tensor,
    ) -> dict[str, Tensor]:
        """How far the windows of PolNeAR are read otherwise than before."""
        rows, pieces, _ = places
        number = torch.cumsum(old.long(), 0) - 1  # of a window among those of PolNeAR
        cue = old[rows] if len(rows) else torch.zeros(0, dtype=torch.bool)
        mask = arrays["mask"][old]
        with torch.no_grad():
            before = self.before.encoder.upper(lower[old], mask, FROZEN)[-1]
            tags_before = self.before.tags(before).float()
            roles_before = self.before.roles(before, number[rows[cue]], pieces[cue]).float() if cue.any() else None
        tags = net.tags(states[old]).float()
        potentials = net.roles(states, rows[cue], pieces[cue]).float() if cue.any() else None
        divergence = sum(
            F.kl_div(a.log_softmax(-1), b.log_softmax(-1), reduction="sum", log_target=True)
            for a, b in zip(tags[mask].split(TAGS, 1), tags_before[mask].split(TAGS, 1), strict=True)
        )
        distances = {"as before": (1 - BY_LABEL) * divergence / max(1, len(rows))}
        if potentials is not None and roles_before is not None:
            inside = mask[number[rows[cue]]]
            distances["roles as before"] = F.mse_loss(potentials[inside], roles_before[inside])
        return distances


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of PolNeAR; varied/ lies beside it")
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/model"), help="where the weights come from")
    parser.add_argument("--out", type=Path, default=Path("training/runs/refresh"))
    parser.add_argument("--start", type=Path, help="a checkpoint to start from instead; --model is still to be kept")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--parts", type=int, default=6, help="an epoch reads one part of PolNeAR, of so many")
    parser.add_argument("--keep-roles", type=float, default=0.1, help="weight of reading PolNeAR's roles as before")
    parser.add_argument("--copies", type=int, default=1, help="times the varied articles count in an epoch")
    parser.add_argument("--pieces", type=int, default=2600, help="word pieces in a batch")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=5e-4)
    parser.add_argument("--to", type=Path, help="where the finished model goes; left out, the run ends with its epochs")
    parser.add_argument("--share", type=float, default=1.0, help="of the finished weights: the rest is the old ones'")
    return parser.parse_args()


def main() -> None:
    args = options()
    args.out.mkdir(parents=True, exist_ok=True)
    start = args.out / "before.pt"
    if not start.exists():
        checkpoint(args.model, start)
    tok = tokenizer(pretrained_folder())
    net, weights = restore(start)
    polnear = load(args.data / "train.jsonl.gz", nests=False, names=args.data / "corenlp-train.jsonl.gz")
    varied = named(split_varied(args.data)[0], args.data, net, tok, args.out / "names.json")
    before, chain = copy.deepcopy(net), Chain()
    if args.start:
        net, weights = restore(args.start)
    else:
        start_acts(net)
    freeze(before.parameters())
    freeze(p for name, p in net.encoder.named_parameters() if _is_frozen(name))
    chain.load_state_dict(weights)
    run = Run(args.out, (args.rate, args.head_rate), args.epochs, net, chain, Keeping(before, args.keep_roles))
    epochs_of_parts(run, polnear, varied, tok, args.parts, args.copies, args.pieces)
    if args.to:
        final = args.out / "final.pt"
        blend(start, args.out / f"epoch{run.epochs}.pt", args.share, final)
        worst, mean = publish(final, args.data, args.to)
        print(json.dumps({"int8 to torch": [round(worst, 4), round(mean, 4)]}))


if __name__ == "__main__":
    main()
