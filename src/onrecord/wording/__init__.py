"""How two wordings of the same words differ: what comparing outlets and verifying quotations both ask."""

from onrecord.wording.alignment import aligned
from onrecord.wording.differences import Printed, Wording, differences, edits
from onrecord.wording.words import Word, words

__all__ = ["Printed", "Word", "Wording", "aligned", "differences", "edits", "words"]
