"""The training loop: a run in a folder, with a checkpoint after every epoch from which it goes on."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from training.batches import batches, epoch_windows
from training.corpora import SEED
from training.crf import Chain
from training.documents import Document
from training.labelled_windows import Window
from training.losses import Labels, Losses
from training.model import Encoder, Network
from training.pretrained import pretrained_folder

WARM_UP = 0.06  # of all steps
CLIP = 5.0


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
        modules = (self.net.tags, self.net.names, self.net.acts, self.net.roles, self.chain)
        heads = [p for m in modules for p in m.parameters()]
        heads += [self.net.encoder.shape.weight, self.net.encoder.state.weight]
        head_ids = {id(p) for p in heads}
        body = [p for p in self.net.encoder.parameters() if id(p) not in head_ids]
        body, heads = ([p for p in group if p.requires_grad] for group in (body, heads))
        self.parameters = [*body, *heads]
        groups = [{"params": group, "lr": rate} for group, rate in zip((body, heads), rates, strict=True)]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        self.average = Average([self.net, self.chain])
        self.epoch = 0
        self.total: int | None = None

    def resume(self) -> None:
        """Goes on from the last checkpoint, if there is one."""
        if not self.checkpoint.exists():
            return
        saved = torch.load(self.checkpoint, weights_only=True)
        self.net.load_state_dict(saved["net"])
        self.chain.load_state_dict(saved["chain"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.average.kept, self.average.steps = saved["average"], saved["steps"]
        self.epoch, self.total = saved["epoch"], saved["total"]

    def step(self, batch: list[Window], rng: np.random.Generator) -> dict[str, float]:
        """One step of the optimizer; the losses, by name."""
        assert self.total is not None
        done = self.average.steps
        scale = min(1.0, done / (WARM_UP * self.total)) * max(0.02, 1 - done / self.total)
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * scale
        by_name = self.losses(self.net, self.chain, batch, rng)
        self.optimizer.zero_grad()
        sum((self.losses.weights[k] * v for k, v in by_name.items()), torch.zeros(())).backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, CLIP)
        self.optimizer.step()
        self.average.update()
        return {k: v.item() for k, v in by_name.items()}

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
            means = {k: round(v / n, 3) for k, v in sums.items()}
            minutes = round((time.time() - started) / 60, 1)
            print(
                json.dumps({"epoch": run.epoch + 1, "batch": n, "of": len(groups), **means, "minutes": minutes}),
                flush=True,
            )


def rounds(run: Run, polnear: list[Document], varied: list[Document], tok: Tokenizer, copies: int, pieces: int) -> None:
    """Every epoch that is left, from the last checkpoint on."""
    run.resume()
    while run.epoch < run.epochs:
        next_epoch(run, polnear, varied, tok, copies, pieces)


def epochs_of_parts(
    run: Run, polnear: list[Document], varied: list[Document], tok: Tokenizer, parts: int, copies: int, pieces: int
) -> None:
    """Every epoch that is left; each reads one part of PolNeAR, of ``parts``, and all varied articles."""
    run.resume()
    if run.epoch:  # asked for another number of epochs, the rate falls to its end all the same
        run.total = run.average.steps // run.epoch * run.epochs
    while run.epoch < run.epochs:
        number, part = divmod(run.epoch, parts)
        order = np.random.default_rng((SEED, number)).permutation(len(polnear))[part::parts]
        next_epoch(run, [polnear[n] for n in order], varied, tok, copies, pieces)


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
