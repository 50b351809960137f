"""How a printed wording differs from another: each gap of their alignment as a typed Edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.diff import minor_edits
from onrecord.diff import normal_forms as forms
from onrecord.diff.alignment import WordAlignment, align_words
from onrecord.diff.clauses import attached_words, runs_sentences_together
from onrecord.diff.coordinations import lists_the_same
from onrecord.diff.gaps import FAR, MAX_ABRIDGED, Gap, find_gaps, forms_of
from onrecord.diff.meaning_changes import bracket_change, meaning_change, starts_with_pronoun
from onrecord.diff.tokens import Word, split_words
from onrecord.diff.wordings import SENTENCE_END, PrintedText, Wording
from onrecord.records import Edit, EditKind, EditReason

MAX_CONTEXT = 100  # words around a gap that decide what it is
Classification = tuple[EditKind, EditReason | None]  # the reason says why the edit is minor; None where it is not


def diff_texts(printed_text: str, spoken_text: str) -> tuple[Edit, ...]:
    """Return the differences of a printed text from another, in the printed text's order."""
    printed, spoken = PrintedText.parse(printed_text), Wording(spoken_text, split_words(spoken_text))
    _, alignment = align_words(printed.words, spoken.words, ellipses=printed.words_after_ellipses())
    return tuple(diff_aligned(printed, spoken, alignment, include_edges=True))


def diff_aligned(
    printed: PrintedText, spoken: Wording, alignment: WordAlignment, *, include_edges: bool = False
) -> Iterator[Edit]:
    """Yield the differences along an alignment, in the printed text's order.

    Args:
        printed: The printed text.
        spoken: What it is compared with.
        alignment: The spoken word of each printed word.
        include_edges: Whether spoken words before and after the printed ones count as left out.
    """
    edits = [
        _make_edit(gap, printed, spoken) for gap in find_gaps(printed, spoken, alignment, include_edges=include_edges)
    ]
    for number, edit in enumerate(edits):
        yield minor_edits.mark_swapped(edit, edits[max(0, number - 1) : number + 2])


@dataclass(frozen=True, slots=True)
class _GapWords:
    """The words of a gap, and the forms around it."""

    printed: tuple[Word, ...]
    spoken: tuple[Word, ...]  # without those of another speaker who breaks in
    after: tuple[Word, ...]  # the printed words after the gap
    printed_forms: list[str]
    spoken_forms: list[str]
    before_forms: list[str]
    after_forms: list[str]
    starts_sentence: bool

    @classmethod
    def of(cls, gap: Gap, printed: PrintedText, spoken: Wording) -> _GapWords:
        """Collect the words around a gap."""
        gap_words, spoken_words = printed.words[gap.first : gap.last], _words_of_speaker(gap, spoken)
        before = printed.words[max(0, gap.first - MAX_CONTEXT) : gap.first]
        after = printed.words[gap.last : gap.last + MAX_CONTEXT]
        return cls(
            gap_words,
            spoken_words,
            after,
            printed_forms=forms_of(gap_words),
            spoken_forms=forms_of(spoken_words),
            before_forms=forms_of(before),
            after_forms=forms_of(after),
            starts_sentence=printed.starts_sentence(gap.first),
        )


def _words_of_speaker(gap: Gap, spoken: Wording) -> tuple[Word, ...]:
    """The spoken words of a gap without those of another speaker who breaks in."""
    voice = spoken.voice_of(gap.spoken_first - 1 if gap.first and gap.spoken_first else gap.spoken_last)
    numbers = range(gap.spoken_first, gap.spoken_last)
    return tuple(spoken.words[number] for number in numbers if spoken.voice_of(number) == voice)


def _make_edit(gap: Gap, printed: PrintedText, spoken: Wording) -> Edit:
    words = _GapWords.of(gap, printed, spoken)
    bracket = printed.bracket_in(gap.first, gap.last)
    start, end = bracket or (0, 0)
    if start == end or gap.first < gap.last:
        start, end = printed.extent(gap.first, gap.last)
    spoken_start, spoken_end = spoken.extent(gap.spoken_first, gap.spoken_last)
    kind, minor_reason = _classify(gap, words, printed, spoken)
    change = None if minor_reason else _meaning_change(gap, words, kind, printed, spoken)
    if not minor_reason and not gap.other_voice and not words.printed and (start, end) in printed.brackets:
        change = bracket_change(split_words(printed.text, start, end), words.spoken)
    return Edit(
        kind,
        start,
        end,
        printed.text[start:end],
        spoken_start,
        spoken_end,
        spoken.text[spoken_start:spoken_end],
        marked=printed.has_ellipsis(gap.first, gap.last) or bracket is not None,
        minor=minor_reason is not None,
        meaning_changed=change is not None,
        reason=change or minor_reason,
    )


