"""Values that GitHub's upload action gives for the same text."""

from __future__ import annotations

import pytest

from meshlint.triage.line_hash import line_hashes

WITHOUT_LAST_NEWLINE = [
    "8b7cf3e952e7aeb2:1",
    "b1ae1287ec4718d9:1",
    "bff680108adb0fcc:1",
    "c6805c5e1288b612:1",
    "b86d3392aea1be30:1",
    "e6ceba753e1a442:1",
]
WITH_LAST_NEWLINE = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]
REPEATED = [
    *(f"a7f2ff13bc495cf2:{n}" for n in range(1, 7)),
    "a7f2ff1481e87703:1",
    "a9cf91f7bbf1862b:1",
    "55ec222b86bcae53:1",
    "cc97dc7b1d7d8f7b:1",
    "c129715d7a2bc9a3:1",
]
VECTORS = {
    "empty": ("", ["c129715d7a2bc9a3:1"]),
    "blanks": (
        " a\nb\n  \t\tc\n d",
        ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
    ),
    "no last newline": (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End", WITHOUT_LAST_NEWLINE),
    "LF": (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", WITH_LAST_NEWLINE),
    "CR": (" hello; \t\rworld!!!\r\r\r  \t\tGreetings\r End\r", WITH_LAST_NEWLINE),
    "CRLF": (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", WITH_LAST_NEWLINE),
    "mixed": (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", WITH_LAST_NEWLINE),
    "repeated": ("Lorem ipsum dolor sit amet.\n" * 10, REPEATED),
}


@pytest.mark.parametrize("name", VECTORS)
def test_every_line_has_the_known_hash(name: str) -> None:
    text, expected = VECTORS[name]
    assert line_hashes(text, range(1, len(expected) + 2)) == dict(enumerate(expected, start=1))


def test_only_asked_lines_are_given_but_all_are_counted() -> None:
    assert line_hashes(*VECTORS["repeated"][:1], [4]) == {4: "a7f2ff13bc495cf2:4"}
    assert line_hashes("a: 1\n", []) == {}
    assert line_hashes("a: 1\n", [99]) == {}


def test_an_occurrence_counts_from_the_top_whatever_was_asked() -> None:
    text = ("x" * 120 + "\n") * 3
    everything = line_hashes(text, [1, 2, 3])
    assert [value.split(":")[1] for value in everything.values()] == ["1", "2", "3"]
    assert line_hashes(text, [3])[3] == everything[3]


def _literally(text: str) -> list[str]:
    """The hash by its definition: a window of 100 units, one power of 37 for each place."""
    units: list[int] = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if character not in " \t":
            raw = character.encode("utf-16-be")
            units += [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
    starts = [0] + [at + 1 for at, unit in enumerate(units) if unit == 10]
    units += [65535] + [0] * 100
    windows = [units[start : start + 100] for start in starts]
    return [f"{sum(u * 37 ** (99 - at) for at, u in enumerate(w)) % 2**64:x}" for w in windows]


def test_characters_beyond_the_basic_plane_count_as_two_units() -> None:
    text = "\ufeffname: 猫😀\n  other: é\n\ttab\r \nlast" + "😀" * 60
    hashes = line_hashes(text, range(1, 10))
    assert [value.split(":")[0] for value in hashes.values()] == _literally(text)
