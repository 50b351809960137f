"""The operations that read the record: records, statements, speakers, utterances, counts, decisions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import msgspec

from onrecord import api, record_json
from onrecord.comparison.compare_outlets import load_utterance
from onrecord.exports.display_text import join_spans
from onrecord.records import Record, Utterance
from onrecord.store import Decision, SearchHit, SpeakerSummary, SpeakerTimeline, Statistics
from onrecord.store.curation.article_search import ArticleFilter, find_articles
from onrecord.store.load_records import StoredArticle
from onrecord.store.web_queries import stored_article
from onrecord.web.problems import ProblemError, refused_changes
from onrecord.web.rest import shapes
from onrecord.web.rest.operations import Call, day, filters, next_cursor, offset_of, operation


@operation("GET", "/records", response=shapes.ItemPage[shapes.ArticleItem], query=shapes.PagingQuery)
def list_records(call: Call) -> Any:
    """List the articles of the record, those added last first."""
    limit, last = call.query.limit, offset_of(call.query.cursor) or None
    article_filter = ArticleFilter(added_before=last)
    articles = call.site.read(partial(find_articles, article_filter=article_filter, limit=limit + 1, order="added"))
    items = [
        shapes.ArticleItem(
            record=article.record, title=article.title, outlet=article.outlet, url=article.url,
            day=article.day.isoformat() if article.day else None, statements=article.statements,
        )
        for article in articles[:limit]
    ]  # fmt: skip
    return shapes.ItemPage(items=items, next=f"o{articles[limit - 1].number}" if len(articles) > limit else None)


@operation("GET", "/records/{record_id:path}", response=Record)
def get_record(call: Call) -> Any:
    """Get the whole record of an article; not from a public server, which gives no whole texts."""
    if call.site.options.public:
        raise ProblemError(403, "No whole texts", "Its statements are at /api/v1/statements-of/ID.")
    return record_json.to_json(_article(call).record)


@operation("GET", "/statements-of/{record_id:path}", response=shapes.StatementList)
def get_statements(call: Call) -> Any:
    """Get the statements of one article, without its text."""
    stored = _article(call)
    record, identities = stored.record, stored.identities
    names = {speaker.id: speaker.name for speaker in record.speakers}
    article = record.article
    return shapes.StatementList(
        record=record.id, title=article.title, outlet=article.outlet, url=article.url, published=article.published,
        statements=[
            shapes.StatementItem(
                id=statement.id, kind=statement.kind, act=statement.act, tone=statement.tone, text=statement.text,
                cue=join_spans(statement.cue), speaker=names.get(statement.speaker or ""),
                identity=identities[statement.speaker].id if statement.speaker in identities else None,
                parent=statement.parent, confidence=statement.confidence,
                speaker_confidence=statement.speaker_confidence, shown=statement.shown,
            )
            for statement in record.statements
        ],
    )  # fmt: skip


@operation("GET", "/statements", response=shapes.ItemPage[SearchHit], query=shapes.StatementQuery)
def find_statements(call: Call) -> Any:
    """Search statements by words, meaning and filters."""
    query, offset = call.query, offset_of(call.query.cursor)
    find = partial(
        call.site.store.find, query.words, similar=query.similar, order=query.order, limit=query.limit + 1,
        offset=offset, **filters(query),
    )  # fmt: skip
    if query.similar is None:
        hits = find()
    else:
        with call.site.meaning_lock:
            hits = find()
    if call.site.options.public:  # the sentence around a statement is the article's text
        hits = [replace(hit, sentence="") for hit in hits]
    return shapes.ItemPage(items=hits[: query.limit], next=next_cursor(offset, query.limit, len(hits)))


@operation("GET", "/speakers", response=shapes.ItemPage[SpeakerSummary], query=shapes.SpeakersQuery)
def list_speakers(call: Call) -> Any:
    """List who is quoted, most often first."""
    query, offset = call.query, offset_of(call.query.cursor)
    speakers = call.site.store.speakers(query.name, offset + query.limit + 1)[offset:]
    return shapes.ItemPage(items=speakers[: query.limit], next=next_cursor(offset, query.limit, len(speakers)))


@operation("GET", "/speakers/{identity:str}", response=SpeakerTimeline)
def get_speaker(call: Call) -> Any:
    """Get one speaker's statements by month and outlet, and who quotes them."""
    return call.site.store.timeline(call.path["identity"])


