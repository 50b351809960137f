"""Whether the words in quotation marks were ever spoken: transcripts, alignment, verdicts."""

from onrecord.verify.check import Checker

__all__ = ["Checker"]
