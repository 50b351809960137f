"""How two wordings of the same words differ: what comparing outlets and verifying quotations both ask."""

from onrecord.diff.alignment import aligned
from onrecord.diff.differences import Printed, Wording, differences, edits
from onrecord.diff.tokens import Word, words

__all__ = ["Printed", "Word", "Wording", "aligned", "differences", "edits", "words"]
