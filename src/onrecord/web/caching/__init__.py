"""What the server keeps between requests: rendered pages, and figures that take long to compute."""
