"""The documentation names what exists, and all that it should name."""

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
import typer

from assistant.__main__ import app as assistant_commands
from assistant.answer import Answer, Citation, Status
from assistant.config import AssistantConfig
from ingest.__main__ import app as ingest_commands
from ingest.config import IndexConfig
from ingest.errors import RefusalKind
from ui import commands as ui_commands

PROJECT = Path(__file__).parent.parent
PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
README = (PROJECT / "README.md").read_text("utf-8")
COMMAND_LINE = (PROJECT / "docs" / "command-line.md").read_text("utf-8")
TREE = README.split("## Files", 1)[1].split("```")[1]
SOURCE_SUFFIXES = {".py", ".js", ".css", ".yaml", ".jinja"}
APPS = {
    "python -m ingest": ingest_commands,
    "python -m assistant": assistant_commands,
    "programme-assistant": ui_commands,
}


def source_files() -> set[str]:
    files = [path for folder in ("ingest", "assistant") for path in (PROJECT / folder).rglob("*")]
    return {
        path.relative_to(PROJECT).as_posix()
        for path in files
        if path.suffix in SOURCE_SUFFIXES and path.name != "__init__.py"
    } | {"ui.py"}


def tree_entries() -> list[str]:
    """The paths of the tree; an indented name belongs to the folder above it."""
    entries, folder = [], ""
    for line in TREE.strip().splitlines():
        name, note = re.split(r" {1,}", line.strip(), maxsplit=1)
        assert note, line
        if not line.startswith(" "):
            folder = name if name.endswith("/") else ""
            entries.append(name)
        else:
            entries.append(folder + name)
    return entries


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))


def commands() -> dict[str, set[str]]:
    """The options of each command, by the words that run it."""
    found = {}
    for program, app in APPS.items():
        for name, command in typer.main.get_command(app).commands.items():
            options = {text for p in command.params for text in (*p.opts, *p.secondary_opts)}
            found[f"{program} {name}"] = {text for text in options if text.startswith("--")}
    return found


def test_every_source_file_is_in_the_tree_of_the_readme():
    assert source_files() <= set(tree_entries())


@pytest.mark.parametrize("entry", tree_entries())
def test_what_the_tree_names_exists(entry):
    path = PROJECT / entry
    assert path.is_dir() if entry.endswith("/") else path.is_file()
    assert tree_entries().count(entry) == 1


def test_the_settings_table_is_that_of_the_code(monkeypatch):
    monkeypatch.chdir(PROJECT)
    expected = {}
    for config in (AssistantConfig, IndexConfig):
        for name, field in config.model_fields.items():
            value = field.get_default(call_default_factory=True)
            if not isinstance(value, IndexConfig):
                default = str(value).lower() if isinstance(value, bool) else str(value)
                expected[f"ASSISTANT_{name.upper()}"] = (default, field.description)
    rows = re.findall(r"^\| `(ASSISTANT_\w+)` \| `([^|]*)` \| (.*) \|$", README, re.MULTILINE)
    assert {name: (default, meaning) for name, default, meaning in rows} == expected
    assert len(rows) == len(expected)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_named_anywhere_exist(page):
    known = {f"ASSISTANT_{name.upper()}" for name in AssistantConfig.model_fields} | {
        f"ASSISTANT_{name.upper()}" for name in IndexConfig.model_fields
    }
    assert set(re.findall(r"ASSISTANT_[A-Z_]*[A-Z]", page.read_text("utf-8"))) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_named_exist(page):
    named = re.findall(r"(?:`|^    )make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= make_targets()


def test_every_make_target_is_documented():
    assert make_targets() >= {"chat", "test", "install"}
    for target in make_targets():
        assert f"`make {target}`" in COMMAND_LINE
        assert f"make {target}" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_named_exist(page):
    text = page.read_text("utf-8")
    programs = "|".join(re.escape(program) for program in APPS)
    for program, name in re.findall(rf"({programs}) ([a-z]+)\b", text):
        assert f"{program} {name}" in commands()
    for module in re.findall(r"python -m ([a-z_.]+[a-z])", text):
        path = PROJECT / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_documented_with_its_options(command):
    sections = [part for part in re.split(r"\n#+ ", COMMAND_LINE) if part.startswith(command)]
    rows = [line for line in COMMAND_LINE.splitlines() if line.startswith(f"| `{command}`")]
    assert sections or rows
    for option in commands()[command] - {"--help", "--browser"}:  # open it is what it does anyway
        assert option in "".join(sections + rows), option


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith("http"):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_the_readme_shows_the_page_near_its_top():
    picture = README.index("](docs/images/")
    assert picture < README.index("\n## ")


def test_every_status_and_kind_of_refusal_is_explained():
    for status in get_args(Status):
        assert f"| `{status}` |" in README
        assert f"`{status}`" in COMMAND_LINE
    for kind in get_args(RefusalKind):
        assert f"| `{kind}` |" in COMMAND_LINE


def test_every_key_of_an_answer_is_documented():
    keys = {field.name for field in (*fields(Answer), *fields(Citation))} - {"final"}
    assert {key for key in keys if f'"{key}":' not in COMMAND_LINE} == set()


def test_every_decision_is_in_the_index():
    folder = PROJECT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    for page in folder.glob("0*.md"):
        assert f"]({page.name})" in index


FEATURES = (PROJECT / "docs" / "document-features.md").read_text("utf-8")


def test_every_oddity_of_documents_has_its_line():
    rows = re.findall(
        r"^\| (D\d+) \| [^|]+ \| (yes|part|no) \| ([^|]+) \| ([^|]+) \|$", FEATURES, re.M
    )
    assert [name for name, *_ in rows] == [f"D{number}" for number in range(1, 39)]
    for name, handled, _, tests in rows:
        assert ("`tests/" in tests) == (handled != "no"), name


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(tests/[^`]+\.py::\w+)`", FEATURES))))
def test_a_test_that_the_table_of_oddities_names_exists(named):
    path, _, name = named.partition("::")
    assert f"\ndef {name}(" in (PROJECT / path).read_text("utf-8")


def test_modules_that_the_table_of_oddities_names_exist():
    for module in re.findall(r"`((?:ingest|assistant)/\w+\.py)`", FEATURES):
        assert (PROJECT / module).is_file(), module


def test_the_changelog_begins_with_what_is_not_released():
    headings = re.findall(r"^## (.*)$", (PROJECT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"


def test_the_licence_is_the_whole_apache_licence():
    text = (PROJECT / "LICENSE").read_text("utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_pages_named_in_the_source_exist():
    named = {
        (source, page)
        for source in source_files()
        for page in re.findall(r"docs/[\w/.-]+\.md", (PROJECT / source).read_text("utf-8"))
    }
    assert named
    assert {(source, page) for source, page in named if not (PROJECT / page).is_file()} == set()
