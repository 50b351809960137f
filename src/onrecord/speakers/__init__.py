"""Who is speaking: statements' sources resolved to the speakers of an article."""

from onrecord.speakers.coreference import resolve

__all__ = ["resolve"]
