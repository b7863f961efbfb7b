"""Bytes: random ones, and manifests that were damaged."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from fuzzing.sample import File, Sample
from fuzzing.seeds import Seeds

_MAX_SEED = 2_500
_TOKENS = (
    b"[", b"]", b"{", b"}", b":", b": ", b",", b"&a ", b"*a ", b"!", b"!!str ", b"|", b"|\n", b">-\n", b"'", b'"', b"%", b"@",
    b"`", b"#", b" #", b"-", b"- ", b"? ", b"\t", b"\r", b"\n", b"\r\n", b"\0", b" ", b"  ", b"---\n", b"\n---\n", b"...\n",
    b"<<: ", b"<<: *a\n", b"%YAML 1.1\n---\n", b"%TAG ! x\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xc3\xa9", b"\xc3",
    b"\xe2\x80\xa8", b"\xc2\x85", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x1b[31m", b"{{", b"{{ .Values.x }}", b"}}", b"${X}",
    b"kind: List\nitems:\n", b"kind: ", b"apiVersion: v1\n", b"# meshlint: ignore[*]\n", b"[" * 60, b"- " * 120, b"\\",
    b"\\u0000", b"\\x", b"\x7f", b"\xc2\x80", b"%YAML 1.1\r\n" + b"\r\n" * 40, b" " * 500, b"\n" * 300,
)  # fmt: skip
_NAMES = (
    "a.yaml", "values.yaml", "Chart.yaml", "Chart.lock", "kustomization.yaml", "x.json", ".github/workflows/a.yml",
    "helmfile.yaml", "templates/a.yaml", "requirements.yaml", "tasks/main.yml", "fleet.yaml", "docker-compose.yaml",
    ".gitlab-ci.yml",
)  # fmt: skip
_HEADS = (
    b"apiVersion: v1\nkind: Service\n",
    b"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n",
    b"kind: List\n",
    b"",
    b"apiVersion: policy.linkerd.io/v1beta3\nkind: Server\n",
    b"apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nspec: ",
    b"{",
)
_ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1")


class ByteFamily:
    """Half of it begins with a manifest."""

    def __init__(self, seeds: Seeds) -> None:
        self._files = [file for file in seeds.files if len(file[1]) <= _MAX_SEED]
        self._makers: tuple[Callable[[Random], File], ...] = (
            self._noise,
            self._soup,
            self._damaged,
            self._damaged,
            self._damaged,
            self._recoded,
        )

    def sample(self, chance: Random) -> Sample:
        return (chance.choice(self._makers)(chance),)

    def _noise(self, chance: Random) -> File:
        return chance.choice(_NAMES), chance.choice(_HEADS) + chance.randbytes(chance.randrange(200))

    def _soup(self, chance: Random) -> File:
        parts = [chance.choice(_TOKENS) if chance.random() < 0.6 else self._piece(chance) for _ in range(chance.randrange(1, 30))]
        return chance.choice(_NAMES), chance.choice(_HEADS) + b"".join(parts)

    def _piece(self, chance: Random) -> bytes:
        data = chance.choice(self._files)[1]
        at = chance.randrange(len(data) + 1)
        return data[at : at + chance.randrange(40)]

    def _damaged(self, chance: Random) -> File:
        name, data = chance.choice(self._files)
        damaged = bytearray(data)
        for _ in range(min(chance.randint(1, 6), chance.randint(1, 6))):
            self._damage(damaged, chance)
        return name, bytes(damaged)

    def _damage(self, data: bytearray, chance: Random) -> None:
        at = chance.randrange(len(data) + 1)
        length = chance.randrange(12)
        kind = chance.randrange(7)
        if kind == 0:
            del data[at : at + length]
        elif kind == 1:
            data[at:at] = chance.choice(_TOKENS)
        elif kind == 2:
            data[at : at + 1] = chance.randbytes(1)
        elif kind == 3:
            data[at : at + length] = self._piece(chance)
        elif kind == 4:
            del data[at:]
        elif kind == 5:
            _swap_lines(data, chance)
        else:
            data[at:at] = data[at : at + length] * chance.choice((1, 2, 40))

    def _recoded(self, chance: Random) -> File:
        name, data = self._damaged(chance) if chance.random() < 0.5 else chance.choice(self._files)
        if chance.random() < 0.5:
            return name, data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\r", b"\xc2\x85", b"\n\n", b" \n")))
        return name, data.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def _swap_lines(data: bytearray, chance: Random) -> None:
    lines = data.split(b"\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    data[:] = b"\n".join(lines)
