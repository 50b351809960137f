"""Who said what: from an article's text to its statements."""

from onrecord.statements.extraction import extract_statements

__all__ = ["extract_statements"]
