"""Markdown reduced to its words: one line a paragraph, and what stands before it as data."""

from __future__ import annotations

import re

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_]+):\s*(.+?)\s*")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_ITEM = re.compile(r"(?:[*+-]|\d{1,3}[.)])\s+")
_QUOTE = re.compile(r"(?:>\s?)+")
_RULE = re.compile(r"(?:[-*_]\s*){3,}|=+|```\S*|~~~\S*")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^)\s]*)(?:\s+\"[^\"\n]*\")?\)|<(https?://[^>\s]+)>")
_STRESS = re.compile(r"(\*\*\*|\*\*|__|\*|(?<!\w)_|`+)(?=\S)([^\n]+?)(?<=\S)\1(?!\w)")
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
            lines.append(heading[1])
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
    line = _LINK.sub(lambda link: link[1] or link[2] or link[3] or "", line)
    for _ in range(3):  # stress within stress
        line = _STRESS.sub(lambda stress: stress[2], line)
    return _ESCAPE.sub(r"\1", line)
