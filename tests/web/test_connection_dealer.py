"""Connections are dealt to the processes of a server evenly, and never to one that is not there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from onrecord.web.connection_dealer import CLOSED, READY, ConnectionDealer
from onrecord.web.server import listen

WAIT = 30  # seconds for what takes none


class Clients:
    """Connections to a listener, and what processes received of them."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.listener = stack.enter_context(closing(listen("127.0.0.1", 0)))
        self.dealer = ConnectionDealer(self.listener)

    def connect(self, number: int) -> None:
        """Open connections."""
        for _ in range(number):
            self._stack.enter_context(socket.create_connection(self.listener.getsockname(), WAIT))

    def process(self) -> socket.socket:
        """A process that is ready: its end of the channel."""
        channel = self._stack.enter_context(self.dealer.add_process())
        channel.settimeout(WAIT)
        channel.send(READY)
        return channel


@pytest.fixture
def clients() -> Iterator[Clients]:
    """A dealer that runs."""
    with ExitStack() as stack:
        clients = Clients(stack)
        thread = threading.Thread(target=clients.dealer.run)
        thread.start()
        yield clients
        clients.dealer.end()
        thread.join(WAIT)
        assert not thread.is_alive()


def take(channel: socket.socket, number: int) -> None:
    """Receive so many connections; fails where fewer come."""
    for _ in range(number):
        _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
        assert len(descriptors) == 1
        socket.close(descriptors[0])


def test_each_process_gets_as_many_as_the_other(clients: Clients) -> None:
    first, second = clients.process(), clients.process()
    clients.connect(8)
    take(first, 4)
    take(second, 4)
    second.send(3 * CLOSED)
    clients.connect(3)
    take(second, 3)


def test_a_process_gets_none_before_it_is_ready_or_after_its_end(clients: Clients) -> None:
    clients.connect(1)  # waits
    starting = clients.dealer.add_process()
    ready = clients.process()
    take(ready, 1)
    clients.connect(2)
    take(ready, 2)
    starting.send(READY)
    clients.connect(1)
    take(starting, 1)
    starting.close()
    clients.connect(2)
    take(ready, 2)
