"""Who said what: an article's text to statements."""

from onrecord.statements.extract import find

__all__ = ["find"]
