"""One table of settings: name, default, environment variable, help."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from onrecord.errors import SettingsError


def _setting(default: Any, environment: str, text: str) -> Any:
    return field(default=default, metadata={"environment": environment, "help": text})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user may set; ``Settings.load()`` reads the environment over the defaults."""

    user_agent: str = _setting(
        "onrecord/0.1 (+https://pypi.org/project/onrecord/)", "ONRECORD_USER_AGENT", "how web requests name themselves"
    )
    timeout: float = _setting(20.0, "ONRECORD_TIMEOUT", "seconds that one web page may take in all")
    max_bytes: int = _setting(
        20_000_000, "ONRECORD_MAX_BYTES", "bytes that one page may have, on the wire and unpacked; more is refused"
    )
    max_redirects: int = _setting(5, "ONRECORD_MAX_REDIRECTS", "redirects followed for one address")
    allow_private: bool = _setting(
        False, "ONRECORD_ALLOW_PRIVATE", "fetch from private, loopback and link-local addresses"
    )
    delay: float = _setting(1.0, "ONRECORD_DELAY", "seconds between two requests to one site, when adding to a store")
    crawl_delay: float = _setting(
        60.0, "ONRECORD_CRAWL_DELAY", "seconds between two requests that a robots.txt may ask for; more is cut to this"
    )
    retries: int = _setting(3, "ONRECORD_RETRIES", "times that a page is asked for again after 429 or 5xx, when adding")
    retry_after: float = _setting(120.0, "ONRECORD_RETRY_AFTER", "seconds that a site may ask to be left alone for")
    poll: float = _setting(300.0, "ONRECORD_POLL", "seconds between two looks at a feed that does not say how often")
    robots: bool = _setting(True, "ONRECORD_ROBOTS", "ask robots.txt before fetching")
    max_text: int = _setting(1_000_000, "ONRECORD_MAX_TEXT", "characters that one article may have; more is refused")
    languages: str = _setting("en", "ONRECORD_LANGUAGES", "languages read, comma-separated; others are refused")
    threads: int = _setting(0, "ONRECORD_THREADS", "threads that the model uses; 0 takes every core")
    batch: int = _setting(16, "ONRECORD_BATCH", "articles read together")
    workers: int = _setting(0, "ONRECORD_WORKERS", "processes that read pages into a store; 0 takes one for each core")
    store: str = _setting("onrecord.db", "ONRECORD_STORE", "the store: a SQLite file, or a postgresql:// address")

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The defaults with what the environment sets. Raises SettingsError for a value that cannot be taken."""
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = setting.metadata["environment"]
            if name in environment:
                values[setting.name] = _parse(name, environment[name], type(setting.default))
        return cls(**values)


def _parse(name: str, value: str, kind: type) -> Any:
    if kind is bool:
        if value.lower() in {"1", "true", "yes", "on"}:
            return True
        if value.lower() in {"0", "false", "no", "off"}:
            return False
        raise SettingsError(f"{name}={value!r}: give true or false")
    try:
        number = kind(value)
    except ValueError:
        raise SettingsError(f"{name}={value!r}: give a {kind.__name__}") from None
    if kind is not str and number < 0:
        raise SettingsError(f"{name}={value!r}: give zero or more")
    return number
