"""Title, authors, dates and address of an article."""
