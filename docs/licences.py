"""Generate docs/licences.md: the licences of what is installed beside onrecord. ``python3 docs/licences.py``.

The packages are those that ``pip install onrecord`` and its extras bring, as the environment has them; their licences
are what the packages say of themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).parent
EXTRAS = ("web", "postgres", "exports", "bulk")
PERMISSIVE = frozenset(
    {
        *("MIT", "X11", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "ISC", "PSF-2.0", "Zlib"),
        *("CC0-1.0", "Unlicense", "CNRI-Python"),
    }
)
NAMES = {  # what packages write in place of SPDX identifiers
    "mit license": "MIT",
    "bsd license": "BSD",
    "the bsd 2-clause license": "BSD-2-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "apache software license": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
}
EXCEPTIONS = {  # name: (licence, why it is accepted)
    "certifi": (
        "MPL-2.0",
        "the list of certificate authorities, used by httpx; the MPL asks only that changes to its own files stay open",
    ),
    "tld": (
        "MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later",
        "the public suffix list, used by trafilatura and by onrecord; taken under the MPL, unchanged",
    ),
    "tqdm": ("MPL-2.0 AND MIT", "comes with tokenizers, by huggingface-hub; onrecord does not call it"),
    "psycopg": (
        "LGPL-3.0-only",
        "the driver of PostgreSQL, with onrecord[postgres] alone; used as a library, unchanged",
    ),
    "psycopg-binary": ("LGPL-3.0-only", "the same, compiled"),
}
_WORD = re.compile(r"\(|\)|[^\s()]+")


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is installed with onrecord: its licence, and what needs it: core or extras."""

    name: str
    version: str
    licence: str
    needed_by: tuple[str, ...]


def runtime_licences() -> list[Package]:
    """Return the packages that onrecord and its extras need, directly or not, by name."""
    needed: dict[str, list[str]] = {}
    for part in ("core", *EXTRAS):
        for name in _required("onrecord", "" if part == "core" else part):
            needed.setdefault(name, []).append(part)
    packages = []
    for name, parts in sorted(needed.items()):
        found = distribution(name)
        packages.append(Package(name, found.version, licence_of(found), ("core",) if "core" in parts else tuple(parts)))
    return packages


def _required(name: str, extra: str) -> set[str]:
    names: set[str] = set()
    waiting = [(name, extra)]
    while waiting:
        name, extra = waiting.pop()
        try:
            requirements = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # for another system
        for requirement in map(Requirement, requirements):
            is_needed = requirement.marker is None or requirement.marker.evaluate({"extra": extra})
            key = re.sub(r"[-_.]+", "-", requirement.name).lower()
            if is_needed and key not in names and _is_installed(key):
                names.add(key)
                waiting += [(key, each) for each in ("", *requirement.extras)]
    return names


def _is_installed(name: str) -> bool:
    try:
        return bool(distribution(name).version)
    except PackageNotFoundError:
        return False


def licence_of(found: Distribution) -> str:
    """Return a package's licence: its expression, else its classifiers, else the first line of what it says."""
    metadata = found.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = [
        c.rpartition("::")[2].strip() for c in metadata.get_all("Classifier") or [] if c.startswith("License")
    ]
    stated = (metadata.get("License") or "").strip().split("\n")[0]
    if stated and is_permissive(stated):
        return NAMES.get(stated.lower(), stated)
    stated_names = [classifier.rpartition("::")[2].strip() for classifier in classifiers]
    names = [NAMES.get(name.lower(), name) for name in stated_names]
    return " OR ".join(names) or stated


def is_permissive(licence: str) -> bool:
    """Return whether an SPDX expression, or a common name, allows use under permissive licences alone."""
    words = _WORD.findall(NAMES.get(licence.lower(), licence))
    if not words:
        return False
    terms = []
    for word in words:
        if word in {"(", ")"}:
            terms.append(word)
        elif word.upper() in {"AND", "OR"}:
            terms.append(word.upper())
        else:
            terms.append("yes" if word in PERMISSIVE else "no")
    text = " ".join(terms)
    while True:  # the innermost brackets first, then AND, then OR
        shorter = re.sub(r"\( ([^()]+) \)", lambda match: _value(match[1]), text)
        if shorter == text:
            return _value(text) == "yes"
        text = shorter


def _value(expression: str) -> str:
    parts = [part.split(" AND ") for part in expression.split(" OR ")]
    return "yes" if any(all(term == "yes" for term in terms) for terms in parts) else "no"


def is_allowed(package: Package) -> bool:
    """Return whether a package is permissive, or an exception with the licence that was looked at."""
    if is_permissive(package.licence):
        return True
    return package.name in EXCEPTIONS and EXCEPTIONS[package.name][0] == package.licence


def table() -> str:
    """Return docs/licences.md."""
    packages = runtime_licences()
    rows = "".join(f"| {each.name} | {each.licence} | {', '.join(each.needed_by)} |\n" for each in packages)
    named = {package.name for package in packages}
    reasons = "".join(f"| {name} | {what} | {why} |\n" for name, (what, why) in EXCEPTIONS.items() if name in named)
    return f"""<!-- Generated by `python3 docs/licences.py`; change that, not this file. -->

# Licences

onrecord is under the Apache License 2.0. What `pip install onrecord` and its extras bring with it is under permissive
licences, with {len(EXCEPTIONS)} exceptions. A test fails when another licence comes in (`tests/test_licences.py`).

## Exceptions

These are not permissive: they ask that changes to their own files, or to the library itself, stay open. onrecord uses
them unchanged and does not copy from them.

| package | licence | why it is accepted |
|---|---|---|
{reasons}
## All packages

| package | licence | needed by |
|---|---|---|
{rows}"""


if __name__ == "__main__":
    (HERE / "licences.md").write_text(table(), encoding="utf-8")
