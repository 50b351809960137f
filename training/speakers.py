"""Train the antecedent ranker: which of the entities around a pronoun or phrase it stands for.

Labels: the speakers of the varied training articles (by hand), and CoreNLP's coreference on PolNeAR train (noisy, so it
counts less). The encoder stays as it is; a projection of its output and a small network over features are learned.

``python -m training.speakers --shared ../shared`` trains the small network again for the model that ships, whose
projection stays, and writes it into the model's folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from scipy.optimize import minimize
from torch import Tensor, nn

from onrecord.inference import RANKER_FILE, RANKER_HASH, ArticleEncoding, Model
from onrecord.records import Span, Statement
from onrecord.speakers.coreference import SpeakerResolver, choose_row
from onrecord.speakers.entities.countries import government_name
from onrecord.speakers.entities.entity import Entity
from onrecord.speakers.resolution.antecedent_features import FEATURE_COUNT
from onrecord.speakers.resolution.antecedents import AntecedentChoice
from onrecord.speakers.resolution.mention import Mention
from onrecord.speakers.resolution.speaker_confidence import SMALLEST_LIKELIHOOD
from onrecord.statements.attributes.parents import find_parents
from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.model.cue_candidates import propose_candidates
from onrecord.statements.model.windows import cut_windows, fill_window, tokenize
from onrecord.text.quotation_kind import classify_kind
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from training.documents import lines
from training.model import NAMES, Network
from training.pretrained import pretrained_folder, tokenizer

LABELS = Path(__file__).with_name("data") / "antecedents.jsonl"  # who is meant in some of PolNeAR train, by reading
REFERENCES = 64  # dimensions of the projected encoder output
HIDDEN = 128
EPOCHS, SIZE, RATE, DECAY, DROPOUT = 12, 32, 2e-3, 0.2, 0.4
TEAM = 5  # rankers whose mean decides: one alone differs by two points from one seed to the next
UNKNOWN = 0.3  # how much it counts that none is right where who is right is not among the candidates
NOISY, NOISIER = 0.15, 0.05  # how much one of CoreNLP's labels counts: of “he” and “she”, of all else
SEED = 20


@dataclass(slots=True)
class Choice:
    """An example with its right rows and weight, and where it comes from."""

    example: AntecedentChoice
    right: list[int]
    weight: float
    document: str
    by_hand: bool


def statements(row: dict) -> tuple[Statement, ...]:
    """A corpus row's attributions as the statements that ``onrecord.statements.extraction`` would give."""
    text = row["text"]
    quoted = outermost_interiors(find_quotations(text))

    def offsets(a: dict, part: str) -> tuple[tuple[int, int], ...]:
        return tuple((s, e) for s, e in a.get(part) or [])

    drafts = [
        AttributionDraft(offsets(a, "content"), offsets(a, "cue"), offsets(a, "source")) for a in row["attributions"]
    ]
    inside = find_parents(drafts)

    def spans(offsets_of_part: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
        return tuple(Span(s, e, text[s:e]) for s, e in offsets_of_part)

    return tuple(
        Statement(
            f"t{n}",
            classify_kind(text, d.content, quoted),
            spans(d.content),
            spans(d.cue),
            spans(d.source),
            parent=None if p is None else f"t{p}",
            uncued=bool(a.get("floating")) or not (d.cue or d.source),
        )
        for n, (d, p, a) in enumerate(zip(drafts, inside, row["attributions"], strict=True))
        if d.content
    )


class Teacher:
    """A ranker that knows the answers, and writes down every choice it is asked for."""

    def __init__(self, document: str, weight: float) -> None:
        self.document, self.weight = document, weight
        self.choices: list[Choice] = []

    def answers(self, example: AntecedentChoice) -> list[int] | None:
        """The right rows; none where the answer is not known."""
        raise NotImplementedError

    def __call__(self, example: AntecedentChoice) -> tuple[int, float]:
        right = self.answers(example)
        if right is None:
            return 0, 0.0
        self.choices.append(Choice(example, right, self.weight, self.document, isinstance(self, ByHand)))
        return right[0], 1.0


ARTICLE = 4  # characters by which a label's source and a mention may differ: “the ”
_IN_BRACKETS = re.compile(r" \([^)]*\)$")  # “Office for National Statistics (ONS)”
_DROP = frozenset({"the", "a", "an", "mr", "mrs", "ms", "dr", "sir", "sen", "rep", "gov", "president"})


def _words(name: str) -> list[str]:
    return [w for w in re.findall(r"\w+", name.lower().replace("’s", "").replace("'s", "")) if w not in _DROP]


def is_named(entity: Entity, gold: str) -> bool:
    """Whether one of an entity's names is the label, titles and brackets aside."""
    gold_words = _words(_IN_BRACKETS.sub("", gold))
    return bool(gold_words) and any(_words(name) == gold_words for name in (entity.name, *entity.names))


class ByHand(Teacher):
    """Answers by hand: at the start of each source, who is meant; ``=`` before words that name nobody.

    A candidate is right if one of its names is the label, or if it is the source of another statement with that label.
    """

    def __init__(self, document: str, speakers: dict[int, str | None]) -> None:
        super().__init__(document, 1.0)
        self.speakers = {
            start: speaker.removeprefix("= ").replace(" + ", " and ")
            for start, speaker in speakers.items()
            if speaker and speaker != "?"
        }
        self.sources: defaultdict[str, list[int]] = defaultdict(list)
        for start, speaker in self.speakers.items():
            self.sources[speaker].append(start)

    @classmethod
    def of(cls, row: dict) -> ByHand:
        """For a varied article, whose attributions carry their speakers."""
        return cls(row["id"], {(a["source"] or a["content"])[0][0]: a.get("speaker") for a in row["attributions"]})

    def answers(self, example: AntecedentChoice) -> list[int] | None:
        start = example.mention.start
        near = [place for place in self.speakers if abs(place - start) <= 5]
        if not near:
            return None
        gold = self.speakers[min(near, key=lambda place: abs(place - start))]
        others = [place for place in self.sources[gold] if abs(place - start) > 5]
        rows = [
            n
            for n, entity in enumerate(example.entities, 1)
            if is_named(entity, gold) or _has_source(entity, others) or _governs(entity, example.mention, gold)
        ]
        itself = _words(gold) == _words(example.mention.words)
        self.weight = 1.0 if rows or itself else UNKNOWN
        return rows or [0]


def _governs(entity: Entity, mention: Mention, gold: str) -> bool:
    """Whether “the government” is that of a country: “Turkish government”."""
    is_country = entity.kind == "country" and mention.is_government
    return is_country and government_name(entity.name).lower() == gold.lower()


def _has_source(entity: Entity, sources: Sequence[int]) -> bool:
    """Whether one of an entity's mentions is the source that begins at one of these offsets."""
    return any(abs(start - place) <= ARTICLE for start, _ in entity.mentions for place in sources)


class ByMachine(Teacher):
    """Answers from CoreNLP's coreference: the entity with most mentions in the mention's chain."""

    def __init__(self, row: dict, chains: list[list[list[int]]]) -> None:
        super().__init__(row["id"], NOISY)
        self.chains = chains

    def answers(self, example: AntecedentChoice) -> list[int] | None:
        m = example.mention
        self.weight = NOISY if m.form in ("he", "she") else NOISIER
        chain = next((c for c in self.chains if any(s < m.end and e > m.start and e - s < 12 for s, e in c)), None)
        if chain is None:
            return None
        counts = [sum(any(s <= a and b <= e for s, e in chain) for a, b in x.mentions) for x in example.entities]
        return None if not any(counts) else [int(np.argmax(counts)) + 1]


def choices(row: dict, reading: ArticleEncoding, teacher: Teacher) -> list[Choice]:
    SpeakerResolver(row["text"], statements(row), reading, teacher)
    return teacher.choices


class RankerNetwork(nn.Module):
    """Scores [C] of the candidates of one mention, from features [C, F] and references [R], [C, R]."""

    def __init__(self, size: int = REFERENCES, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.first = nn.Linear(FEATURE_COUNT + 3 * size, hidden)
        self.last = nn.Linear(hidden, 1)

    def forward(self, features: Tensor, mention: Tensor, candidates: Tensor) -> Tensor:
        mention = mention.expand_as(candidates)
        joined = torch.cat([features, mention, candidates, mention * candidates], -1)
        return self.last(F.gelu(self.first(joined))).squeeze(-1)

    @classmethod
    def mean(cls, team: Sequence[RankerNetwork]) -> RankerNetwork:
        """One network whose scores are the mean of several's: their hidden layers side by side."""
        merged = cls(hidden=HIDDEN * len(team))
        with torch.no_grad():
            merged.first.weight.copy_(torch.cat([member.first.weight for member in team]))
            merged.first.bias.copy_(torch.cat([member.first.bias for member in team]))
            merged.last.weight.copy_(torch.cat([member.last.weight for member in team], 1) / len(team))
            merged.last.bias.copy_(torch.stack([member.last.bias for member in team]).mean(0))
        return merged


class AntecedentRanker(nn.Module):
    """The projection of the encoder's output and the ranker upon it."""

    def __init__(self, references: nn.Module | None = None) -> None:
        super().__init__()
        self.references = references or nn.Linear(384, REFERENCES)
        self.ranker = RankerNetwork()
        if references is None:
            nn.init.normal_(self.references.weight, std=0.02)

    def forward(self, features: Tensor, mention: Tensor, candidates: Tensor, p: float = 0.0) -> Tensor:
        mention, candidates = (F.dropout(self.references(x), p, self.training) for x in (mention, candidates))
        return self.ranker(features, mention, candidates)


class Batch:
    """Choices padded to the same number of candidates."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        count = max(len(c.example.features) for c in choices)

        def padded(arrays: list[np.ndarray]) -> Tensor:
            rows = np.zeros((len(arrays), count, arrays[0].shape[1]), np.float32)
            for row, array in zip(rows, arrays, strict=True):
                row[: len(array)] = array
            return torch.tensor(rows)

        self.features = padded([c.example.features for c in choices])
        self.left = torch.tensor(np.stack([c.example.mention_vector for c in choices]))[:, None]
        self.right = padded([c.example.candidate_vectors for c in choices])
        self.weight = torch.tensor([c.weight for c in choices])
        self.real = torch.zeros(len(choices), count, dtype=torch.bool)
        self.gold = torch.zeros(len(choices), count, dtype=torch.bool)
        for n, choice in enumerate(choices):
            self.real[n, : len(choice.example.features)] = True
            self.gold[n, choice.right] = True

    def scores(self, ranker: AntecedentRanker, p: float = 0.0) -> Tensor:
        """[N, C], of what is padding minus infinity."""
        return ranker(self.features, self.left, self.right, p).masked_fill(~self.real, -torch.inf)

    def loss(self, ranker: AntecedentRanker, p: float) -> Tensor:
        scores = self.scores(ranker, p)
        right = scores.masked_fill(~self.gold, -torch.inf).logsumexp(1)
        return (self.weight * (scores.logsumexp(1) - right)).sum() / self.weight.sum()


def train(choices: list[Choice], references: nn.Module | None = None) -> AntecedentRanker:
    """A ranker trained on the choices: the mean of a team that shares a given projection or else the first one's."""
    ranker = _fit(choices, SEED, references)
    for parameter in ranker.references.parameters():
        parameter.requires_grad = False
    team = [ranker.ranker, *(_fit(choices, SEED + n, ranker.references).ranker for n in range(1, TEAM))]
    ranker.ranker = RankerNetwork.mean(team)
    return ranker.eval()


def _fit(choices: list[Choice], seed: int, references: nn.Module | None = None) -> AntecedentRanker:
    """One ranker, on a projection that is given and stays or is learned with it."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    ranker = AntecedentRanker(references)
    learned = [p for p in ranker.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(choices) // SIZE + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: max(0.02, 1 - n / steps) * min(1, (n + 1) / 50))
    ranker.train()
    for _ in range(EPOCHS):
        order = rng.permutation(len(choices))
        for begin in range(0, len(order), SIZE):
            loss = Batch([choices[n] for n in order[begin : begin + SIZE]]).loss(ranker, DROPOUT)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return ranker


def known(data: Path, read: dict[str, ArticleEncoding]) -> Iterator[Choice]:
    """Every choice with a known answer in the training corpora."""
    for row in lines(data.parent / "varied" / "train.jsonl"):
        yield from choices(row, read[row["id"]], ByHand.of(row))
    chains = {row["id"]: row["coreference"] for row in lines(data / "corenlp-train.jsonl.gz")}
    hand: dict[str, dict[int, str | None]] = {
        row["id"]: {start: speaker for start, _, speaker in row["meant"]} for row in lines(LABELS)
    }
    for row in lines(data / "train.jsonl.gz"):
        if row["id"] in hand:
            yield from choices(row, read[row["id"]], ByHand(row["id"], hand[row["id"]]))
        elif row["id"] in chains:
            yield from choices(row, read[row["id"]], ByMachine(row, chains[row["id"]]))


def folds(choices: list[Choice], count: int = 6) -> Iterator[tuple[list[Choice], list[Choice]]]:
    """Training and held-out choices; the held-out ones are by hand, by article."""
    hand = sorted({c.document for c in choices if c.by_hand})
    order = np.random.default_rng(SEED).permutation(len(hand))
    for n in range(count):
        held_out = {hand[i] for i in order[n::count]}
        yield [c for c in choices if c.document not in held_out], [c for c in choices if c.document in held_out]


def report(held_out: list[Choice], likely: Tensor) -> dict[str, list[int]]:
    """Right, wrongly named and all choices, by form; ``likely`` has their likelihoods, [N, C]."""
    counts: dict[str, list[int]] = {}
    for choice, row in zip(held_out, likely, strict=True):
        best = choose_row(choice.example.mention, row.numpy())
        for key in (choice.example.mention.form, "all"):
            of_form = counts.setdefault(key, [0, 0, 0])
            of_form[0] += best in choice.right
            of_form[1] += best != 0 and best not in choice.right
            of_form[2] += 1
    return counts


def readings(net: Network, rows: Iterable[dict]) -> dict[str, ArticleEncoding]:
    """The rows' texts read by the network, with the encoder's whole output as references."""
    tok = tokenizer(pretrained_folder())
    encodings = {}
    for row in rows:
        pieces = tokenize(row["text"], tok)
        parts = []
        for begin, end in cut_windows(pieces):
            ids, shape, state, piece_at = (torch.tensor(a) for a in fill_window(pieces, begin, end))
            with torch.no_grad():
                x = net.encoder(ids[None], shape[None], state[None], torch.ones_like(ids)[None])[0]
                parts.append(torch.cat([net.names(x), x], 1)[piece_at >= 0].numpy())
        both = np.concatenate(parts) if parts else np.zeros((0, NAMES + 384), np.float32)
        encodings[row["id"]] = ArticleEncoding(pieces.start, pieces.end, both[:, :NAMES], both[:, NAMES:])
    return encodings


def train_ranker(net: Network, data: Path) -> AntecedentRanker:
    """A ranker for the network, trained on every choice; prints what cross-validation over articles gives."""
    rows = [*lines(data.parent / "varied" / "train.jsonl"), *lines(data / "train.jsonl.gz")]
    labelled = list(known(data, readings(net, rows)))
    print(json.dumps({"ranker": cross_validate(labelled), "choices": len(labelled)}), flush=True)
    return train(labelled)


def cross_validate(choices: list[Choice], references: nn.Module | None = None) -> dict[str, list[int]]:
    """Right, wrongly named and all of the choices by hand, by form; prints how likely each form's choices are right."""
    total: dict[str, list[int]] = {}
    likelihoods: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for taught, held_out in folds(choices):
        if not held_out:
            continue
        ranker = train(taught, references)
        with torch.no_grad():
            likely = Batch(held_out).scores(ranker).softmax(1)
        for key, counts in report(held_out, likely).items():
            total[key] = [a + b for a, b in zip(total.get(key, [0] * len(counts)), counts, strict=True)]
        for choice, row in zip(held_out, likely, strict=True):
            best = int(row[1:].argmax()) + 1
            likelihoods[choice.example.mention.form].append((float(row[best]), best in choice.right))
    for form, pairs in likelihoods.items():
        print(json.dumps({"form": form, "slope and intercept": calibrate(pairs), "choices": len(pairs)}), flush=True)
    return total


def calibrate(pairs: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and intercept of the logistic function that gives from a likelihood's logit how likely it is right.

    They are what ``onrecord.speakers.resolution.speaker_confidence`` holds.
    """
    likelihood = np.clip([likelihood for likelihood, _ in pairs], SMALLEST_LIKELIHOOD, 1 - SMALLEST_LIKELIHOOD)
    logit = np.log(likelihood / (1 - likelihood))
    sign = np.array([1.0 if right else -1.0 for _, right in pairs])

    def loss(parameters: np.ndarray) -> float:
        """Negative log-likelihood, with a small weight on the slope's square."""
        return float(np.logaddexp(0, -sign * (parameters[0] * logit + parameters[1])).sum() + 0.05 * parameters[0] ** 2)

    slope, intercept = minimize(loss, [0.5, 0.0]).x
    return round(float(slope), 2), round(float(intercept), 2)


def shipped_encodings(model: Model, rows: Sequence[dict]) -> dict[str, ArticleEncoding]:
    """What the model that ships makes of the rows' texts; references are projected already."""
    encodings = {}
    for begin in range(0, len(rows), SIZE):
        texts = [row["text"] for row in rows[begin : begin + SIZE]]
        proposals = propose_candidates(texts, [find_quotations(text) for text in texts], model, threshold=0.5)
        for row, (_, encoding) in zip(rows[begin : begin + SIZE], proposals, strict=True):
            encodings[row["id"]] = encoding
    return encodings


def retrain(folder: Path, shared: Path) -> None:
    """Train the ranker of a model folder again, on the folder's own projection, and write it there."""
    from training.graph import build_ranker

    data = shared / "polnear"
    rows = [*lines(shared / "varied" / "train.jsonl"), *lines(data / "train.jsonl.gz")]
    labelled = list(known(data, shipped_encodings(Model(folder), rows)))
    print(json.dumps({"ranker": cross_validate(labelled, nn.Identity()), "choices": len(labelled)}), flush=True)
    ranker = train(labelled, nn.Identity())
    file = folder / RANKER_FILE
    onnx.save(build_ranker(ranker.ranker, FEATURE_COUNT, REFERENCES), file)
    card = json.loads((folder / "model.json").read_text())
    card[RANKER_HASH] = hashlib.sha256(file.read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/model"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments = parser.parse_args()
    retrain(arguments.model, arguments.shared)
