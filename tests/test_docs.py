"""Undocumented means failing: every command, setting and property is in the docs, and what they name exists."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from textwrap import dedent

import pytest

from onrecord import Settings, json_schema
from onrecord.cli.main import app
from paths import ROOT

DOCS = ROOT / "docs"
PROSE = [*sorted(DOCS.glob("*.md")), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
DEV_VERBS = {"test", "reliability", "check", "bench", "docs", "golden", "train"}


def verbs() -> set[str]:
    return {str(command.name) for command in app.registered_commands}


@pytest.mark.usefixtures("shipped_model")
def test_the_generated_documents_are_what_the_code_says() -> None:
    program = [sys.executable, str(DOCS / "generate.py"), "--check"]
    ended = subprocess.run(program, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_every_command_and_setting_is_documented() -> None:
    commands, settings = (DOCS / "cli.md").read_text("utf-8"), (DOCS / "settings.md").read_text("utf-8")
    assert all(f"## onrecord {verb}" in commands for verb in verbs())
    assert all(f"`--{option}" in commands or f"--{option} " in commands for option in ("format", "out", "json"))
    assert all(setting.metadata["environment"] in settings for setting in fields(Settings))


def test_every_property_of_the_record_is_documented() -> None:
    text = (DOCS / "record.md").read_text("utf-8")
    schema = json_schema()
    for part in (schema, *schema["$defs"].values()):
        for name in part["properties"]:
            assert f"`{name}`" in text, name


def test_every_document_is_on_the_first_page() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    assert all(f"({path.name})" in index for path in DOCS.glob("*.md") if path.name != "index.md")


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_what_a_document_links_to_is_there(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_every_command_that_a_document_names_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    named = set(re.findall(r"python3 dev\.py ([a-z]+)", text))
    assert named <= verbs() | DEV_VERBS
    for example in re.findall(r"(?:python3 dev\.py|onrecord) read (examples/[\w.-]+)", text):
        assert (ROOT / example).exists(), example


def test_the_readme_shows_a_sample() -> None:
    assert "$ python3 dev.py read examples/" in (ROOT / "README.md").read_text("utf-8")  # kept true by generate.py


@pytest.mark.usefixtures("shipped_model")
def test_the_readme_s_python_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    exec(dedent(block("    import onrecord")), {})
    assert "direct assert" in capsys.readouterr().out


def block(start: str) -> str:
    """The README's indented block that begins so."""
    text = (ROOT / "README.md").read_text("utf-8")
    match = re.search(rf"^{re.escape(start)}.*\n(?:    .*\n|\n(?=(?:\n)*    ))*", text, flags=re.M)
    assert match, start
    return match[0]
