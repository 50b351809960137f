"""A running server of the web pages, for tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from onrecord.settings import Settings
from onrecord.store import Store
from onrecord.web.app import create_app
from onrecord.web.serve_options import ServeOptions
from onrecord.web.server import listen, uvicorn_config

PAGE = {"accept": "text/html"}


@dataclass(frozen=True)
class RunningSite:
    """A server and its store."""

    address: str
    store: Store

    def client(self, **headers: str) -> httpx.Client:
        """A client that asks for pages as a browser does."""
        return httpx.Client(base_url=self.address, headers={**PAGE, **headers}, timeout=30)


@contextmanager
def running_site(store_address: str | Path, **options: Any) -> Iterator[RunningSite]:
    """Serve a store on loopback while the block runs."""
    settings = options.pop("settings", Settings())
    chosen = ServeOptions(settings=replace(settings, store=str(store_address)), port=0, **options)
    with Store(str(store_address)) as store, closing(listen("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn_config(create_app(chosen, store)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield RunningSite(f"http://127.0.0.1:{listener.getsockname()[1]}", store)
        finally:
            server.should_exit = True
            thread.join(10)


def csrf_token(client: httpx.Client, path: str = "/read") -> str:
    """The token that a page's form sends."""
    text = client.get(path).text
    return text.partition('name="_csrf_token" value="')[2].partition('"')[0]
