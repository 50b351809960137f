"""Text for the terminal: made harmless, wrapped and coloured on standard output, and messages on standard error."""

from __future__ import annotations

import os
import shutil
import sys
from io import StringIO
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from rich.text import Text

# Each unsafe character becomes exactly one other, so that offsets stay valid. Control characters could drive the
# terminal; directional overrides could make a line read as something else.
_SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)], "\ufffd")
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
_SAFE = _CONTROLS | _BIDI | _SPACES

EMPTY_STORE = "the store has no statements yet; add pages with `onrecord add`"
DEFAULT_WIDTH = 88  # columns, if the output is not a terminal
MAX_WIDTH = 100  # columns; longer lines are hard to read


def safe(text: str) -> str:
    """Return the text on one line without anything that a terminal obeys, character for character."""
    return text.translate(_SAFE)


def print_message(message: str) -> None:
    """Print one line on standard error."""
    print(f"onrecord: {safe(' '.join(message.split()))}", file=sys.stderr, flush=True)


class TextPrinter:
    """Wraps and colours lines, and writes them to a stream of bytes when flushed.

    Importing rich takes a while, so only output that needs it makes a printer.
    """

    def __init__(self, stream: BinaryIO, terminal: bool) -> None:
        from rich.console import Console

        self._stream = stream
        self.coloured = _wants_colour(terminal)
        columns = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns if terminal else DEFAULT_WIDTH
        self.width = min(columns, MAX_WIDTH)
        self._console = Console(
            file=StringIO(),
            width=self.width,
            force_terminal=self.coloured,
            color_system="auto" if self.coloured else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    @classmethod
    def for_stdout(cls) -> TextPrinter:
        """Return a printer for standard output."""
        return cls(sys.stdout.buffer, sys.stdout.isatty())

    def line(self, text: str | Text = "", style: str = "", *, prefix: str = "", wrapped: bool = True) -> None:
        """Print text with the prefix before the first line and as much space before the others, if it is wrapped."""
        from rich.text import Text

        styled = Text(text, style) if isinstance(text, str) else text
        parts = styled.wrap(self._console, max(20, self.width - len(prefix))) if wrapped else [styled]
        for part in parts or [styled]:
            self._console.print(Text.assemble((prefix, "dim"), part), soft_wrap=True)
            prefix = " " * len(prefix)

    def flush(self) -> None:
        """Write what was printed, without the spaces at the ends of lines."""
        buffer = self._console.file
        assert isinstance(buffer, StringIO)
        lines = (line.rstrip() for line in buffer.getvalue().split("\n"))
        self._stream.write("\n".join(lines).encode("utf-8", "replace"))
        self._stream.flush()
        self._console.file = StringIO()


def wrap(text: Text, width: int) -> list[Text]:
    """Split text into lines of at most ``width`` columns."""
    from rich.console import Console

    return list(text.wrap(Console(width=width, file=StringIO()), width))


def _wants_colour(terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
