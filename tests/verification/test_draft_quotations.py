"""The quotations of an article that are checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.records import Record, Span, Speaker, Statement
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.verification.drafts.draft_quotations import DraftQuotation, is_attributed_to, quotations_of_record
from samples import article, record


def draft_quotations(article_record: Record) -> list[DraftQuotation]:
    return list(quotations_of_record(article_record))


def record_of(text: str, *contents: tuple[str, ...], kind: str = "direct") -> Record:
    """Return a record with a statement for each of the contents, which are words of the text."""
    statements = []
    for number, words in enumerate(contents, 1):
        spans = tuple(Span(text.index(part), text.index(part) + len(part), part) for part in words)
        statements.append(Statement(f"t{number}", kind, spans, speaker="s1"))  # type: ignore[arg-type]
    speakers = (Speaker("s1", "Mara Quill", "person"),)
    return Record("r", article(text), tuple(statements), speakers)


def quoted_words(article_record: Record) -> list[str]:
    return [draft_quotation.quotation.text for draft_quotation in draft_quotations(article_record)]


def test_the_quoted_words_of_statements_with_speaker_date_and_place() -> None:
    first, *_ = draft_quotations(record())
    quotation = first.quotation
    assert (quotation.text, quotation.speaker) == ("We shut it on Friday,", "Mara Quill")
    assert (quotation.id, quotation.statement, quotation.date) == ("bridge#q1", "q1", "2025-03-03T14:05:00+00:00")
    assert [first.article.text[span.start : span.end] for span in first.spans] == [quotation.text]  # type: ignore[union-attr]


def test_uncued_quotations_are_checked_and_two_words_once() -> None:
    drafts = list(quotations_of_record(record()))
    assert [draft.quotation.text for draft in drafts if not draft.is_short] == [
        "We shut it on Friday,",
        "And it stays shut.",
    ]
    (short,) = [draft for draft in drafts if draft.is_short]  # nested: in two statements
    assert "no problem" in short.quotation.text


def test_a_quotation_that_two_statements_share_is_that_of_the_one_that_has_more_of_it() -> None:
    text = "“We have a bridge,” Quill said.\n\n“It leaks. It has leaked for years,” Ray said."
    first, second = "“We have a bridge,”", "“It leaks. It has leaked for years,”"
    assert quoted_words(record_of(text, (first, "“It leaks."), (second,))) == [first[1:-1], second[1:-1]]


def test_parts_of_one_sentence_are_one_quotation() -> None:
    text = "“We will win,” Quill said, “and win big.” It rained."
    (draft_quotation,) = draft_quotations(record_of(text, ("“We will win,”", "“and win big.”")))
    assert draft_quotation.quotation.text == "We will win, and win big."
    assert [span.text for span in draft_quotation.spans] == ["We will win,", "and win big."]


@pytest.mark.parametrize(
    "text",
    [
        "“We will win today,” Quill said. “It is going to be big.” It rained.",
        "''We will win today,'' Mr. Quill said. ''It is going to be big.'' It rained.",
        "“We will win today.” Quill went on: “it is going to be big.” It rained.",
        "“We will win today,” Mr. Quill said. The crowd cheered, and he went on, “it is going to be big.” It rained.",
        "“We will win today,” Quill said, adding that it was “going to be very big.” It rained.",
        "“We will win today,” Quill said, adding later, “it is going to be big.” It rained.",
        "Quill said that they would “win it all today” but that it was “going to be very big.” It rained.",
    ],
)
def test_parts_of_two_sentences_are_two_quotations(text: str) -> None:
    first, second = (text[start:end] for start, end in outermost_interiors(find_quotations(text)))
    quotations = [draft_quotation.quotation for draft_quotation in draft_quotations(record_of(text, (first, second)))]
    assert [quotation.text for quotation in quotations] == [first, second]
    assert [quotation.id for quotation in quotations] == ["r#t1", "r#t1.2"]


def test_a_sentence_continues_after_a_comma_behind_the_marks() -> None:
    text = "“We will win today”, Quill said, “and win it big”. It rained."
    assert quoted_words(record_of(text, ("We will win today", "and win it big"))) == [
        "We will win today and win it big"
    ]


def test_an_abbreviation_in_the_cue_does_not_end_the_sentence() -> None:
    text = "“We will win,” said Mr. Quill, “and win big.” It rained."
    assert quoted_words(record_of(text, ("“We will win,”", "“and win big.”"))) == ["We will win, and win big."]


def test_paragraphs_of_an_unclosed_quotation_are_one() -> None:
    text = "“We shut it on Friday.\n\n“And it stays shut,” Quill said."
    assert quoted_words(record_of(text, ("“We shut it on Friday.\n\n“And it stays shut,”",))) == [
        "We shut it on Friday. And it stays shut,"
    ]


def test_paragraphs_that_are_each_closed_are_separate_quotations() -> None:
    text = "“We shut it on Friday.”\n\n“And it stays shut,” Quill said."
    assert quoted_words(record_of(text, ("“We shut it on Friday.”\n\n“And it stays shut,”",))) == [
        "We shut it on Friday.",
        "And it stays shut,",
    ]


def test_only_the_quoted_words_of_a_mixed_statement_are_checked() -> None:
    text = "Quill said that the bridge was “shut for good and all” because of rust."
    assert quoted_words(
        record_of(text, ("that the bridge was “shut for good and all” because of rust",), kind="mixed")
    ) == ["shut for good and all"]


def test_a_quotation_of_no_statement_is_checked_without_a_speaker() -> None:
    text = "Quill said that the bridge was “shut for good and all” because of rust."
    statement = ("that the bridge was “shut for good and all” because of rust",)
    (draft_quotation,) = draft_quotations(record_of(text, statement, kind="indirect"))
    assert draft_quotation.quotation.text == "shut for good and all"
    assert draft_quotation.quotation.id == "r#quotation.1"
    assert draft_quotation.quotation.speaker is draft_quotation.quotation.statement is None


def test_paragraphs_that_a_colon_sets_off_in_the_first_person_are_quotations() -> None:
    text = "Mara Quill wrote to the ferry's crew:\n\nWe sell nine boats.\n\nAll of you stay.\n\nShe left on Friday."

    def with_cue(content: tuple[str, ...], cue: str = "wrote") -> Record:
        made = record_of(text, content, kind="indirect")
        span = Span(text.index(cue), text.index(cue) + len(cue), cue)
        return replace(made, statements=(replace(made.statements[0], cue=(span,)),))

    letter = ("We sell nine boats.", "All of you stay.")
    assert quoted_words(with_cue(letter)) == [" ".join(letter)]
    assert quoted_words(with_cue(letter[1:])) == []  # nobody says that they are the words themselves
    assert quoted_words(with_cue(("sell nine boats.",))) == []
    assert quoted_words(with_cue(letter, "left")) == []  # no colon introduces them


def test_only_named_persons_are_speakers() -> None:
    for speaker in (Speaker("s1", "mayor of Calderport", "person"), Speaker("s1", "The White House", "organization")):
        article_record = record_of("“We shut it on Friday.”", ("“We shut it on Friday.”",))
        (draft_quotation,) = draft_quotations(replace(article_record, speakers=(speaker,)))
        assert draft_quotation.quotation.speaker is None


def test_attribution_by_a_part_of_the_name() -> None:
    assert is_attributed_to("Hillary Clinton", "clinton")
    assert is_attributed_to("Clinton", "Hillary Clinton")
    assert not is_attributed_to("Bill Clinton", "Hillary Clinton")
    assert not is_attributed_to(None, "Clinton")
