"""Extract the article from a page: its title, date, authors, paragraphs, and the boilerplate around it."""
