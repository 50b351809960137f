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

from training.batches import collate, cues
from training.checkpoints import restore
from training.corpora import corpora
from training.crf import Chain
from training.loop import Run, rounds
from training.model import TAGS, Network
from training.pretrained import pretrained_folder, tokenizer
from training.prune import prune

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
        arrays = collate(batch)
        mask = arrays["mask"]
        inputs = (arrays["ids"], arrays["shape"], arrays["state"], mask)
        rows, places, _ = cues(batch, mask.shape[1], rng)
        with torch.no_grad():
            teacher_states = self.teacher.encoder.every_layer(*inputs)
            teacher_tags = self.teacher.tags(teacher_states[-1]).float()
            teacher_potentials = self.teacher.roles(teacher_states[-1], rows, places).float() if len(rows) else None
        states = net.encoder.every_layer(*inputs)
        tags = net.tags(states[-1]).float()
        potentials = net.roles(states[-1], rows, places).float() if len(rows) else None
        count = max(1, len(rows))
        losses = {
            "layers": torch.stack(
                [F.mse_loss(a[mask].float(), b[mask].float()) for a, b in zip(states, teacher_states, strict=True)]
            ).sum(),
            "cue": _divergence(tags[mask][:, :TAGS], teacher_tags[mask][:, :TAGS]) / count,
            "nested": _divergence(tags[mask][:, TAGS:], teacher_tags[mask][:, TAGS:]) / count,
        }  # fmt: skip
        if potentials is not None and teacher_potentials is not None:
            losses["roles"] = F.mse_loss(potentials[mask[rows]], teacher_potentials[mask[rows]])
        return losses


def _divergence(student: Tensor, teacher: Tensor) -> Tensor:
    return F.kl_div(student.log_softmax(-1), teacher.log_softmax(-1), reduction="sum", log_target=True)


def distill(teacher_checkpoint: Path, out: Path, data: Path, pieces: int = 2600) -> Path:
    """Prune the network of a checkpoint and teach it; the path of the last epoch's averaged weights."""
    tok = tokenizer(pretrained_folder())
    polnear, varied = corpora(data)
    teacher, _ = restore(teacher_checkpoint)
    student, weights = restore(teacher_checkpoint)
    prune(student, polnear[:60] + varied[:15], tok)
    last = teacher_checkpoint
    for number, (epochs, rate, copies, nested) in enumerate(ROUNDS, 1):
        if number > 1:
            student, weights = restore(last)
        chain = Chain()
        chain.load_state_dict(weights)
        run = Run(out / f"round{number}", (rate, HEAD_RATE), epochs, student, chain, Lessons(teacher, nested))
        rounds(run, polnear, varied, tok, copies, pieces)
        last = out / f"round{number}" / f"epoch{epochs}.pt"
    return last