@operation("GET", "/utterances", response=list[Utterance], query=shapes.UtteranceQuery)
def compare(call: Call) -> Any:
    """Compare how outlets word the same utterances."""
    query = call.query
    return api.compare(
        call.site.store, query.words, speaker=query.speaker, outlets=query.outlet, since=day(query.since),
        until=day(query.until, last=True), meaning_changed=query.meaning_changed, min_outlets=query.min_outlets,
        limit=query.limit, group_new=False,
    )  # fmt: skip


@operation("GET", "/utterances/{number:int}", response=Utterance)
def get_utterance(call: Call) -> Any:
    """Get one utterance with all its versions."""
    utterance = call.site.read(lambda connection: load_utterance(connection, call.path["number"]))
    if utterance is None:
        raise ProblemError(404, "No such utterance", "Statements may have been grouped anew.")
    return utterance


@operation("GET", "/stats", response=Statistics, query=shapes.StatsQuery)
def count_statements(call: Call) -> Any:
    """Count statements by one dimension or two."""
    return call.site.store.stats(call.query.by, call.query.words, limit=call.query.limit, **filters(call.query))


@operation("GET", "/decisions", response=list[shapes.DecisionItem])
def list_decisions(call: Call) -> Any:
    """List what people decided about speakers and statements."""
    if call.site.options.public:
        raise ProblemError(404, "Not found", "There is no such page.")
    return [decision_item(decision) for decision in call.site.store.decisions()]


@operation("POST", "/decisions", response=shapes.DecisionItem, request=shapes.DecisionRequest, status=201)
def decide(call: Call) -> Any:
    """Rename, merge or split identities."""
    body, store = call.body, call.site.store
    log = {"reason": body.reason, "author": body.author}
    if body.kind == "rename":
        return _changed(call, store.rename(body.identity, body.name, **log))
    if body.kind == "merge":
        if not body.others:
            raise ProblemError(400, "Bad request", "others: give at least one identity")
        return _changed(call, store.merge(body.identity, *body.others, **log))
    if not body.records:
        raise ProblemError(400, "Bad request", "records: give at least one record")
    return _changed(call, store.split(body.identity, *body.records, into=body.into, **log))


@operation("POST", "/decisions/{number:int}/undo", response=shapes.DecisionItem, request=shapes.UndoRequest)
def undo(call: Call) -> Any:
    """Take a decision back."""
    number = call.path["number"]
    call.site.store.undo(number, author=call.body.author)
    return _changed(call, next(decision for decision in call.site.store.decisions() if decision.id == number))


@operation("POST", "/corrections", response=shapes.DecisionItem, request=shapes.CorrectionRequest, status=201)
def correct_statement(call: Call) -> Any:
    """Correct a statement; the correction is kept when its article is read again."""
    body = call.body
    _article(replace(call, path={"record_id": body.record}))
    if body.speaker is None and body.act is None and body.content is None and not body.not_a_statement:
        raise ProblemError(400, "Bad request", "give speaker, act, content or not_a_statement")
    record = call.site.store.record(body.record)
    if all(statement.id != body.statement for statement in record.statements):
        raise ProblemError(404, "No such statement", "The record has no statement of this id.")
    with refused_changes("Not corrected"):
        decision = call.site.store.correct(
            f"{body.record}.{body.statement}", speaker=body.speaker, act=body.act, content=body.content,
            not_a_statement=body.not_a_statement, reason=body.reason, author=body.author,
        )  # fmt: skip
    return _changed(call, decision)


@operation("GET", "/corrections", response=list[shapes.DecisionItem])
def list_corrections(call: Call) -> Any:
    """List what people corrected in statements, also what was undone."""
    if call.site.options.public:
        raise ProblemError(404, "Not found", "There is no such page.")
    return [decision_item(decision) for decision in call.site.store.decisions(("correct",))]


def _changed(call: Call, decision: Decision) -> shapes.DecisionItem:
    """Return a decision that was just made, and let the pages compute anew what it may have changed."""
    call.site.shared.changes.add()
    return decision_item(decision)


def decision_item(decision: Decision) -> shapes.DecisionItem:
    """Return a decision as programs get it."""
    values = msgspec.to_builtins(decision)
    return shapes.DecisionItem(**{name: values[name] for name in shapes.DecisionItem.__struct_fields__})


def _article(call: Call) -> StoredArticle:
    record_id = str(call.path["record_id"]).removeprefix("/")
    article = call.site.read(partial(stored_article, record_id=record_id))
    if article is None:
        raise ProblemError(404, "No such record", "The store has no record of this id.")
    return article
