"""Who said what: an article's text to statements."""

from onrecord.statements.find import find

__all__ = ["find"]
