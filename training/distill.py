"""The pruned student taught by the averaged network that it was cut from.

It learns what the teacher gives, not the labels: every layer's output (Jiao et al. 2020, "TinyBERT"), the
likelihoods of cues (Hinton et al. 2015), and the potentials of roles. So it keeps the teacher's doubts, and with them
what averaging gained.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.crf import Chain
from training.export import restore
from training.model import TAGS, Network
from training.prune import prune
from training.train import Run, collate, corpora, cues, pretrained_folder, rounds, tokenizer

# Rounds of epochs, rate of the encoder, copies of the varied articles, weight of nested cues: the second round brings
# back the nested cues, of which the first loses some.
ROUNDS = ((3, 1.5e-4, 2, 1.0), (2, 1e-4, 5, 4.0))
HEAD_RATE = 3e-4
WEIGHTS = {"layers": 10.0, "cue": 1.0, "nested": 1.0, "roles": 0.3}


class Lessons:
    """The losses of a student beside its teacher."""

    def __init__(self, teacher: Network, nested: float) -> None:
        self.teacher = teacher.eval()
        self.weights = {**WEIGHTS, "nested": nested}

    def __call__(self, net: Network, _chain: Chain, batch: list, rng: np.random.Generator) -> dict[str, Tensor]:
        made = collate(batch)
        mask = made["mask"]
        given = (made["ids"], made["shape"], made["state"], mask)
        rows, at, _ = cues(batch, mask.shape[1], rng)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                wanted = self.teacher.encoder.every_layer(*given)
                tags = self.teacher.tags(wanted[-1]).float()
                potentials = self.teacher.roles(wanted[-1], rows, at).float() if len(rows) else None
            found = net.encoder.every_layer(*given)
            own = net.tags(found[-1]).float()
            scores = net.roles(found[-1], rows, at).float() if len(rows) else None
        count = max(1, len(rows))
        losses = {
            "layers": torch.stack(
                [F.mse_loss(a[mask].float(), b[mask].float()) for a, b in zip(found, wanted, strict=True)]
            ).sum(),
            "cue": _divergence(own[mask][:, :TAGS], tags[mask][:, :TAGS]) / count,
            "nested": _divergence(own[mask][:, TAGS:], tags[mask][:, TAGS:]) / count,
        }  # fmt: skip
        if scores is not None and potentials is not None:
            losses["roles"] = F.mse_loss(scores[mask[rows]], potentials[mask[rows]])
        return losses


def _divergence(student: Tensor, teacher: Tensor) -> Tensor:
    return F.kl_div(student.log_softmax(-1), teacher.log_softmax(-1), reduction="sum", log_target=True)


def distill(whole: Path, out: Path, data: Path, pieces: int = 2600) -> Path:
    """Prunes the network in ``whole`` and teaches it; the path of the last epoch's averaged weights."""
    tok = tokenizer(pretrained_folder())
    polnear, varied = corpora(data)
    teacher, _ = restore(whole)
    student, weights = restore(whole)
    prune(student, polnear[:60] + varied[:15], tok)
    last = whole
    for number, (epochs, rate, copies, nested) in enumerate(ROUNDS, 1):
        if number > 1:
            student, weights = restore(last)
        chain = Chain()
        chain.load_state_dict(weights)
        run = Run(out / f"round{number}", (rate, HEAD_RATE), epochs, student, chain, Lessons(teacher, nested))
        rounds(run, polnear, varied, tok, copies, pieces)
        last = out / f"round{number}" / f"epoch{epochs}.pt"
    return last
