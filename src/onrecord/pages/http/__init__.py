"""Fetching pages: the HTTP client, the SSRF guard, rate limits and robots.txt."""
