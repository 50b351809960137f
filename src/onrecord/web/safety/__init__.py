"""What a request must pass before a handler sees it."""
