"""Two processes that add to one store at once: nothing lost, nothing doubled, and no lock reaches the user."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from reliability import source_samples
from reliability.command_runs import Dump, adds_up, command, dump, ended, ran, sound, started, vectors

pytestmark = pytest.mark.usefixtures("shipped_model")
LOCKS = ("locked", "deadlock", "duplicate key", "UNIQUE", "Traceback")


def sources(at: Path, count: int) -> list[Path]:
    """Three files of articles without any damage; two processes are given two each, and both the second.

    The first and the third have versions of the same addresses. The second has addresses of its own, each once: a page
    that goes back to an earlier version counts as changed and adds no article, so the counts would depend on who was
    first.
    """
    made = []
    for number in range(3):
        articles = [one for one in source_samples.lines(count, number) if one.startswith('{"id"')]
        if number == 1:
            articles = list({json.loads(one)["url"]: one for one in reversed(articles)}.values())
            articles = [
                one.replace('"id": "n', '"id": "both').replace("https://paper", "https://both") for one in articles
            ]
        path = at / f"part{number}.jsonl"
        path.write_text("\n".join(articles), "utf-8")
        made.append(path)
    return made


def said(found: Dump) -> Counter[tuple[object, ...]]:
    """What the articles say, in no order, which depends on who was first: address, digest, text, what stands in it."""
    statements = Counter(row[1] for row in found["statements"])
    speakers = Counter(row[1] for row in found["speakers"])
    columns = (3, 6)  # address, digest
    return Counter((*(row[at] for at in columns), statements[row[0]], speakers[row[0]]) for row in found["articles"])


@pytest.mark.parametrize("count", [3, pytest.param(60, marks=[pytest.mark.long, pytest.mark.timeout(900)])])
def test_two_processes_add_at_once(make_address: Callable[[], str], tmp_path: Path, count: int) -> None:
    parts = sources(tmp_path, count)
    alone = make_address()
    assert ran(command(alone, parts), tmp_path / "alone").status == 0
    expected = dump(alone)
    for turn in range(1 if count < 10 else 5):
        address = make_address()
        outputs = [tmp_path / f"{turn}-{name}" for name in "ab"]
        given = [parts[:2], parts[1:]]  # the store does not exist when both begin
        both = [
            started(command(address, some, "--json", workers=1 + turn % 2), output)
            for some, output in zip(given, outputs, strict=True)
        ]
        done = [ended(process, output) for process, output in zip(both, outputs, strict=True)]
        for one in done:
            assert one.status == 0, one
            assert not any(sign in one.err for sign in LOCKS), one
            adds_up(one.outcomes)
        found = dump(address)
        sound(address)
        assert said(found) == said(expected)
        assert sorted(found["names_met"]) == sorted(expected["names_met"])
        assert sum(one.outcomes["new"] + one.outcomes["changed"] for one in done) == len(expected["articles"])
        assert vectors(address) == [row[0] for row in found["statements"]]
