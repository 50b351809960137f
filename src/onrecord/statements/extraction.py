"""The stage's entry: the model's candidates, what quotation marks settle, and the labels that words give."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.inference import ArticleEncoding, Model
from onrecord.records import Article, Statement
from onrecord.statements.attribution_draft import Offsets
from onrecord.statements.build_statements import build_statements
from onrecord.statements.introduced_paragraphs import extend_to_blocks
from onrecord.statements.model.cue_candidates import propose_candidates
from onrecord.statements.model.nested_statements import add_nested_statements
from onrecord.statements.model.select_candidates import DecodingThresholds, drafts_with_source, select_drafts
from onrecord.statements.uncued_quotations import attach_quotations
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.text.sentences import split_sentences


def extract_statements(
    articles: Sequence[Article], model: Model, introduced_blocks: Sequence[Offsets] | None = None
) -> list[tuple[tuple[Statement, ...], ArticleEncoding]]:
    """Extract the statements of articles. Articles that are passed together are read faster.

    Args:
        articles: The articles.
        model: The model.
        introduced_blocks: For each article, start and end of each list and block quotation that a line with a colon
            introduces, by the page's markup.

    Returns:
        For each article its statements, in the order of the text, without speakers; and the encoder's output for it,
        from which the next stage finds them.

    Raises:
        ModelError: the model's files are missing or are not those that its card names.
    """
    thresholds = DecodingThresholds.from_card(model.card)
    texts = [article.text for article in articles]
    blocks_of_texts = introduced_blocks if introduced_blocks is not None else [()] * len(texts)
    quotations_of_texts = [find_quotations(text) for text in texts]
    proposals = propose_candidates(texts, quotations_of_texts, model, thresholds.candidate)
    drafts_of_texts = []
    for text, blocks, quotations, (candidates, _) in zip(
        texts, blocks_of_texts, quotations_of_texts, proposals, strict=True
    ):
        unbelieved = drafts_with_source(text, candidates)
        drafts = select_drafts(text, quotations, candidates, thresholds)
        drafts = extend_to_blocks(text, blocks, drafts, unbelieved)
        drafts_of_texts.append(attach_quotations(text, quotations, drafts, unbelieved))
    candidates_of_texts = [candidates for candidates, _ in proposals]
    drafts_of_texts = add_nested_statements(texts, drafts_of_texts, candidates_of_texts, model, thresholds)
    return [
        (
            build_statements(text, split_sentences(text), outermost_interiors(quotations), drafts, thresholds.shown),
            encoding,
        )
        for text, quotations, drafts, (_, encoding) in zip(
            texts, quotations_of_texts, drafts_of_texts, proposals, strict=True
        )
    ]
