"""Connections dealt to the processes of a server: each to the one that has the fewest open.

Processes that accept from one socket do not share evenly: whichever wakes first takes all that wait. So the first
process accepts, and hands each connection to another through a socket; what that sends back are single bytes.
"""

from __future__ import annotations

import asyncio
import select
import socket
import threading
from contextlib import suppress
from typing import Any

import uvicorn

READY, CLOSED = b"r", b"c"  # a process answers now; one of its connections was closed
WAIT_SECONDS = 0.5  # for a process to be ready
MAX_NOTICES = 4_096  # bytes read at once


class ConnectionDealer:
    """Accepts connections and deals them to processes.

    Args:
        listener: The socket that listens.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._open: dict[socket.socket, int] = {}  # of each process that is ready, by its channel
        self._starting: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def add_process(self) -> socket.socket:
        """Return the other end of the channel to a new process; it is closed here once the process has it."""
        channel, other_end = socket.socketpair()
        channel.setblocking(False)
        with self._lock:
            self._starting.add(channel)
        return other_end

    def run(self) -> None:
        """Accept and deal until ``end`` is called."""
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:  # the listener was shut, or the other side has gone already
                continue
            with connection:
                self._deal(connection)
        with self._lock:
            for channel in [*self._starting, *self._open]:
                channel.close()

    def end(self) -> None:
        """Stop accepting."""
        self._ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts

    def _deal(self, connection: socket.socket) -> None:
        """Hand a connection to the process with the fewest; wait while none is ready."""
        while not self._ended.is_set():
            self._read_notices()
            with self._lock:
                channels = sorted(self._open, key=self._open.__getitem__)
            for channel in channels:
                try:
                    socket.send_fds(channel, [b"."], [connection.fileno()])
                except OSError:  # it has ended, or takes no more
                    continue
                self._open[channel] += 1
                return
            with self._lock:
                waiting = [*self._starting, *self._open]
            select.select(waiting, [], [], WAIT_SECONDS)

    def _read_notices(self) -> None:
        """Note which processes are ready or have ended, and how many connections they closed."""
        with self._lock:
            for channel in [*self._starting, *self._open]:
                try:
                    notices = channel.recv(MAX_NOTICES)
                except BlockingIOError:
                    continue
                except OSError:
                    notices = b""
                if not notices:
                    self._starting.discard(channel)
                    self._open.pop(channel, None)
                    channel.close()
                    continue
                if READY in notices:
                    self._starting.discard(channel)
                self._open[channel] = self._open.get(channel, 0) - notices.count(CLOSED)


class DealtServer(uvicorn.Server):
    """A server of the connections that are dealt to it.

    Args:
        config: How the application is run.
        channel: Where the connections come from.
    """

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self._channel = channel
        self._opening: set[asyncio.Task[Any]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start without a listener of its own, and say that connections can come."""
        await super().startup(sockets=[])
        self._channel.setblocking(False)
        asyncio.get_running_loop().add_reader(self._channel, self._take_connections)
        self._notify(READY)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, and end."""
        asyncio.get_running_loop().remove_reader(self._channel)
        await super().shutdown(sockets=[])

    def _take_connections(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                notice, descriptors, _, _ = socket.recv_fds(self._channel, 1, 1)
            except BlockingIOError:
                return
            if not notice:  # the first process has ended
                loop.remove_reader(self._channel)
                return
            for descriptor in descriptors:
                connection = socket.socket(fileno=descriptor)
                task = loop.create_task(loop.connect_accepted_socket(self._protocol, connection))
                self._opening.add(task)
                task.add_done_callback(self._opened)

    def _opened(self, task: asyncio.Task[Any]) -> None:
        self._opening.discard(task)
        if not task.cancelled() and task.exception():  # closed before it was opened
            self._notify(CLOSED)

    def _protocol(self) -> asyncio.Protocol:
        """Return the protocol of one connection, which tells when it is closed."""
        protocol: Any = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        lost = protocol.connection_lost

        def connection_lost(error: Exception | None) -> None:
            """Close it, and tell."""
            lost(error)
            self._notify(CLOSED)

        protocol.connection_lost = connection_lost
        return protocol  # type: ignore[no-any-return]

    def _notify(self, notice: bytes) -> None:
        with suppress(OSError):  # the first process has ended
            self._channel.send(notice)
