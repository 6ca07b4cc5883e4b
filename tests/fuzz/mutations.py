"""Definitions as accidents leave them: lines lost, doubled, swapped or cut, characters from elsewhere, bytes that are no text."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.source import REPOSITORY

ODD = "\t\u00a0\u200b\u2019\u201c\u2013\ufeff\x00\x1b\x85\u2028\ud7ff\U0001f600\r\"'`:#-?,[]{}&*!|>%@~=<\\/ \n0179.eE+_"
"""Characters that mean something to YAML, to a spreadsheet or to nobody."""

WORDS = (
    "yes", "no", "on", "null", "~", "true", ".nan", "1e3", "010", "1:30", "0x1F", "12_000", "1,000", "90%", "'90'", "ninety", "-5",
    "0", "100.5", "99999999999999999999", "2025-02-30", "01/04/2025", "2024/25", "lower", "higher", "stay-close", "percent", "count",
    "month", "quarter", "12 months", "year to date", "{from: 1, to: 2}", "[1, 2]", "!!python/object:os.system x", "&a x", "*a",
    "<<: *a", "9999999 months", "0 months", "0001-13-45", "? x", "goal", "threshold", "{}", "[]", '""', "|\n  x", ">\n  y", "# nothing",
)  # fmt: skip
"""What a hand may write in the place of a value."""

Mutation = Callable[[random.Random, bytes], bytes]


def _lines(change: Callable[[random.Random, list[bytes]], list[bytes]]) -> Mutation:
    return lambda dice, content: b"\n".join(change(dice, content.split(b"\n")))


def _deleted(dice: random.Random, lines: list[bytes]) -> list[bytes]:
    at = dice.randrange(len(lines))
    return lines[:at] + lines[at + dice.randint(1, 3) :]


def _doubled(dice: random.Random, lines: list[bytes]) -> list[bytes]:
    at = dice.randrange(len(lines))
    to = dice.randrange(len(lines))
    return [*lines[:to], lines[at], *lines[to:]]


def _swapped(dice: random.Random, lines: list[bytes]) -> list[bytes]:
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def _indented(dice: random.Random, lines: list[bytes]) -> list[bytes]:
    at = dice.randrange(len(lines))
    lines[at] = dice.choice([b" ", b"  ", b"\t", b"    "]) + lines[at] if dice.random() < 0.5 else lines[at].lstrip()
    return lines


def _other_value(dice: random.Random, lines: list[bytes]) -> list[bytes]:
    keyed = [at for at, line in enumerate(lines) if b":" in line and not line.lstrip().startswith(b"#")]
    if keyed:
        at = dice.choice(keyed)
        lines[at] = lines[at].partition(b":")[0] + b": " + dice.choice(WORDS).encode()
    return lines


def _other_key(dice: random.Random, lines: list[bytes]) -> list[bytes]:
    keyed = [at for at, line in enumerate(lines) if b":" in line and not line.lstrip().startswith(b"#")]
    if keyed:
        at = dice.choice(keyed)
        key, colon, value = lines[at].partition(b":")
        place = dice.randrange(len(key) + 1)
        lines[at] = (
            key[:place] + dice.choice([b"", b"x", b"_", b"-", b" "]) + key[place + dice.randint(0, 1) :] + colon + value
        )
    return lines


def _another_digit(dice: random.Random, content: bytes) -> bytes:
    digits = [at for at, byte in enumerate(content) if chr(byte).isdigit()]
    if not digits:
        return content
    at = dice.choice(digits)
    return content[:at] + str(dice.randint(0, 9)).encode() + content[at + dice.randint(0, 1) :]


def _cut(dice: random.Random, content: bytes) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def _odd_character(dice: random.Random, content: bytes) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(ODD).encode("utf-8") + content[at + dice.randint(0, 1) :]


def _odd_bytes(dice: random.Random, content: bytes) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.randbytes(dice.randint(1, 4)) + content[at + dice.randint(0, 4) :]


def _encoded(dice: random.Random, content: bytes) -> bytes:
    encoding = dice.choice(["utf-16", "utf-16-le", "cp1252", "utf-8-sig", "utf-32"])
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def _ends(dice: random.Random, content: bytes) -> bytes:
    return content.replace(b"\n", dice.choice([b"\r\n", b"\r", b"\n\n", b"\n\r"]))


def _deep(dice: random.Random, content: bytes) -> bytes:
    return content + b"links: " + dice.choice([b"[", b"{a: ", b"- ", b"? "]) * dice.choice([10, 100, 20_000])


def _huge(dice: random.Random, content: bytes) -> bytes:
    return (
        content + b"description: " + dice.choice([b"x", b"9", b"'", b"a: ", b"\xc3\xa9"]) * dice.choice([1000, 200_000])
    )


def _bomb(dice: random.Random, content: bytes) -> bytes:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%s]" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, dice.randint(2, 12))]
    return b"\n".join(lines) + b"\n" + content


def _merged(dice: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    at = dice.randrange(len(lines))
    return b"\n".join(
        [*lines[:at], b"<<<<<<< HEAD", lines[at], b"=======", b"target: 1", b">>>>>>> other", *lines[at + 1 :]]
    )


def _one_sign_less(dice: random.Random, content: bytes) -> bytes:
    signs = [at for at, byte in enumerate(content) if chr(byte) in ':"{},']
    at = dice.choice(signs)
    return content[:at] + content[at + 1 :]


COMMON: tuple[Mutation, ...] = (
    _lines(_deleted), _lines(_doubled), _lines(_swapped), _lines(_indented), _lines(_other_value), _lines(_other_key),
    _another_digit, _cut, _odd_character, _odd_bytes,
)  # fmt: skip
RARE: tuple[Mutation, ...] = (_encoded, _ends, _deep, _huge, _bomb, _merged)

mutations_of_one_line: tuple[Mutation, ...] = (
    _lines(_indented), _lines(_other_key), _lines(_other_value), _another_digit, _one_sign_less,
)  # fmt: skip


def mutant(dice: random.Random, content: bytes) -> bytes:
    """The content after one to three accidents; one time in fifty of the kinds that few files meet."""
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        content = dice.choice(RARE if dice.random() < 0.02 else COMMON)(dice, content)
    return content


SHIPPED = sorted(
    file for file in (REPOSITORY / "kpi_definitions").rglob("*.yaml") if not file.name.endswith(".cases.yaml")
)
"""The definitions of the project that is shipped."""

SEEDS = [*SHIPPED, *sorted(Path(__file__).with_name("seeds").iterdir())]
"""What accidents happen to: these, and some with the keys that those have no use for."""
