"""Real resources with a few values changed, dropped, doubled, or taken from another resource of the same kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from fuzzing import odd
from fuzzing.emitter import Emitter
from fuzzing.sample import File, Sample
from fuzzing.seeds import SeedFile, Seeds

Slot = tuple[Any, Any]
"""A mapping or list, and a key or index of it."""


class ResourceFamily:
    """Each input is a seed, alone or with another one."""

    def __init__(self, seeds: Seeds) -> None:
        self._seeds = seeds
        self._changes: tuple[Callable[[Slot, Random], None], ...] = (
            _replace, _replace, _retype, _drop, _drop, _double, _rename, _edit_text, _edit_text, self._take, self._take, _nest,
        )  # fmt: skip

    def sample(self, chance: Random) -> Sample:
        files = list(chance.choice(self._seeds.parsed))
        if chance.random() < 0.3:
            files += [other for other in chance.choice(self._seeds.parsed) if all(other.name != file.name for file in files)]
        return tuple(self._file(file, chance) for file in files)

    def _file(self, file: SeedFile, chance: Random) -> File:
        if not file.documents or chance.random() < 0.05:
            return file.name, file.data
        documents = [copied(document) for document in file.documents]
        for _ in range(min(chance.randint(1, 8), chance.randint(1, 8))):
            document = chance.choice(documents)
            if chance.random() < 0.25:
                self._splice(document, chance)
            else:
                slots = list(_slots(document))
                if slots:
                    change = _swell if chance.random() < 0.01 else chance.choice(self._changes)
                    change(chance.choice(slots), chance)
        if chance.random() < 0.1:
            chance.shuffle(documents)
        if chance.random() < 0.1:
            documents.append(copied(chance.choice(documents)))
        return file.name, _written(documents, chance).encode("utf-8", "surrogatepass")

    def _splice(self, document: Any, chance: Random) -> None:
        """Take a part of another object of the same kind, found on the same way down."""
        others = self._seeds.of_kind(document.get("kind")) if isinstance(document, dict) else []
        if not others:
            return
        target, other = document, chance.choice(others)
        while isinstance(target, dict) and isinstance(other, dict):
            common = [key for key in other if key not in ("kind", "apiVersion")]
            if not common:
                return
            key = chance.choice(common)
            if key not in target or chance.random() < 0.3:
                target[key] = copied(other[key])
                return
            target, other = target[key], other[key]
            if isinstance(target, list) and isinstance(other, list) and other:
                item = copied(chance.choice(other))
                target.insert(chance.randrange(len(target) + 1), item)
                return

    def _take(self, slot: Slot, chance: Random) -> None:
        holder, key = slot
        known = self._seeds.values_of(key) if isinstance(key, str) else []
        if known:
            holder[key] = copied(chance.choice(known))


def _written(documents: list[Any], chance: Random) -> str:
    style = chance.randrange(4)
    if style == 0:
        return "".join(f"---\n{json.dumps(document, ensure_ascii=False)}\n" for document in documents)
    if style == 1:
        return json.dumps({"apiVersion": "v1", "kind": "List", "items": documents}, indent=chance.choice((None, 1, 2)))
    emitter = Emitter(chance, chance.choice((0.0, 0.0, 0.1)))
    return "---\n".join(map(emitter.document, documents))


def copied(value: Any) -> Any:
    """A copy of plain values that shares nothing."""
    if isinstance(value, dict):
        return {key: copied(child) for key, child in value.items()}
    return list(map(copied, value)) if isinstance(value, list) else value


def _slots(value: Any) -> Iterator[Slot]:
    """Every place of a tree; the kind of the document itself stays what it is, most often."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in entries:
        if key not in ("kind", "apiVersion"):
            yield value, key
        if isinstance(child, (dict, list)):
            yield from _slots(child)


def _replace(slot: Slot, chance: Random) -> None:
    slot[0][slot[1]] = odd.value(chance)


def _retype(slot: Slot, chance: Random) -> None:
    holder, key = slot
    value = holder[key]
    forms = [str(value)[:200], [value], {"name": value}, None, {}, [], [value, value], True, 0]
    holder[key] = chance.choice(forms)


def _drop(slot: Slot, _: Random) -> None:
    del slot[0][slot[1]]


def _double(slot: Slot, chance: Random) -> None:
    holder, key = slot
    if isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), copied(holder[key]))
    else:
        holder[f"{key}{chance.choice(('2', '-x', '/', ''))}"] = copied(holder[key])


def _rename(slot: Slot, chance: Random) -> None:
    holder, key = slot
    if isinstance(holder, dict):
        new = chance.choice((key.upper(), key[:-1], f"{key}s", odd.word(chance), chance.choice(list(holder))))
        holder[new] = holder.pop(key)
    else:
        holder.reverse()


def _edit_text(slot: Slot, chance: Random) -> None:
    holder, key = slot
    text = holder[key]
    if not isinstance(text, str) or not text:
        holder[key] = odd.scalar(chance)
        return
    at = chance.randrange(len(text) + 1)
    inserted = chance.choice(
        (*".-*/:@ \n'\"$({[|;&<>\\%#=,_", "", "", chance.choice(odd.TEXTS), chance.choice(odd.PLAIN), text[:at])
    )
    holder[key] = (text[:at] + inserted + text[at + chance.randrange(3) :])[:2000]


def _nest(slot: Slot, chance: Random) -> None:
    """A collection within itself, once: `spec: {spec: …}`."""
    holder, key = slot
    holder[key] = {key: copied(holder[key])} if isinstance(key, str) and chance.random() < 0.7 else [copied(holder[key])]


def _swell(slot: Slot, chance: Random) -> None:
    """Much of the same: a long text, many items, deep nesting. Whatever takes its square or worse of time shows."""
    holder, key = slot
    value = holder[key]
    if isinstance(value, str) and value:
        holder[key] = (value * 20_000)[: chance.choice((300, 5_000, 20_000))] + chance.choice(("", "!", value[:1]))
    elif isinstance(value, list) and 0 < len(str(value)) < 500:
        holder[key] = [copied(item) for item in value for _ in range(chance.choice((20, 100)))]
    elif isinstance(value, dict) and 0 < len(str(value)) < 500:
        holder[key] = {f"{name}{number or ''}": copied(child) for name, child in value.items() for number in range(50)}
    else:
        for _ in range(chance.choice((20, 150, 185))):
            value = [value] if chance.random() < 0.5 else {"spec": value}
        holder[key] = value
