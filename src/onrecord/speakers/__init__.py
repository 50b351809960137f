"""Who is speaking: statements' sources resolved to the speakers of an article."""

from onrecord.speakers.resolve import resolve

__all__ = ["resolve"]
