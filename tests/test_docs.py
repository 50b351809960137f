"""Undocumented means failing: every command, setting and property is in the docs, and what they name exists."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest
from typer.main import get_command

from onrecord import Settings, json_schema
from onrecord.cli.main import app
from paths import MODEL, ROOT

DOCS = ROOT / "docs"
PROSE = [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PACKAGE = ROOT / "src" / "onrecord"
RELIABILITY = ROOT / "tests" / "reliability" / "README.md"
DEV_VERBS = {"test", "reliability", "fuzz", "lowest", "check", "bench", "docs", "golden", "train"}


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
    assert all(f"({path.relative_to(DOCS)})" in index for path in DOCS.rglob("*.md") if path.name != "index.md")


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


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_every_option_in_an_example_exists(path: Path) -> None:
    for line in re.findall(r"^    (?:\$ )?(?:.*\* +)?(?:python3 dev\.py|onrecord) (.+)", path.read_text("utf-8"), re.M):
        command_line = line.partition("#")[0].partition(" | ")[0]
        verb = command_line.split()[0]
        if verb in verbs():
            assert set(re.findall(r"--[a-z-]+", command_line)) <= options(verb), command_line


def options(verb: str) -> set[str]:
    command = get_command(app).commands[verb]  # type: ignore[attr-defined]
    return {"--help", *(name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts])}


def test_the_map_of_the_code_names_every_package_and_top_level_module() -> None:
    code_map = CONTRIBUTING.read_text("utf-8").partition("## A map of the code")[2].partition("## Layering")[0]
    folders = {f"`{path.parent.relative_to(PACKAGE)}/`" for path in PACKAGE.rglob("*.py")} - {"`./`"}
    modules = {f"`{path.name}`" for path in PACKAGE.glob("*.py") if not path.name.startswith("__")}
    assert {name for name in folders | modules if name not in code_map} == set()


def test_every_path_on_the_map_of_the_code_exists() -> None:
    table = CONTRIBUTING.read_text("utf-8").partition("| path in `src/onrecord/`")[2].partition("\n\n")[0]
    rows = [row.split(" | ")[0] for row in table.splitlines()[2:]]
    paths = [path for row in rows for path in re.findall(r"`([^`]+)`", row)]
    assert len(paths) > 30
    assert [path for path in paths if not (PACKAGE / path).exists()] == []


def test_renames_lead_to_names_that_exist() -> None:
    renames = json.loads((DOCS / "renames.json").read_text("utf-8"))
    for module in renames["modules"].values():
        assert find_spec(f"onrecord.{module}") is not None, module
    assert set(renames["options"].values()) <= {option for verb in verbs() for option in options(verb)}
    for command in renames["commands"].values():
        verb, option = command.split()
        assert option in options(verb), command
    source = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    assert [key for key in renames["keys"].values() if not re.search(rf'^ +{key}: |"{key}"', source, re.M)] == []


def test_no_old_name_that_was_renamed_exists_under_another_meaning() -> None:
    renames = json.loads((DOCS / "renames.json").read_text("utf-8"))
    assert set(renames["options"]).isdisjoint(option for verb in verbs() for option in options(verb))
    for module in renames["deleted_modules"]:
        assert not (PACKAGE / f"{module.replace('.', '/')}.py").exists(), module


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        (DOCS / "store.md", "| guarantee | test |"),
        (ROOT / "tests" / "reliability" / "README.md", "| test | what is done"),
    ],
    ids=lambda given: given.name if isinstance(given, Path) else "",
)
def test_each_promise_names_a_test_that_is_there(path: Path, heading: str) -> None:
    """A name that begins with … is of the file named last, as is one without a file in front of it."""
    table = path.read_text("utf-8").partition(heading)[2].partition("\n\n")[0].splitlines()[2:]
    assert len(table) >= 8
    file: Path | None = None
    for row in table:
        cells = row.strip("| ").split(" | ")
        names = re.findall(
            r"`…?((?:tests/)?[\w/]+\.py)?(?:::)?(test_\w+)?`", cells[-1 if "guarantee" in heading else 0]
        )
        folders = re.findall(r"\(\.\./(tests/[\w/]+)/README\.md\)", row)
        assert any(map(any, names)) or folders or row.startswith("| |"), f"{row}: names no test"
        assert all((ROOT / folder).is_dir() for folder in folders)
        for at, name in names:
            if at:
                file = ROOT / at if at.startswith("tests/") else path.parent / at
                assert "\ndef test_" in file.read_text("utf-8"), f"{at}: holds no test"
            if name:
                assert file is not None
                assert f"\ndef {name}(" in file.read_text("utf-8"), f"{name}: not in {file.name}"


def test_the_model_card_names_every_file_that_ships_with_its_hash() -> None:
    card = MODEL.with_name("README.md").read_text("utf-8")
    for path in MODEL.parent.iterdir():
        if path.suffix in {".onnx", ".npz"} or path.name == "tokenizer.json":
            assert f"`{path.name}`" in card
            assert hashlib.sha256(path.read_bytes()).hexdigest() in card, path.name


def test_the_readme_shows_a_sample() -> None:
    assert "$ python3 dev.py read examples/" in (ROOT / "README.md").read_text("utf-8")  # kept true by generate.py


@pytest.mark.usefixtures("shipped_model")
def test_the_readme_s_python_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    exec(dedent(block("    import onrecord")), {})
    assert "direct assert" in capsys.readouterr().out


@pytest.mark.usefixtures("shipped_model")
def test_the_python_of_the_how_to_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    text = (DOCS / "howto" / "python.md").read_text("utf-8")
    exec("\n".join(re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)), {})
    printed = capsys.readouterr().out
    assert "Renata Oduya assert “Nobody crosses" in printed
    assert "trimmed" in printed


def block(start: str) -> str:
    """The README's indented block that begins so."""
    text = (ROOT / "README.md").read_text("utf-8")
    match = re.search(rf"^{re.escape(start)}.*\n(?:    .*\n|\n(?=(?:\n)*    ))*", text, flags=re.M)
    assert match, start
    return match[0]
