"""Clients that send a request bit by bit, to keep a connection: uvicorn waits for the rest without end."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_SECONDS = 20.0  # from a connection, or the answer before, to the end of a request's headers
MAX_BODY_SECONDS = 300.0  # for the whole body: the largest that is taken, over a slow line


class HeadTimeoutProtocol(HttpToolsProtocol):
    """uvicorn's protocol; it closes a connection whose next request has not begun in time."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._expect_head()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._expect_head()

    def on_headers_complete(self) -> None:
        """Hand the request on."""
        self._stop_timer()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._stop_timer()
        if not self.transport.is_closing():
            self._head_timer = self.loop.call_later(MAX_HEAD_SECONDS, self.transport.close)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
