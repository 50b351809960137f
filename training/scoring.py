"""What the exported model finds in labelled articles, and its score by the script in ../shared/scoring."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

from onrecord.inference import Model
from onrecord.records import Statement
from onrecord.statements.build_statements import build_statements
from onrecord.statements.model.cue_candidates import CueCandidate, propose_candidates
from onrecord.statements.model.select_candidates import DecodingThresholds, drafts_with_source, select_drafts
from onrecord.statements.uncued_quotations import attach_quotations
from onrecord.text.quotation_marks import QuotedSpan, find_quotations, outermost_interiors
from onrecord.text.sentences import split_sentences
from training.documents import Document

CANDIDATE = 0.25  # candidates are proposed from here: weaker ones cost time and are never believed


@dataclass(frozen=True, slots=True)
class Proposal:
    """A labelled article with its quotations and the candidates that the model proposes."""

    document: Document
    quotations: tuple[QuotedSpan, ...]
    candidates: list[CueCandidate]


def load_scorer(data: Path) -> ModuleType:
    """The scoring script of ../shared as a module."""
    spec = importlib.util.spec_from_file_location("statement_scores", data.parent / "scoring" / "statements.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def propose(documents: Sequence[Document], model: Model) -> list[Proposal]:
    """Run the model over the documents once; thresholds are then tried on its proposals."""
    texts = [document.text for document in documents]
    quotations = [find_quotations(text) for text in texts]
    candidates = [candidates for candidates, _ in propose_candidates(texts, quotations, model, CANDIDATE)]
    return [Proposal(*parts) for parts in zip(documents, quotations, candidates, strict=True)]


def decode(proposal: Proposal, thresholds: DecodingThresholds) -> tuple[Statement, ...]:
    """What reading makes of the same candidates, before it reads quotations once more for nested statements."""
    text, quotations = proposal.document.text, proposal.quotations
    drafts = select_drafts(text, quotations, proposal.candidates, thresholds)
    drafts = attach_quotations(text, quotations, drafts, drafts_with_source(text, proposal.candidates))
    return build_statements(text, split_sentences(text), outermost_interiors(quotations), drafts, thresholds.shown)


def score(
    scorer: ModuleType, proposals: Sequence[Proposal], thresholds: DecodingThresholds
) -> dict[str, dict[str, float]]:
    """The scores of a set; thoughts count neither way where the labels say which they are."""
    pairs = []
    for proposal in proposals:
        document = proposal.document
        statements = decode(proposal, thresholds)
        if any(label.act for label in document.attributions):
            statements = tuple(statement for statement in statements if statement.act != "think")
        predicted = [
            {
                role: [(span.start, span.end) for span in getattr(statement, role)]
                for role in ("content", "cue", "source")
            }
            for statement in statements
        ]
        gold = [asdict(label) | {"act": None} for label in document.attributions if label.act != "think"]
        ignored = [{"content": label.content} for label in document.doubtful]
        ignored += [{"content": label.content} for label in document.attributions if label.act == "think"]
        pairs.append((document.text, gold, predicted, ignored))
    scores: dict[str, dict[str, float]] = scorer.evaluate(pairs)
    return scores
