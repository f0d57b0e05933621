"""Sound files broken by chance, always in the same ways: cut, flipped, blanked, doubled, mixed."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator

from hostile_seeds import archive, seeds

Change = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, len(data))]


def _beheaded(data: bytes, dice: random.Random) -> bytes:
    return data[:4] + data[dice.randrange(4, len(data)) :]


def _flipped(data: bytes, dice: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(dice.choice([1, 3, 20, 200])):
        broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
    return bytes(broken)


def _blanked(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    size = min(dice.choice([4, 64, 1024]), len(data) - start)
    return data[:start] + bytes([dice.choice([0, 32, 255])]) * size + data[start + size :]


def _doubled(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    end = min(len(data), start + dice.choice([8, 256, 4096]))
    return data[:end] + data[start:end] * dice.choice([1, 50]) + data[end:]


def _numbers(data: bytes, dice: random.Random) -> bytes:
    """Digits become others, at the same length: offsets, counts and lengths are wrong."""
    broken = bytearray(data)
    digits = [place for place, byte in enumerate(broken) if 48 <= byte <= 57]
    for place in dice.sample(digits, min(len(digits), dice.choice([1, 5, 40]))):
        broken[place] = dice.choice(b"0123456789")
    return bytes(broken)


def _mixed(data: bytes, dice: random.Random) -> bytes:
    """The beginning of this file, the end of another one."""
    other = dice.choice(list(seeds().values()))
    return data[: dice.randrange(1, len(data))] + other[dice.randrange(len(other)) :]


CHANGES: tuple[Change, ...] = (_cut, _beheaded, _flipped, _blanked, _doubled, _numbers, _mixed)


def _inside(data: bytes, dice: random.Random, change: Change) -> bytes:
    """One member of the archive is broken; the archive around it is sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = dice.choice([name for name, content in members.items() if len(content) > 5])
    return archive({**members, name: change(members[name], dice)})


def mutations(count: int, seed: int = 20261123) -> Iterator[tuple[str, bytes]]:
    """So many broken files, the formats and the ways of breaking in turn, with their names."""
    sound = list(seeds().items())
    for number in range(count):
        dice = random.Random(f"{seed} {number}")
        name, data = sound[number % len(sound)]
        change = CHANGES[(number // len(sound)) % len(CHANGES)]
        inside = data.startswith(b"PK") and dice.random() < 0.7
        broken = _inside(data, dice, change) if inside else change(data, dice)
        way = f"{change.__name__.strip('_')}{'-inside' if inside else ''}"
        yield f"{number:04}-{way}-{name}", broken