def _meaning_change(
    gap: Gap, words: _GapWords, kind: EditKind, printed: PrintedText, spoken: Wording
) -> EditReason | None:
    """How an edit that is not minor changes the meaning."""
    if gap.cut_reason:
        return gap.cut_reason
    if gap.other_voice:
        return EditReason.OTHER_VOICE
    if runs_sentences_together(gap, spoken) and not words.starts_sentence:
        return EditReason.NEGATION_CHANGED
    if kind == "dropped" and minor_edits.repeats_neighbours(words.spoken_forms, words.before_forms, words.after_forms):
        return None
    change = meaning_change(
        words.printed,
        words.spoken,
        words.after,
        may_begin_sentence=words.starts_sentence or _follows_sentence(gap, printed, spoken),
        attached=() if kind == "joined" else attached_words(gap, spoken) if kind == "dropped" else None,
    )
    is_answer = kind == "joined" and len(words.spoken) < gap.spoken_last - gap.spoken_first
    if change is None and is_answer and starts_with_pronoun(words.after):
        return EditReason.REFERENT_DROPPED  # whom the pronoun refers to is in what another speaker asks
    if change is EditReason.REFERENT_DROPPED and _prints_elsewhere(words.spoken_forms, printed):
        return None
    is_other_part = change in (EditReason.OTHER_NAME, EditReason.OTHER_NUMBER)
    return None if is_other_part and lists_the_same(gap, printed, spoken) else change


def _prints_elsewhere(spoken_forms: Sequence[str], printed: Wording) -> bool:
    """Whether words that are missing in their place are printed, in a row, in another."""
    return f" {' '.join(spoken_forms)} " in f" {' '.join(forms_of(printed.words))} "


def _follows_sentence(gap: Gap, printed: PrintedText, spoken: Wording) -> bool:
    """Whether a sentence or an ellipsis ends before the words of either wording."""
    between = printed.text_between(gap.first, gap.first), spoken.text_between(gap.spoken_first, gap.spoken_first)
    return any("…" in text or SENTENCE_END.search(text) for text in between)


def _classify(gap: Gap, words: _GapWords, printed: PrintedText, spoken: Wording) -> Classification:
    """The kind of a gap, and the reason if it is minor. The first rule that applies decides."""
    if gap.cut_reason:
        return "dropped", None
    if gap.back:
        return "moved", None
    if runs_sentences_together(gap, spoken) and not words.printed and not words.starts_sentence:
        return "dropped", None
    size = gap.spoken_last - gap.spoken_first
    if gap.jump or gap.other_voice:
        return "joined", None
    if size and not words.printed and printed.has_ellipsis(gap.first, gap.last):
        is_honest = size <= MAX_ABRIDGED and len(words.spoken) == size  # nobody else speaks in between
        return ("dropped" if is_honest else "joined"), None
    if size >= FAR:
        return "joined", None
    if not words.printed and (bracket := printed.bracket_in(gap.first, gap.last)):
        changed = bracket_change(split_words(printed.text, *bracket), words.spoken)
        return ("changed" if words.spoken else "added"), None if changed else EditReason.BRACKETS
    if not words.printed:
        return _classify_dropped(words, spoken.text_between(gap.spoken_first, gap.spoken_last))
    if not words.spoken:
        between = spoken.text_between(gap.spoken_first, gap.spoken_last)
        return _classify_added(words, printed.text[: printed.start_of(gap.last)], between)
    following = spoken.text_between(gap.spoken_last, gap.spoken_last)
    reason = minor_edits.changed_reason(words.printed_forms, words.spoken_forms)
    is_spelling = reason in (EditReason.SPELLING, EditReason.NUMERAL)
    reason = reason or minor_edits.broken_off_reason(words.printed_forms, words.spoken_forms, following)
    return ("spelling" if is_spelling else "changed"), reason or minor_edits.unsure_reason(following)


def _classify_dropped(words: _GapWords, spoken_between: str) -> Classification:
    if not words.spoken:
        return "dropped", EditReason.INTERRUPTION
    if unit := minor_edits.repeated_unit_reason(words.spoken_forms, words.after_forms):
        return "dropped", unit
    if set(words.spoken_forms) <= forms.AUXILIARY_CONTRACTIONS and spoken_between[:1] in "'’":
        return "changed", None  # "who've started": another tense
    starts_sentence = words.starts_sentence or bool(SENTENCE_END.search(spoken_between[:3]))
    return "dropped", minor_edits.dropped_reason(
        words.spoken_forms, words.before_forms, words.after_forms, spoken_between, starts_sentence=starts_sentence
    )


def _classify_added(words: _GapWords, printed_text: str, spoken_between: str) -> Classification:
    if unit := minor_edits.repeated_unit_reason(words.printed_forms, words.after_forms):
        return "added", unit
    return "added", minor_edits.added_reason(
        words.printed_forms,
        words.before_forms,
        printed_text,
        spoken_between,
        starts_sentence=words.starts_sentence,
    )
