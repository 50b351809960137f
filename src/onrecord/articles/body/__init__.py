"""The paragraphs of an article, with boilerplate set aside."""
