"""What goes to the terminal: text made harmless, and complaints on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

# Each unsafe character becomes one other, so that offsets hold. Controls could drive the terminal; directional
# overrides could make a line read as what it is not.
_SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)], "\ufffd")
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
_SAFE = _CONTROLS | _BIDI | _SPACES


EMPTY = "the store holds no statements yet; `onrecord add` puts pages in"


def counted(number: int, what: str) -> str:
    """A number of things: 1 article, 2 articles."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def safe(text: str) -> str:
    """The text with nothing in it that a terminal obeys, character for character, on one line."""
    return text.translate(_SAFE)


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"onrecord: {safe(' '.join(message.split()))}", file=sys.stderr, flush=True)


def console(stream: TextIO) -> Console:
    """What wraps and colours, and raises BrokenPipeError when its reader leaves: rich's own way ends the program."""
    from rich.console import Console  # takes a while to import, and much is printed without

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise

    return Plain(file=stream, highlight=False, markup=False, emoji=False)
