"""What the server keeps between requests: rendered pages, and what they cost."""
