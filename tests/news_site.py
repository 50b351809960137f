"""A real web server for the tests: pages with a feed, a sitemap, robots.txt, ETags, redirects and refusals."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class NewsSite:
    """What is served, and what was asked. ``refusals``: how often a path is answered 429 before it is given;
    ``moved``: paths that redirect to others; ``slow``: seconds before a path is answered; ``channel``: what else the
    feed says; ``headers``: what else a path's answer says."""

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self.pages = dict(pages)
        self.robots = b"User-agent: *\nDisallow: /private/\n"
        self.refusals: Counter[str] = Counter()
        self.retry_after = "0"
        self.moved: dict[str, str] = {}
        self.slow: dict[str, float] = {}
        self.channel = ""
        self.headers: dict[str, dict[str, str]] = {}
        self.requests: Counter[str] = Counter()
        self.times: list[tuple[str, float]] = []
        self.closing = threading.Event()
        self.statuses: Counter[int] = Counter()
        self.address = ""

    def feed(self) -> bytes:
        items = "".join(f"<item><link>{self.address}{path}</link></item>" for path in self.pages)
        return f"<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>News</title>{self.channel}{items}</channel></rss>".encode()

    def sitemap(self) -> bytes:
        urls = "".join(f"<url><loc>{self.address}{path}</loc></url>" for path in self.pages)
        return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()

    def answer(self, path: str) -> tuple[str, bytes] | None:
        if path == "/robots.txt":
            return "text/plain", self.robots
        if path == "/feed":
            return "application/rss+xml", self.feed()
        if path == "/sitemap.xml":
            return "application/xml", self.sitemap()
        return ("text/html; charset=utf-8", self.pages[path]) if path in self.pages else None


@contextmanager
def serve_site(site: NewsSite, port: int = 0) -> Iterator[NewsSite]:
    """The site on a port of its own, or the one given, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests[self.path] += 1
            site.times.append((self.path, time.monotonic()))
            if self.path in site.slow and site.closing.wait(site.slow[self.path]):
                return None
            if site.refusals[self.path] > 0:
                site.refusals[self.path] -= 1
                return self.give(429, b"", {"Retry-After": site.retry_after})
            if self.path in site.moved:
                return self.give(301, b"", {"Location": site.moved[self.path]})
            found = site.answer(self.path)
            if found is None:
                return self.give(404, b"", {})
            etag = f'"{hashlib.md5(found[1]).hexdigest()}"'
            if self.headers.get("If-None-Match") == etag:
                return self.give(304, b"", {"ETag": etag})
            more = site.headers.get(self.path, {})
            return self.give(200, found[1], {"Content-Type": found[0], "ETag": etag} | more)

        def give(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            site.statuses[status] += 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    site.closing.clear()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
