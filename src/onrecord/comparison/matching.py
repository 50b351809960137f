"""Whether two statements report the same words, decided from the two alone.

Because the answer depends on nothing else, the clusters are the same in whatever order statements arrive. The
thresholds were chosen by reading the clusters that they give in PolNeAR train and dev (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from onrecord.comparison.quote_fingerprint import NEARBY_DAYS, QuoteFingerprint
from onrecord.comparison.quoted_words import SENTENCE_END
from onrecord.comparison.word_weights import total_weight

MIN_RUN = 3  # words in a row that count as shared
EVIDENT_RUN, LONG_RUN = 4, 8  # words in a row: enough together with date and speaker; enough at any date
LONG_WEIGHT = 6.0  # weight of shared words that makes up for a small share
SAME_DAY_WEIGHT, WEIGHT_PER_DAY = 2.6, 0.35  # shared weight needed on one day, and more for each day between
CLOSE_WEIGHT = 2.0  # shared weight needed when speaker and day agree and nearly everything is shared
FRAGMENT_WEIGHT, FRAGMENT_DAYS = 1.5, 3  # least weight of a recognizable fragment; most days between the two
MIN_SENTENCE, MIN_SEGMENT = 8, 6  # words of a sentence, or of a separate quotation, that identifies an utterance


class SharedWords(NamedTuple):
    """What two quotations share.

    Attributes:
        weight: Weight of the shared words.
        longest_run: Words in the longest shared run.
        share: Shared weight, as a share of the lighter quotation.
        sentence_share: The largest share of one sentence (or separate quotation) of either that is shared.
    """

    weight: float
    longest_run: int
    share: float
    sentence_share: float


def names_agree(name: str, other_name: str) -> bool | None:
    """Return whether two folded names may be one speaker's; None if that cannot be decided."""
    words, other_words = name.split(), other_name.split()
    if not words or not other_words:
        return None
    if set(words) <= set(other_words) or set(other_words) <= set(words):
        return True
    if words[-1] == other_words[-1]:  # Donald J. Trump, D. Trump; not Bill and Hillary Clinton
        initials_agree = words[0][0] == other_words[0][0] and 1 in (len(words[0]), len(other_words[0]))
        return words[0] == other_words[0] or initials_agree
    return None if set(words) & set(other_words) else False


def is_same_utterance(quote: QuoteFingerprint, other_quote: QuoteFingerprint) -> bool:
    """Return whether two statements report the same words.

    A fragment only matches another fragment: as a part of longer words it fits many utterances (``is_part_of``).
    """
    same_speaker, days_apart = names_agree(quote.speaker, other_quote.speaker), _days_apart(quote, other_quote)
    if quote.is_fragment or other_quote.is_fragment:
        both = quote.is_fragment and other_quote.is_fragment and same_speaker is True
        return both and days_apart <= FRAGMENT_DAYS and _nearly_equal(quote, other_quote)
    if days_apart > NEARBY_DAYS or same_speaker is False:
        has_candidates = not set(quote.long_shingles).isdisjoint(other_quote.long_shingles)
        return has_candidates and _match_at_any_time(shared_words(quote, other_quote), same_speaker)
    if set(quote.short_shingles).isdisjoint(other_quote.short_shingles):
        return False
    shared = shared_words(quote, other_quote)
    return _match_at_any_time(shared, same_speaker) or _match_within_days(shared, same_speaker, days_apart)


def _match_at_any_time(shared: SharedWords, same_speaker: bool | None) -> bool:
    """Return whether the words alone are enough, whatever their dates and speakers."""
    weight, share, run = shared.weight, shared.share, shared.longest_run
    if run < LONG_RUN:
        return False
    if same_speaker:
        if weight >= LONG_WEIGHT:
            return share >= 0.35 or weight >= LONG_WEIGHT + 4
        return weight >= 3 and share >= 0.6
    if same_speaker is None:
        return weight >= 3 and (share >= 0.8 or weight >= LONG_WEIGHT + 2)
    return weight >= 5 and ((run >= LONG_RUN + 2 and share >= 0.8) or (weight >= LONG_WEIGHT + 2 and share >= 0.5))


