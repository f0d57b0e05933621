"""Serves a data folder and uses it for a while, as `python use_offline.py DATA_DIR SECONDS`.

Prints how many questions were answered. A process of its own: server and users are put into a
network without a route together.
"""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from page_server import PROJECT, serving

PAGES = ("/", "/health", "/staff/sign-in", "/page/chat_page.js")


def use(address: str, seconds: float) -> int:
    """Ask and look around for so long; returns the number of questions answered."""
    program = str(Path(__file__).parent / "chat_users.py")
    command = [sys.executable, program, address, "2", str(seconds), "1", "4"]
    until = time.monotonic() + seconds

    def look() -> None:
        while time.monotonic() < until:
            for path in PAGES:
                urllib.request.urlopen(address + path, timeout=60).read()
            time.sleep(2)

    looking = threading.Thread(target=look)
    looking.start()
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    looking.join()
    found = json.loads(run.stdout)
    assert found["errors"] == [], found["errors"]
    return len(found["answers"])


if __name__ == "__main__":
    with serving(Path(sys.argv[1]), PROJECT / "corpus" / "documents") as server:
        sys.stdout.write(f"{use(server.address, float(sys.argv[2]))}\n")
