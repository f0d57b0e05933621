"""Nobody is called: not by the program, not by a library, not for what stands in a document."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import hostile_archives
import hostile_pdfs
import pytest
from hostile_seeds import ENGLISH, WORD, archive
from page_server import PROJECT

CORPUS = PROJECT / "corpus" / "documents"
STRACE = (
    "strace",
    "-f",
    "--seccomp-bpf",
    "-qq",
    "-e",
    "trace=connect,sendto,sendmsg,sendmmsg",
    "-e",
    "signal=none",
)
# No address but loopback, and no other way to get out.
ALONE = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
PLACE = re.compile(r'sin6?_addr=inet_(?:addr\("|pton\(AF_INET6, ")([^"]+)')


def outside(trace: Path) -> list[str]:
    """The addresses outside loopback that were tried."""
    found = PLACE.findall(trace.read_text(errors="replace"))
    return [place for place in found if not place.startswith(("127.", "::1", "::ffff:127."))]


def settings(data_dir: Path) -> dict[str, str]:
    own = {"ASSISTANT_DATA_DIR": str(data_dir), "ASSISTANT_CORPUS_DIR": str(CORPUS)}
    return {**os.environ, **own}


def traced(trace: Path, *arguments: str, data_dir: Path) -> "subprocess.CompletedProcess[str]":
    """A command of ours in a network of its own, every connection written down."""
    command = [*ALONE, *STRACE, "-o", str(trace), sys.executable, "-m", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=settings(data_dir), capture_output=True, text=True, check=False
    )


def remote_files(address: str) -> dict[str, bytes]:
    """Documents that name things elsewhere: pictures, styles, frames, templates, entities."""
    template = f'<Relationship Id="r9" Type="x/attachedTemplate" Target="{address}/t.dotm" \
TargetMode="External"/>'
    page = (
        f"<!doctype html><link rel=stylesheet href={address}/css><base href={address}/>"
        f"<script src={address}/js></script><style>@import '{address}/i';</style>"
        f"<meta http-equiv=refresh content='0;url={address}/m'><h1>Ticket</h1><p>{ENGLISH}</p>"
        f"<img src={address}/img><iframe src={address}/f></iframe>"
        f"<object data={address}/o></object>"
    )
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    text = f"<w:t>{ENGLISH}</w:t>"
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p>'
    members = {
        "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType='
        f'"{word}"/></Types>',
        "word/document.xml": f"{body}<w:r>{text}</w:r></w:p></w:body></w:document>",
        "word/_rels/settings.xml.rels": f"<Relationships>{template}</Relationships>",
    }
    markdown = f"# Ticket\n\n{ENGLISH}\n\n![]({address}/md)\n\n<{address}/auto>\n"
    return {
        "page.html": page.encode(),
        "text.md": markdown.encode(),
        "template.docx": archive(members),
        "mail.eml": f"From: a@b.example\nContent-Type: text/html\n\n{page}".encode(),
        **hostile_archives.entities("/etc/hostname", address),
        **hostile_pdfs.active(address),
    }


@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_documents_make_nobody_call(tmp_path, reliability):
    folder, trace = tmp_path / "files", tmp_path / "trace"
    folder.mkdir()
    files = remote_files("http://192.0.2.7")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    reader = [sys.executable, str(Path(__file__).parent / "read_files.py"), str(folder)]
    run = subprocess.run(
        [*STRACE, "-o", str(trace), *reader],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    kinds = [json.loads(line).get("kind") for line in run.stdout.splitlines()]
    assert kinds.count("read") > len(kinds) // 3
    assert outside(trace) == []
    reliability.row(
        38,
        fault="documents that name addresses",
        how=f"{len(kinds) - 1} files with remote pictures, styles, templates, entities, actions; "
        "every connect of reader and children traced",
        expected="the loaders make no request",
        figure=f"connections tried 0 / {len(kinds) - 1} files",
    )


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_ten_minutes_without_a_network(tmp_path, models_dir, reliability):
    """The commands, then server and users together, in a network that has loopback alone."""
    (tmp_path / "models").symlink_to(models_dir, target_is_directory=True)
    tried: list[str] = []
    commands = (
        ("ingest", "add", str(CORPUS), "--json"),
        ("ingest", "list", "--json"),
        ("ingest", "check", "--json"),
        ("assistant", "ask", "Que gagnent les lauréats du Golden Ticket ?", "--json"),
        ("assistant", "ask", "What do winners of the Golden Ticket get?", "--json"),
        ("assistant.evaluation.injection_figures", "--help"),
    )
    for number, command in enumerate(commands):
        done = traced(tmp_path / f"trace{number}", *command, data_dir=tmp_path)
        assert done.returncode == 0, done.stderr[-500:]
        tried += outside(tmp_path / f"trace{number}")
    trace = tmp_path / "trace-server"
    program = str(Path(__file__).parent / "use_offline.py")
    command = [*ALONE, *STRACE, "-o", str(trace), sys.executable, program, str(tmp_path), "600"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    used = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert used.returncode == 0, used.stderr[-2000:]
    asked = int(used.stdout)
    tried += outside(trace)
    assert tried == []
    assert PLACE.search(trace.read_text(errors="replace"))  # what goes to loopback was seen
    reliability.row(
        53,
        fault="libraries that call home",
        how=f"{len(commands)} commands, then 10 minutes of the server with two users and a browser "
        f"({asked} answers), all in a network without a route; every connect and datagram traced",
        expected="connections outside loopback 0",
        figure="connections or datagrams tried outside loopback 0",
    )
