"""Pages from wherever they are: files, folders, JSON Lines, web archives, the web, standard input."""

from onrecord.pages.sources import open_pages

__all__ = ["open_pages"]
