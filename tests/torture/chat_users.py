"""Many people at the chat at once: the protocol of its page, spoken by an asynchronous client.

Run as `python chat_users.py ADDRESS USERS SECONDS LEAST MOST`, the last two being the seconds
between an answer and the next question: prints what they saw as JSON. A process of its own, so
that the server has the other core.
"""

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx

LONGEST = 60.0
# Questions that the invented corpus of `bench` or the demonstration answers, or does not.
QUESTIONS = {
    "fr": (
        "Quelle est la date limite de candidature ?",
        "Que gagnent les lauréats ?",
        "Le programme prend-il des parts au capital ?",
        "Combien de temps dure l'accompagnement ?",
        "Qui peut candidater au Golden Ticket ?",
        "Faut-il être une société française ?",
        "Quelle est la capitale de la Mongolie ?",
        "Quel est le montant de l'aide ?",
    ),
    "en": (
        "What is the application deadline?",
        "What do the winners get?",
        "Does the programme take equity?",
        "How long does the support last?",
        "Who can apply for the Golden Ticket?",
        "Does the company have to be French?",
        "What is the capital of Mongolia?",
        "How much is the grant?",
    ),
}


@dataclass
class Seen:
    """What all users saw: seconds of answers and of refusals, errors, words of other users."""

    answers: list[float] = field(default_factory=list)
    first_signs: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    wrong_language: int = 0


class Chatting:
    """The page's way to ask: join the queue, read the events of one's own session."""

    def __init__(self, address: str, page: str, seen: Seen) -> None:
        """`page` is the text of the chat page, which tells the number of its function."""
        config = json.loads(re.search(r"gradio_config = (\{.*?\});", page, re.S).group(1))  # type: ignore[union-attr]
        (asking,) = [each for each in config["dependencies"] if each["targets"]]
        self._asking = asking
        self._address = address
        self.seen = seen

    async def ask(self, client: httpx.AsyncClient, session: str, question: dict[str, Any]) -> None:
        """Ask once; what came is kept in `seen`. The session's name is in the question."""
        started = time.monotonic()
        body = {
            "data": [],
            "fn_index": self._asking["id"],
            "trigger_id": self._asking["targets"][0][0],
            "session_hash": session,
            "event_data": question,
        }
        try:
            join = f"{self._address}/gradio_api/queue/join"
            joined = await client.post(join, json=body, headers=own_address(session))
            if joined.status_code == 503 and "in a minute" in joined.text:
                self.seen.busy.append(time.monotonic() - started)
                return
            if joined.status_code != 200:
                self.seen.errors.append(f"join: {joined.status_code}")
                return
            last, text = await asyncio.wait_for(self._listen(client, session, started), LONGEST)
        except (httpx.HTTPError, TimeoutError) as error:
            self.seen.errors.append(type(error).__name__)
            return
        self._judge(question, session, text, last=last, seconds=time.monotonic() - started)

    async def _listen(
        self, client: httpx.AsyncClient, session: str, started: float
    ) -> tuple[dict[str, Any], str]:
        """The last event of the page, and all that came as text."""
        address = f"{self._address}/gradio_api/queue/data?session_hash={session}"
        last: dict[str, Any] = {}
        lines: list[str] = []
        async with client.stream("GET", address) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data: "):
                    continue
                lines.append(line)
                message = json.loads(line[6:])
                found = _event(message, last)
                if found and not last:
                    self.seen.first_signs.append(time.monotonic() - started)
                last = found or last
                if message["msg"] == "close_stream":
                    break
        return last, "\n".join(lines)

    def _judge(
        self, question: dict[str, Any], session: str, text: str, *, last: dict[str, Any],
        seconds: float,
    ) -> None:  # fmt: skip
        others = set(re.findall(r"jeton[0-9a-f]{12}", text)) - {session}
        self.seen.leaks += sorted(others)
        if not last.get("final"):
            self.seen.errors.append(f"no end: {text[-300:]}")
        elif "error.busy" in last["html"]:
            self.seen.busy.append(seconds)
            words = {"fr": "Trop de questions", "en": "Too many questions"}[question["language"]]
            self.seen.wrong_language += words not in last["html"]
        elif last.get("record") is None:
            self.seen.errors.append(f"no answer: {last['html'][:200]}")
        elif session not in json.dumps(last["record"]["receipt"]):
            self.seen.leaks.append(f"{session} did not get its own answer")
        else:
            self.seen.answers.append(seconds)


def own_address(session: str) -> dict[str, str]:
    """As if each user came from an address of his own, through a proxy on this machine."""
    number = int(session[-4:], 16)
    return {"X-Forwarded-For": f"198.51.{number // 256}.{number % 256}"}


def _event(message: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The page's event in a message of the queue: whole, or as changes to the one before."""
    output = message.get("output") or {}
    data = output.get("data") or []
    if not data or message["msg"] not in ("process_generating", "process_completed"):
        return {}
    value = data[0]
    if isinstance(value, dict):
        return value
    changed = dict(before)
    for action, path, new in value or []:
        if len(path) == 1 and action in ("replace", "add"):
            changed[path[0]] = new
        elif len(path) == 1 and action == "append":
            changed[path[0]] += new
        elif not path:
            changed = new
    return changed


async def _user(
    chatting: Chatting, client: httpx.AsyncClient, number: int, *, until: float,
    thinking: tuple[float, float],
) -> None:  # fmt: skip
    dice = random.Random(number)
    session = f"jeton{dice.getrandbits(48):012x}"
    language = ("fr", "en")[number % 2]
    await asyncio.sleep(dice.uniform(0, thinking[1]))
    turn = 0
    while time.monotonic() < until:
        turn += 1
        asked = f"{dice.choice(QUESTIONS[language])} ({session})"
        question = {"question": asked, "turn": turn, "language": language, "history": []}
        await chatting.ask(client, session, {**question, "as_of": ""})
        await asyncio.sleep(dice.uniform(*thinking))


async def crowd(address: str, users: int, seconds: float, *, thinking: tuple[float, float]) -> Seen:
    """What so many users see who ask for so many seconds, each after a time of thinking."""
    seen = Seen()
    # A connection is given up here before the server does it; no certificates are read.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(timeout=LONGEST, limits=limits, verify=False) as client:
        chatting = Chatting(address, (await client.get(address)).text, seen)
        until = time.monotonic() + seconds
        await asyncio.gather(
            *(
                _user(chatting, client, number, until=until, thinking=thinking)
                for number in range(users)
            )
        )
    return seen


if __name__ == "__main__":
    where, users, seconds, least, most = sys.argv[1:]
    thinking = (float(least), float(most))
    found = asyncio.run(crowd(where, int(users), float(seconds), thinking=thinking))
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
