"""Articles to statements: the model's candidates, what quotation marks settle, and what the words say."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.inference import Model, Reading
from onrecord.records import Article, Statement
from onrecord.statements.build_statements import describe
from onrecord.statements.idioms import idioms
from onrecord.statements.model.cue_candidates import candidates
from onrecord.statements.model.select_candidates import Decoding, select, weak
from onrecord.statements.uncued_quotations import settle
from onrecord.text.quotation_marks import find_quotations, outermost
from onrecord.text.sentences import sentences


def find(articles: Sequence[Article], model: Model) -> list[tuple[tuple[Statement, ...], Reading]]:
    """The statements of each article, in the order of the text, and what the encoder made of it.

    Articles given together are read faster.
    """
    decoding = Decoding.of(model.card)
    texts = [article.text for article in articles]
    marks = [find_quotations(text) for text in texts]
    found = []
    read = candidates(texts, marks, model, decoding.candidate)
    for text, quotations, (some, reading) in zip(texts, marks, read, strict=True):
        drafts = select(text, quotations, some, decoding)
        drafts = idioms(text, settle(text, quotations, drafts, weak(some)))
        found.append((describe(text, sentences(text), outermost(quotations), drafts), reading))
    return found
