"""No installed library is older than the release that closed a hole we know of."""

import re
import tomllib
from importlib.metadata import distributions, version
from pathlib import Path

import pytest
from packaging.version import Version

PROJECT = Path(__file__).parent.parent.parent
# Library, oldest release that will do, and what is wrong with those before.
FLOORS = {
    "chromadb": (
        "1.5.9",
        "the release that was killed, torn and raced here",
    ),
    "gradio": ("6.25", "memory kept of every session; before 6.21 scripts through style and link"),
    "jinja2": ("3.1.6", "CVE-2025-27516: a template could leave its sandbox"),
    "langchain-core": ("1.2.28", "CVE-2025-68664, CVE-2026-40087: stored data becomes objects"),
    "langchain-openai": ("1.1.14", "CVE-2026-41488: addresses fetched while tokens are counted"),
    "python-multipart": ("0.0.27", "CVE-2026-42561, CVE-2026-40347: small forms, much work"),
    "sentence-transformers": ("6.2.0", "the release whose loading of models was read"),
    "starlette": ("0.49.1", "CVE-2025-62727: a Range header that takes quadratic time"),
    "torch": ("2.6", "CVE-2025-32434: `weights_only` did not keep code out"),
    "transformers": ("5.3.0", "CVE-2026-4372: code run from a model's settings"),
    "urllib3": ("2.6.3", "CVE-2026-21441: unpacks the bodies of redirects without bound"),
}
# None of these is installed: their parsers hang or swallow the memory on small files.
ABSENT = ("pypdf", "PyPDF2", "openpyxl", "python-pptx", "unstructured")


@pytest.mark.parametrize("library", FLOORS)
def test_no_library_is_below_its_floor(library):
    floor, reason = FLOORS[library]
    assert Version(version(library)) >= Version(floor), reason


def test_parsers_without_limits_are_not_installed():
    installed = {name(found.metadata["Name"]) for found in distributions()}
    assert installed.isdisjoint(name(parser) for parser in ABSENT)


def test_every_pinned_library_is_installed_as_pinned():
    pinned = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [pinned["dependencies"], *pinned["optional-dependencies"].values()]
    for requirement in {text for group in groups for text in group}:
        name, _, wanted = requirement.partition("==")
        assert wanted and version(name).partition("+")[0] == wanted, requirement


def test_everything_installed_is_held_by_the_constraints():
    lines = (PROJECT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
    held = {name(line.partition("==")[0]) for line in lines if "==" in line}
    installed = {name(found.metadata["Name"]) for found in distributions()}
    tools = {"pip", "setuptools", "wheel", "programme-assistant"}
    assert sorted(installed - held - tools) == []


def name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text.strip()).lower()


@pytest.mark.torture
def test_the_figure_of_the_floors(reliability):
    below = [n for n, (floor, _) in FLOORS.items() if Version(version(n)) < Version(floor)]
    assert below == []
    reliability.row(
        55,
        fault="a library older than the release that closed a known hole",
        how=f"installed versions against a table of {len(FLOORS)} floors, all "
        f"{len(list(distributions()))} installed packages against the pinned ones",
        expected="none is below, none is not pinned",
        figure="below their floor 0, not pinned 0",
    )
