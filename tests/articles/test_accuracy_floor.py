"""The quality floor on real pages: a change that costs accuracy fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not (ROOT.parent / "shared" / "pages").exists(), reason="../shared/pages is not here")
def test_figures_on_real_pages_stay_above_their_floors() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "articles.py")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "38 pages, 38 read" in run.stdout
