"""Fixtures of the tests of verification."""

from __future__ import annotations

from pathlib import Path

import pytest

from verification.transcript_files import WriteFile


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Write a file into the test's folder and return its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file
