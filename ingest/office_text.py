"""Markdown of kreuzberg's document tree: what an office file says, without its typography."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.markdown import heading, table_markdown

BULLET = re.compile(r"^[•●○▪■◦➔➢❖·–]\s+")
HEADING_CHARACTERS = 160
Node = Mapping[str, Any]


def tree_markdown(nodes: Sequence[Node]) -> str:
    """The body of the document as Markdown blocks; running heads and feet are left out."""
    return "\n\n".join(block for block in _blocks(nodes) if block)


def _blocks(nodes: Sequence[Node]) -> Iterator[str]:
    items: list[str] = []
    for index, node in enumerate(nodes):
        if node.get("content_layer") in ("header", "footer"):
            continue
        content = node["content"]
        kind = content["node_type"]
        if kind == "list_item":
            items.append(_item(nodes, index))
        elif kind != "list":
            yield "\n".join(items)
            items = []
            yield _block(node)
    yield "\n".join(items)


def _block(node: Node) -> str:
    content = node["content"]
    kind = content["node_type"]
    if kind == "table":
        return _table(content["grid"])
    if kind in ("image", "group", "page_break", "metadata_block", "slide"):
        return ""
    text = "\n".join(" ".join(line.split()) for line in str(content.get("text", "")).split("\n"))
    text = text.strip()
    if kind in ("heading", "title"):
        return heading(text, int(content.get("level") or 1)) if text else ""
    if text and len(text) <= HEADING_CHARACTERS and "\n" not in text and _all_bold(node):
        return f"**{text}**"
    return BULLET.sub("- ", text)


def _item(nodes: Sequence[Node], index: int) -> str:
    """A list item, indented by the number of lists around its own."""
    node = nodes[index]
    depth, parent = -1, node.get("parent")
    ordered = False
    while parent is not None:
        content = nodes[parent]["content"]
        if content["node_type"] == "list":
            depth += 1
            ordered = ordered or (depth == 0 and bool(content.get("ordered")))
        parent = nodes[parent].get("parent")
    number = 1
    if ordered:
        siblings = [i for i in range(index) if nodes[i].get("parent") == node.get("parent")]
        number += sum(nodes[i]["content"]["node_type"] == "list_item" for i in siblings)
    mark = f"{number}. " if ordered else "- "
    text = BULLET.sub("", " ".join(str(node["content"].get("text", "")).split()))
    return "  " * max(depth, 0) + mark + text if text else ""


def _all_bold(node: Node) -> bool:
    """Whether bold covers the whole text (offsets count bytes)."""
    size = len(str(node["content"].get("text", "")).rstrip().encode())
    spans = sorted(
        (mark["start"], mark["end"])
        for mark in node.get("annotations") or []
        if mark.get("kind", {}).get("annotation_type") == "bold"
    )
    covered = 0
    for start, end in spans:
        if start > covered + 1:
            return False
        covered = max(covered, end)
    return bool(spans) and covered >= size


def _table(grid: Mapping[str, Any]) -> str:
    rows = [[""] * int(grid["cols"]) for _ in range(int(grid["rows"]))]
    for cell in grid["cells"]:
        rows[cell["row"]][cell["col"]] = str(cell["content"])
    return table_markdown(rows)
