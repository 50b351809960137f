"""``onrecord speakers``: who is quoted, how often and by whom; and who is who, decided."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.options import JsonOption, StoreOption
from onrecord.cli.terminal import EMPTY, complain, counted, safe

if TYPE_CHECKING:
    from onrecord.api import Person, Portrait

BARS = 40  # columns of the longest bar


def speakers(
    name: Annotated[str | None, typer.Argument(help="One of them, by name or identity.", show_default=False)] = None,
    store: StoreOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="How many at most.")] = 30,
    rename: Annotated[
        str | None, typer.Option(metavar="NEW", help="Give NAME this name, for good.", show_default=False)
    ] = None,
    merge: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Decide that NAME and OTHER are one.", show_default=False)
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(metavar="RECORD", help="Decide that who speaks in RECORD is not NAME.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Show who is quoted, most often first; of one NAME the record over time.

    What is decided with --rename, --merge and --split is remembered, whatever is read later.
    """
    given = [option for option in (rename, merge, split) if option is not None]
    if given and (name is None or len(given) > 1):
        raise typer.BadParameter("give NAME and one of --rename, --merge and --split.")
    with api.open_store(store, make=False) as kept:
        if rename is not None and name:
            kept.rename(name, rename)
            complain(f"{name} is now {rename}")
        elif merge is not None and name:
            complain(f"{name} and {merge} are now one: {kept.merge(name, merge)}")
        elif split is not None and name:
            complain(f"the speaker of {split} is now {kept.split(name, split)}")
        elif name is not None and len(found := kept.speakers(name, 2)) == 1:
            _portrait(kept.person(found[0].id), as_json)
        else:
            return _table(kept.speakers(name, limit), as_json, named=name is not None)
    return 0


def _table(people: list[Person], as_json: bool, *, named: bool) -> int:
    if as_json:
        json.dump([asdict(one) for one in people], sys.stdout, ensure_ascii=False, indent=1)
        print()
    for one in () if as_json else people:
        roles = f"  {one.roles[0]}" if one.roles else ""
        about = f"{counted(one.articles, 'article')}, {counted(one.outlets, 'outlet')}"
        print(safe(f"{one.statements:>7,}  {one.name}{roles}  ({about})  [{one.id}]"))
    if not people:
        complain("nobody is quoted by this name" if named else EMPTY)
    return 0 if people else 1


def _portrait(found: Portrait, as_json: bool) -> None:
    if as_json:
        json.dump(asdict(found), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    one = found.person
    print(safe(f"{one.name}  [{one.id}]"))
    for words in (", ".join(one.roles), f"also {', '.join(one.aliases)}" if one.aliases else ""):
        if words:
            print(safe(words))
    print(f"{counted(one.statements, 'statement')} in {counted(one.articles, 'article')}\n")
    most = max((count for _, count in found.months), default=1)
    for month, count in found.months:
        print(f"{month}  {'█' * max(1, round(BARS * count / most))} {count:,}")
    for title, rows in (("Quoted by", found.outlets), ("Quoted in the words of", found.quoting)):
        if rows:
            print(f"\n{title}")
        for name, count in rows:
            print(safe(f"{count:>7,}  {name}"))
