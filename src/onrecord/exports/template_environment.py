"""The Jinja2 environment of all HTML: everything is escaped, and characters that hide or reorder text are replaced."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from onrecord.edit_reasons import REASON_WORDS

# Characters that HTML does not allow, those that a terminal obeys, to which the page may be printed, and those that
# show the text around them in another order.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def make_environment(*packages: str) -> Environment:
    """Return an environment with the templates of the packages; of templates of one name, the first package's."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=without_controls,
    )
    environment.tests["web_address"] = is_web_address
    environment.filters["first_word"] = lambda label: re.split("[: ]", label)[0]
    environment.globals["reason_words"] = REASON_WORDS
    return environment


def without_controls(value: Any) -> Any:
    """Return a value as a template prints it: nothing for None, and no control characters in a text."""
    if value is None:
        return ""
    return _CONTROLS.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def is_web_address(address: str | None) -> bool:
    """Whether an address is one of http or https, which a page may link to."""
    try:
        return bool(address) and urlsplit(address or "").scheme in {"http", "https"}
    except ValueError:
        return False
