"""Train the statement model: ``python3 dev.py train --data ../shared/polnear``.

Seeded; a checkpoint after every epoch; started again with the same --out it goes on where it stopped.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.corpora import corpora
from training.finish import finish
from training.loop import Run, rounds
from training.pretrained import pretrained_folder, tokenizer


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
    finish(run, args.data, args.to)


if __name__ == "__main__":
    main()
