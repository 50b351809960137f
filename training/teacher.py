"""Train the large network by the labels alone: ``python -m training.teacher --data ../shared/polnear --large FOLDER``.

``FOLDER`` holds all-mpnet-base-v2 (``config.json``, ``model.safetensors``). An epoch reads every varied article and one
part of PolNeAR of about the same size, so that today's pages count as much. ``torch_scores.py`` measures it; README.md
has what it gave.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from training.checkpoints import restore
from training.corpora import split_varied
from training.documents import load
from training.large import LargeEncoder
from training.loop import Run, epochs_of_parts
from training.losses import Labels
from training.model import Network
from training.pretrained import pretrained_folder, tokenizer
from training.refresh import named
from training.shipped import checkpoint


class TeacherLabels(Labels):
    """Names count less: most are CoreNLP's, and the small network keeps its own."""

    weights: Mapping[str, float] = {"cue": 1.0, "nested": 2.0, "acts": 1.0, "names": 0.5, "roles": 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of PolNeAR; varied/ lies beside it")
    parser.add_argument("--large", type=Path, required=True, help="the folder of all-mpnet-base-v2")
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/model"), help="labels the varied names")
    parser.add_argument("--out", type=Path, default=Path("training/runs/teacher"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--parts", type=int, default=3, help="an epoch reads one part of PolNeAR, of so many")
    parser.add_argument("--pieces", type=int, default=2600, help="word pieces in a batch")
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--head-rate", type=float, default=6e-4)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    shipped = args.out / "shipped.pt"
    if not shipped.exists():
        checkpoint(args.model, shipped)
    tok = tokenizer(pretrained_folder())
    polnear = load(args.data / "train.jsonl.gz", nests=False, names=args.data / "corenlp-train.jsonl.gz")
    varied = named(split_varied(args.data)[0], args.data, restore(shipped)[0], tok, args.out / "names.json")
    net = Network(LargeEncoder.pretrained(args.large))  # type: ignore[arg-type]
    run = Run(args.out, (args.rate, args.head_rate), args.epochs, net, losses=TeacherLabels())
    epochs_of_parts(run, polnear, varied, tok, args.parts, 1, args.pieces)


if __name__ == "__main__":
    main()
