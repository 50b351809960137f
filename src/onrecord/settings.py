"""The settings: name, default, environment variable and help, in one table."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from onrecord.errors import SettingsError

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_TYPE_WORDS = {int: "a whole number", float: "a number"}
_MAX_NUMBER = 1_000_000_000_000  # of bytes, characters, processes
_MAX_SECONDS = 1_000_000.0  # eleven days; the timeout of a socket can be twice that


def _setting(default: Any, variable: str, text: str) -> Any:
    return field(default=default, metadata={"environment": variable, "help": text})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a run; ``Settings.load()`` takes them from the environment."""

    user_agent: str = _setting(
        "onrecord/0.1 (+https://pypi.org/project/onrecord/)", "ONRECORD_USER_AGENT", "User-Agent of web requests"
    )
    timeout: float = _setting(20.0, "ONRECORD_TIMEOUT", "longest time to fetch one web page, in seconds")
    max_bytes: int = _setting(
        20_000_000, "ONRECORD_MAX_BYTES", "largest page, in bytes, both compressed and uncompressed; larger is refused"
    )
    follow_links: bool = _setting(
        False, "ONRECORD_FOLLOW_LINKS", "follow symbolic links that lead out of a folder that is read"
    )
    max_redirects: int = _setting(5, "ONRECORD_MAX_REDIRECTS", "most redirects to follow for one address")
    allow_private: bool = _setting(
        False, "ONRECORD_ALLOW_PRIVATE", "allow fetching from private, loopback and link-local addresses"
    )
    delay: float = _setting(
        1.0, "ONRECORD_DELAY", "pause between two requests to one site when adding to a store, in seconds"
    )
    crawl_delay: float = _setting(
        60.0, "ONRECORD_CRAWL_DELAY", "longest Crawl-delay of a robots.txt to honour, in seconds; longer is cut to this"
    )
    retries: int = _setting(
        3, "ONRECORD_RETRIES", "how often to retry a page after status 429 or 5xx when adding to a store"
    )
    retry_after: float = _setting(120.0, "ONRECORD_RETRY_AFTER", "longest Retry-After to honour, in seconds")
    poll: float = _setting(300.0, "ONRECORD_POLL", "polling interval for feeds that do not state one, in seconds")
    robots: bool = _setting(True, "ONRECORD_ROBOTS", "obey robots.txt")
    max_text: int = _setting(
        200_000,
        "ONRECORD_MAX_TEXT",
        "longest article, in characters; longer is refused, and so is one of more word pieces than a sixth of it "
        "(26,000 words of usual prose; it takes five to ten seconds to read)",
    )
    languages: str = _setting(
        "en", "ONRECORD_LANGUAGES", "languages to read, separated by commas; articles in others are refused"
    )
    threads: int = _setting(0, "ONRECORD_THREADS", "threads of the model; 0: one for each core")
    batch: int = _setting(16, "ONRECORD_BATCH", "how many articles are read together")
    workers: int = _setting(
        0, "ONRECORD_WORKERS", "processes that read pages, where there are many; 0: one for each core"
    )
    page_seconds: float = _setting(
        60.0, "ONRECORD_PAGE_SECONDS", "longest time to read one page, in seconds; longer is a failure; 0: no limit"
    )
    page_memory: int = _setting(
        2_000_000_000, "ONRECORD_PAGE_MEMORY", "most memory that reading one page may take, in bytes; 0: no limit"
    )
    store: str = _setting("onrecord.db", "ONRECORD_STORE", "the store: a SQLite file or a postgresql:// address")
    token: str = _setting("", "ONRECORD_TOKEN", "what visitors of `onrecord serve` must present; empty for none")

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            SettingsError: One is negative, NaN or larger than the system can work with.
        """
        for setting in fields(self):
            value = getattr(self, setting.name)
            highest = _MAX_SECONDS if isinstance(setting.default, float) else _MAX_NUMBER
            if isinstance(setting.default, bool | str) or 0 <= value <= highest:
                continue
            reason = f"at most {highest:,.0f}" if value > highest else "zero or more"
            raise SettingsError(f"{setting.metadata['environment']}={value!r}: give {reason}")

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the settings that the environment states, and the defaults of the others.

        Raises:
            SettingsError: A variable has an invalid value.
        """
        values: dict[str, Any] = {}
        for setting in fields(cls):
            variable = setting.metadata["environment"]
            if variable in environment:
                values[setting.name] = _parse(variable, environment[variable], type(setting.default))
        return cls(**values)


def _parse(variable: str, text: str, kind: type) -> Any:
    if kind is str:
        return text
    if kind is bool:
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise SettingsError(f"{variable}={text!r}: give true or false")
    try:
        return kind(text)
    except ValueError:
        raise SettingsError(f"{variable}={text!r}: give {_TYPE_WORDS[kind]}") from None
