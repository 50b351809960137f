"""Random sequences of decisions, on both engines, against a simple model in memory; also killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from decision_model import Model, Step, said_in_store, take_on_store

from onrecord.store import Store
from onrecord.store.statistics.statement_columns import keep_blocks, missing_blocks, wrong_blocks
from paths import ROOT

HERE = Path(__file__).parent


def check_sequence(store: Store, seed: int, length: int) -> None:
    """Take random steps on a store and in the model, and compare after each; ids of identities never change."""
    chance, model, taken = random.Random(seed), Model(), list[Step]()
    ids: dict[str, str] = {}  # by the model's identity
    for _ in range(length):
        step = model.next_step(chance)
        taken.append(step)
        model.take(step)
        take_on_store(store, step)
        expected, said = model.said(), said_in_store(store)
        assert said.keys() == expected.keys(), taken
        for group, identity in expected.items():
            if not identity.startswith("new "):  # a correction's speaker ends with it
                assert ids.setdefault(identity, said[group]) == said[group], taken
        check_counts(store, model, taken)
    assert store.articles.relink_speakers() == 0, taken


def check_counts(store: Store, model: Model, taken: list[Step]) -> None:
    """Compare counts by speaker with the model's, from columns that were kept before the last step changed the rows."""
    expected = {identity: len(group) for group, identity in model.said().items()}
    counted = {str(group.keys[0]): group.statements for group in store.stats("speaker", include_hidden=True).groups}
    assert sorted(counted.values()) == sorted(expected.values()), taken
    assert store.database.read(wrong_blocks) == [], taken
    store.database.write(lambda connection: keep_blocks(connection, missing_blocks(connection)))


@pytest.mark.parametrize("seed", range(2))
def test_random_decisions_agree_with_the_model(store: Store, seed: int) -> None:
    check_sequence(store, seed, 45)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(100, 112))
def test_many_random_decisions_agree_with_the_model(store: Store, seed: int) -> None:
    check_sequence(store, seed, 150)


def check_killed(address: str, path: Path, seed: int, length: int, moments: int) -> None:
    """Take random steps in a process that is killed now and then: each step is taken whole or not at all."""
    chance, model = random.Random(seed), Model()
    steps = []
    for _ in range(length):
        steps.append(model.next_step(chance))
        model.take(steps[-1])
    path.write_text(json.dumps(steps))
    states = [Model()]
    for step in steps:  # the state after each step
        states.append(json_copy(states[-1]))
        states[-1].take(step)
    done = killed = 0
    while done < len(steps):
        last_kill = killed >= moments
        process = subprocess.Popen(
            [sys.executable, str(HERE / "decision_model.py"), address, str(path), str(done)],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests"), str(HERE)])},
        )
        assert process.stdout is not None
        if not last_kill:
            for _ in range(chance.randint(1, max(1, len(steps) // moments))):
                process.stdout.readline()
            time.sleep(chance.random() * 0.03)
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate(timeout=800)
        with Store(address) as store:
            said = said_in_store(store).keys()
        candidates = [number for number in range(done, len(steps) + 1) if states[number].said().keys() == said]
        assert candidates, (seed, done)
        done = process_position(store_decisions(address), states, candidates)
        if last_kill:
            assert process.returncode == 0
            assert done == len(steps)


def json_copy(model: Model) -> Model:
    """A copy that shares nothing."""
    decisions = [dict(decision) for decision in model.decisions]
    versions = {record: list(versions) for record, versions in model.versions.items()}
    return Model(dict(model.names), versions, dict(model.outlets), set(model.forgotten), decisions)


def store_decisions(address: str) -> list[bool]:
    """Whether each decision of a store was undone."""
    with Store(address) as store:
        return [decision.undone is not None for decision in store.decisions()]


def process_position(undone: list[bool], states: list[Model], candidates: list[int]) -> int:
    """Of the states that look like the store, the last one with its decisions."""
    matching = [n for n in candidates if [decision["undone"] for decision in states[n].decisions] == undone]
    assert matching
    return matching[-1]


def test_decisions_are_whole_after_a_kill(address: str, tmp_path: Path) -> None:
    check_killed(address, tmp_path / "steps.json", 7, 24, 3)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_decisions_are_whole_after_twenty_kills(address: str, tmp_path: Path) -> None:
    check_killed(address, tmp_path / "steps.json", 8, 200, 20)
