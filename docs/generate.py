"""Write docs/cli.md, docs/settings.md and the README's sample: ``python3 dev.py docs``; ``--check`` only compares."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from enum import Enum
from pathlib import Path
from textwrap import indent
from typing import Any, get_args, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from onrecord.cli.main import app
from onrecord.settings import Settings

HERE = Path(__file__).parent
SAMPLE = re.compile(r"^    \$ python3 dev\.py (?P<arguments>read \S+)\n(?P<sample>(?:    .*\n|\n(?=\n*    ))*)", re.M)
SHOWN = 3  # statements in the README's sample
NOTE = "<!-- Written by `python3 dev.py docs`; change the code, not this file. -->\n\n"


def command_line() -> str:
    """Every verb with its arguments and options."""
    parts = [
        f"{NOTE}# The command line\n\n`onrecord --version` prints the version; `onrecord VERB --help` prints what"
        " stands here. In a checkout, `python3 dev.py VERB` is the same.\n"
    ]
    for command in sorted(app.registered_commands, key=lambda one: one.name or ""):
        assert command.callback is not None
        parts.append(verb(command.name or "", command.callback))
    return "\n".join(parts)


def verb(name: str, run: Callable[..., Any]) -> str:
    rows = list(parameters(run))
    usage = [f"onrecord {name}", *(row[0] for row in rows if not row[0].startswith("-"))]
    usage += ["[OPTIONS]"] if any(row[0].startswith("-") for row in rows) else []
    text = f"## onrecord {name}\n\n```\n{' '.join(usage)}\n```\n\n{inspect.getdoc(run)}\n"
    if rows:
        text += "\n| | |\n|---|---|\n" + "".join(f"| `{shown}` | {about} |\n" for shown, about in rows)
    return text


def parameters(run: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    """Each parameter as it is typed, with its help."""
    for name, hint in get_type_hints(run, include_extras=True).items():
        for info in getattr(hint, "__metadata__", ()):
            if isinstance(info, ArgumentInfo):
                yield f"{info.metavar or name.upper()}…", info.help or ""
            elif isinstance(info, OptionInfo):
                # within Annotated, typer keeps the first of an option's names where its default would be
                names = [one for one in (info.default, *(info.param_decls or ())) if isinstance(one, str)]
                yield f"{', '.join(sorted(names, key=len))} {value(get_args(hint)[0])}".rstrip(), info.help or ""


def value(kind: object) -> str:
    """What an option takes: its choices, a file, or nothing."""
    for one in (kind, *get_args(kind)):
        if inspect.isclass(one) and issubclass(one, Enum):
            return "\\|".join(choice.value for choice in one)
        if one is Path:
            return "FILE"
    return ""


def settings() -> str:
    """Every setting with its variable and default."""
    rows = "".join(
        f"| `{one.name}` | `{one.metadata['environment']}` | `{plain(one.default)}` | {one.metadata['help']} |\n"
        for one in fields(Settings)
    )
    return (
        f"{NOTE}# Settings\n\nFrom the environment, or in Python: `onrecord.read(source, settings=onrecord.Settings("
        "timeout=5))`. A value that cannot be taken is an error, never a default.\n\n"
        f"| setting | variable | default | what it is |\n|---|---|---|---|\n{rows}"
    )


def plain(default: object) -> str:
    """A default as the environment would say it."""
    return str(default).lower() if isinstance(default, bool) else str(default)


def readme() -> str:
    """The README, its sample as the command prints it now: the article's head and the first statements."""
    text = (HERE.parent / "README.md").read_text("utf-8")
    match = SAMPLE.search(text)
    if match is None:
        return text
    program = [sys.executable, "-m", "onrecord", *match["arguments"].split()]
    printed = subprocess.run(program, capture_output=True, text=True, check=True, cwd=HERE.parent).stdout
    shown = "\n\n".join(printed.split("\n\n")[: SHOWN + 1]) + "\n…\n"
    return text[: match.start("sample")] + indent(f"\n{shown}", "    ") + text[match.end() :]


def documents() -> dict[Path, str]:
    return {HERE / "cli.md": command_line(), HERE / "settings.md": settings(), HERE.parent / "README.md": readme()}


def main(arguments: list[str]) -> int:
    stale = [path for path, text in documents().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.name} is not what the code says: python3 dev.py docs", file=sys.stderr)
        else:
            path.write_text(documents()[path], "utf-8")
            print(path.name)
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
