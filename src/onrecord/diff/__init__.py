"""How two wordings of the same words differ: used to verify quotations and to compare outlets."""

from onrecord.diff.alignment import align_words
from onrecord.diff.edits import diff_aligned, diff_texts
from onrecord.diff.tokens import Word, split_words
from onrecord.diff.wordings import PrintedText, Wording

__all__ = [
    "PrintedText",
    "Word",
    "Wording",
    "align_words",
    "diff_aligned",
    "diff_texts",
    "split_words",
]
