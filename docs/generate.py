"""Write docs/cli.md, docs/settings.md and the README's sample: ``python3 dev.py docs``; ``--check`` only compares."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from dataclasses import fields
from enum import Enum
from pathlib import Path
from textwrap import indent
from typing import Any, get_args, get_type_hints

from typer.main import get_command

from onrecord.cli.main import app
from onrecord.settings import Settings

HERE = Path(__file__).parent
SAMPLE = re.compile(r"^    \$ python3 dev\.py (?P<arguments>read \S+)\n(?P<sample>(?:    .*\n|\n(?=\n*    ))*)", re.M)
NAMED: dict[object, str] = {Path: "FILE", int: "NUMBER", str: "TEXT"}
SHOWN = 3  # statements in the README's sample
NOTE = "<!-- Written by `python3 dev.py docs`; change the code, not this file. -->\n\n"


def command_line() -> str:
    """Every verb with its arguments and options."""
    parts = [
        f"{NOTE}# The command line\n\n`onrecord --version` prints the version; `onrecord VERB --help` prints what"
        " stands here. In a checkout, `python3 dev.py VERB` is the same.\n"
    ]
    verbs = get_command(app).commands  # type: ignore[attr-defined]
    parts += [verb(name, verbs[name]) for name in sorted(verbs)]
    return "\n".join(parts)


def verb(name: str, command: Any) -> str:
    hints = get_type_hints(inspect.unwrap(command.callback))
    rows = [(typed(one, hints[one.name]), one.help or "") for one in command.params]
    usage = [f"onrecord {name}", *(shown for shown, _ in rows if not shown.startswith("-"))]
    usage += ["[OPTIONS]"] if any(shown.startswith("-") for shown, _ in rows) else []
    text = f"## onrecord {name}\n\n```\n{' '.join(usage)}\n```\n\n{inspect.getdoc(command.callback)}\n"
    if rows:
        text += "\n| | |\n|---|---|\n" + "".join(f"| `{shown}` | {about} |\n" for shown, about in rows)
    return text


def typed(parameter: Any, kind: object) -> str:
    """A parameter as it is typed: an argument's name, or an option's names and what it takes."""
    if parameter.param_type_name == "argument":
        return (parameter.metavar or parameter.name.upper()) + ("…" if parameter.nargs == -1 else "")
    names = ", ".join(sorted([*parameter.opts, *parameter.secondary_opts], key=len))
    return names if parameter.is_flag else f"{names} {parameter.metavar or value(kind)}"


def value(kind: object) -> str:
    """What an option takes: its choices, a file, a number or text."""
    for one in (kind, *get_args(kind), *(inner for some in get_args(kind) for inner in get_args(some))):
        if inspect.isclass(one) and issubclass(one, Enum):
            return "\\|".join(choice.value for choice in one)
        if one in NAMED:
            return NAMED[one]
    raise TypeError(f"no words for what an option of {kind} takes")


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
