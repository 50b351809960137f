"""Markdown reduced to its words: one line a paragraph, and what stands before it as data."""

from __future__ import annotations

import re

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_]+):\s*(\S.*)")
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_CLOSING = re.compile(r"(?<!\S)#+$")
_ITEM = re.compile(r"(?:[*+-]|\d{1,3}[.)])\s+")
_QUOTE = re.compile(r"(?:>\s?)+")
_RULE = re.compile(r"(?:[-*_]\s*){3,}|=+|```\S*|~~~\S*")
# No pattern runs past the next mark of its own kind: a line of marks alone would take minutes.
_ADDRESS = r"(?:[^()\s<>]|\([^()\s]{0,200}\)){0,2000}"
_LINK = re.compile(rf"!?\[([^\[\]\n]*)\]\(<?({_ADDRESS})>?(?:\s+\"[^\"\n]{{0,500}}\")?\)|<(https?://[^<>\s]+)>")
_STRESS = re.compile(
    r"(?<!\\)(?P<star>\*{1,3})(?=\S)([^*\n]+)(?<=[^\s\\])(?P=star)(?!\w)|"
    r"(?<![\w\\])(?P<line>_{1,2})(?=\S)([^_\n]+)(?<=[^\s\\])(?P=line)(?!\w)|"
    r"(?<!\\)(?P<tick>`{1,3})([^`\n]+)(?P=tick)"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>-])")


def front_matter(body: str) -> tuple[dict[str, str], str]:
    """The fields that stand before the text between lines of dashes, and the text; lists in them are left out."""
    found = _FRONT.match(body)
    if found is None or not all(":" in line or line[:1] in " -#" for line in found[1].split("\n") if line):
        return {}, body
    fields = {}
    for line in found[1].split("\n"):
        if field := _FIELD.fullmatch(line):
            fields[field[1].lower()] = field[2].strip("\"'")
    return fields, body[found.end() :]


def plain_lines(body: str) -> list[str]:
    """The words of each paragraph, heading and list item, a line each; a link is its words or its address."""
    lines: list[str] = []
    going = False  # whether the line before can go on in this one
    for line in map(str.strip, body.split("\n")):
        line = _behind(_QUOTE, line)
        if not line or _RULE.fullmatch(line):
            going = False
        elif heading := _HEADING.fullmatch(line):
            lines.append(_CLOSING.sub("", heading[1]).strip())
            going = False
        elif going and not _ITEM.match(line):
            lines[-1] += f" {line}"
        else:
            lines.append(_behind(_ITEM, line))
            going = True
    return [_unmarked(line) for line in lines]


def _behind(mark: re.Pattern[str], line: str) -> str:
    found = mark.match(line)
    return line[found.end() :] if found else line


def _unmarked(line: str) -> str:
    for _ in range(2):  # an image within a link
        line = _LINK.sub(lambda link: link[1] or link[2] or link[3] or "", line)
    for _ in range(3):  # stress within stress
        line = _STRESS.sub(lambda stress: stress[2] or stress[4] or stress[6], line)
    return _ESCAPE.sub(r"\1", line)
