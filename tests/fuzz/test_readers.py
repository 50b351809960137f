"""Random and mutated input for each reader, a few examples; ``python3 dev.py fuzz`` runs them for longer."""

from __future__ import annotations

import pytest
from fuzz_targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_reader(name: str) -> None:
    TARGETS[name]()
