"""Whether the words in quotation marks were ever spoken: transcripts, alignment, verdicts."""

from onrecord.verification.checker import Checker

__all__ = ["Checker"]
