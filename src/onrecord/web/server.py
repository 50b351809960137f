"""Runs the web application until it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from onrecord.errors import SettingsError
from onrecord.store import Store
from onrecord.web.safety.slow_clients import HeadTimeoutProtocol
from onrecord.web.serve_options import ServeOptions


def serve(options: ServeOptions, store: Store, on_start: Callable[[str], object]) -> None:
    """Serve a store until interrupted.

    Args:
        options: Where to listen, and what visitors may do.
        store: The open store.
        on_start: Called with the address of the front page, once the server listens.

    Raises:
        SettingsError: The server would listen beyond this machine without a token, or the port cannot be had.
    """
    check_exposure(options)
    listener = listen(options.host, options.port)
    from onrecord.web.app import create_app

    name = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{name}:{listener.getsockname()[1]}/"
    if options.workers > 1:
        from onrecord.web.worker_processes import run_workers

        on_start(address)
        run_workers(options, listener)
        return
    server = uvicorn.Server(uvicorn_config(create_app(options, store)))
    on_start(address)
    server.run(sockets=[listener])


def uvicorn_config(application: Any) -> uvicorn.Config:
    """Return how the application is run: limits on what a client may keep open, little in the log."""
    return uvicorn.Config(
        application,
        http=HeadTimeoutProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_keep_alive=15,
        timeout_graceful_shutdown=2,
        limit_concurrency=500,
    )


def check_exposure(options: ServeOptions) -> None:
    """Raise SettingsError if other machines could change the record without a token."""
    if not (options.is_local or options.public or options.token):
        raise SettingsError(
            f"{options.host} can be reached from other machines: set ONRECORD_TOKEN, or give --public for a record that"
            " can only be read"
        )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises SettingsError if the address or the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SettingsError(f"cannot listen on {host} port {port}: {error.strerror or error}") from None
    return listener