def _match_within_days(shared: SharedWords, same_speaker: bool | None, days_apart: float) -> bool:
    """Return whether the words are enough for statements of the same days by speakers who do not differ."""
    weight, share, run = shared.weight, shared.share, shared.longest_run
    needed_weight = SAME_DAY_WEIGHT + WEIGHT_PER_DAY * days_apart
    if run < EVIDENT_RUN or not (same_speaker or days_apart <= FRAGMENT_DAYS):
        return False
    if weight >= needed_weight and (share >= 0.8 or (run >= LONG_RUN and share >= 0.55)):
        return True
    if not same_speaker or days_apart > FRAGMENT_DAYS:
        return False
    nearly_everything = weight >= CLOSE_WEIGHT and run > EVIDENT_RUN and share >= 0.8
    return nearly_everything or (weight >= needed_weight + 1.5 and shared.sentence_share >= 0.85)


def is_part_of(fragment: QuoteFingerprint, quote: QuoteFingerprint) -> bool:
    """Return whether a fragment may be part of the words that another statement quotes at greater length."""
    if not fragment.is_fragment or quote.is_fragment or _days_apart(fragment, quote) > FRAGMENT_DAYS:
        return False
    if set(fragment.short_shingles).isdisjoint(quote.short_shingles):
        return False
    if names_agree(fragment.speaker, quote.speaker) is not True:
        return False
    return shared_words(fragment, quote).weight >= max(FRAGMENT_WEIGHT, 0.85 * fragment.weight)


def shared_words(quote: QuoteFingerprint, other_quote: QuoteFingerprint) -> SharedWords:
    """Return what two quotations share, in runs of at least three words."""
    if other_quote.forms < quote.forms:  # of several equally long alignments, always choose the same
        quote, other_quote = other_quote, quote
    runs = [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in LCSseq.opcodes(quote.forms, other_quote.forms)
        if step.tag == "equal" and step.src_end - step.src_start >= MIN_RUN
    ]
    weight = sum(total_weight(quote.forms[start : start + size]) for start, _, size in runs)
    sentence_share = max(
        _largest_sentence_share(quote, [(start, start + size) for start, _, size in runs]),
        _largest_sentence_share(other_quote, [(start, start + size) for _, start, size in runs]),
    )
    longest_run = max((size for _, _, size in runs), default=0)
    return SharedWords(weight, longest_run, weight / min(quote.weight, other_quote.weight), sentence_share)


def _largest_sentence_share(quote: QuoteFingerprint, runs: Sequence[tuple[int, int]]) -> float:
    """Return the largest share of a sentence, or separate quotation, that the runs cover, by weight."""
    shares = [
        total_weight(
            form for run_start, run_end in runs for form in quote.forms[max(run_start, start) : min(run_end, end)]
        )
        / total_weight(quote.forms[start:end])
        for start, end in _identifying_parts(quote)
    ]
    return max(shares, default=0.0)


def _identifying_parts(quote: QuoteFingerprint) -> list[tuple[int, int]]:
    """Return the sentences and separate quotations long enough to identify an utterance, as ranges of ``forms``."""
    parts = [(start, end) for start, end in quote.sentences if end - start >= MIN_SENTENCE]
    segment_start = 0
    for segment in quote.segments:
        size = sum(form != SENTENCE_END for form in segment)
        if size >= MIN_SEGMENT:
            parts.append((segment_start, segment_start + size))
        segment_start += size + 1
    return parts


def _nearly_equal(quote: QuoteFingerprint, other_quote: QuoteFingerprint) -> bool:
    needed_weight = max(FRAGMENT_WEIGHT, 0.85 * max(quote.weight, other_quote.weight))
    return shared_words(quote, other_quote).weight >= needed_weight


def _days_apart(quote: QuoteFingerprint, other_quote: QuoteFingerprint) -> float:
    """Return the days between two statements; infinity if one has no date."""
    return abs(quote.day - other_quote.day) if quote.day is not None and other_quote.day is not None else inf
