"""The shape of the source: sizes, direction of imports, and which file may use which library."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
OWN = ("ingest", "assistant", "ui")
SOURCES = sorted(
    path.relative_to(PROJECT).as_posix()
    for path in [*(PROJECT / "ingest").rglob("*.py"), *(PROJECT / "assistant").rglob("*.py")]
) + ["ui.py"]
LAYOUT = PROJECT / "docs" / "decisions" / "0005-layout.md"
EVERYWHERE = {"numpy"}  # vectors travel through the whole project as its arrays
FILE_LINES, FUNCTION_LINES = 250, 50
HEAVY = {"torch", "transformers", "sentence_transformers", "chromadb", "gradio", "kreuzberg"} | {
    "matplotlib",
    "lingua",
}


def parse(source: str) -> ast.Module:
    return ast.parse((PROJECT / source).read_text("utf-8"))


def imported(source: str) -> set[str]:
    """Full names of the modules that a file imports, inside functions and for types too."""
    names: set[str] = set()
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{source}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def libraries(source: str) -> set[str]:
    tops = {name.partition(".")[0] for name in imported(source)}
    return tops - set(OWN) - EVERYWHERE - set(sys.stdlib_module_names)


def declared() -> dict[str, set[str]]:
    """The table of docs/decisions/0005-layout.md: the files that may use each library."""
    table: dict[str, set[str]] = {}
    for line in LAYOUT.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        names = re.findall(r"`([^`]+)`", cells[0])
        if line.startswith("| `") and len(cells) == 3:
            for name in names:
                table[name] = set(re.findall(r"`([^`]+)`", cells[1]))
    return table


def functions(source: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(parse(source)) if isinstance(node, kinds)]


def test_the_sources_are_found():
    assert len(SOURCES) > 60
    assert {"ingest/catalogue.py", "assistant/assistant.py", "ui.py"} <= set(SOURCES)


@pytest.mark.parametrize("source", [name for name in SOURCES if name.endswith("__init__.py")])
def test_an_init_file_holds_no_statement(source):
    assert all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for node in parse(source).body
    )


@pytest.mark.parametrize("source", SOURCES)
def test_files_are_short(source):
    lines = (PROJECT / source).read_text("utf-8").count("\n")
    assert lines <= FILE_LINES, f"{source} has {lines} lines"


@pytest.mark.parametrize("source", SOURCES)
def test_functions_are_short(source):
    long = {
        function.name: (function.end_lineno or 0) - function.lineno + 1
        for function in functions(source)
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES
    }
    assert not long


@pytest.mark.parametrize("source", SOURCES)
def test_modules_open_with_a_sentence(source):
    if not source.endswith("__init__.py"):
        first = (ast.get_docstring(parse(source)) or "").partition("\n")[0]
        assert first.endswith("."), source


@pytest.mark.parametrize("source", SOURCES)
def test_imports_point_from_ui_to_assistant_to_ingest(source):
    above = {"ingest": {"assistant", "ui"}, "assistant": {"ui"}}.get(
        source.partition("/")[0], set()
    )
    assert not {name for name in imported(source) if name.partition(".")[0] in above}


@pytest.mark.parametrize("source", SOURCES)
def test_answers_do_not_depend_on_their_evaluation(source):
    if source.startswith("assistant/evaluation/") or source == "assistant/__main__.py":
        return
    assert not {name for name in imported(source) if name.startswith("assistant.evaluation")}


@pytest.mark.parametrize("source", SOURCES)
def test_a_file_uses_the_libraries_that_are_declared_for_it(source):
    allowed = {library for library, files in declared().items() if source in files}
    assert libraries(source) == allowed


def test_the_table_of_libraries_names_files_that_exist():
    table = declared()
    assert len(table) > 15
    assert {file for files in table.values() for file in files} <= set(SOURCES)


def test_heavy_libraries_are_not_imported_before_they_are_needed():
    code = "import sys, ingest.__main__, assistant.__main__, ui; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    loaded = set(result.stdout.split())
    assert "ingest.errors" in loaded
    assert not HEAVY & loaded
