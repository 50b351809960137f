"""The page's own piece: title, authors, dates and text, its furniture set aside."""

from onrecord.articles.extract import extract

__all__ = ["extract"]
