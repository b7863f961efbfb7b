"""What the API server refuses of a Gateway API object, or drops, because its schema says otherwise.

`GatewaySchema` walks a resource along the field table (gateway_api_types) and returns faults; each names the rule that reports
it. What the schema says across fields (its CEL expressions) is left to rules of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from meshlint.findings import Path, Place, Severity
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import is_placeholder
from meshlint.semantics.gateway_api_scalars import FORMAT, RANGE, SCALARS, is_formed
from meshlint.semantics.gateway_api_types import CONTAINERS, fields, is_type, root_type
from meshlint.semantics.istio_schema_types import FieldType
from meshlint.semantics.istio_schema_values import dotted, nearest
from meshlint.semantics.kept_faults import Fault as KeptFault
from meshlint.semantics.kept_faults import KeptFaults

REQUIRED, UNKNOWN, ENUM, SIZE, KEYS = (
    "field-required",
    "unknown-field",
    "enum-value-unsupported",
    "too-many-items",
    "duplicate-key",
)
_TOP_LEVEL = frozenset(("apiVersion", "kind", "metadata", "spec", "status"))
_SPEC_OPTIONAL = frozenset(("ReferenceGrant",))
_FORMER = {
    "forwardTo": "backendRefs",
    "serviceName": "name",
    "gateways": "parentRefs",
    "servicePort": "port",
    "routes": "allowedRoutes",
    "certificateRef": "certificateRefs",
}
"""Fields of the API's first versions, and what took their place."""


class Fault(NamedTuple):
    """A fault by its path in the resource that is walked."""

    rule: str
    path: Path
    on_key: bool
    message: str
    severity: Severity | None = None


class GatewaySchema(KeptFaults):
    """The faults of each resource against the field table: `context.shared(GatewaySchema)`."""

    def walk(self, resource: Resource) -> Iterator[KeptFault]:
        for fault in _resource(resource):
            yield KeptFault(fault.rule, Place(resource, fault.path, fault.on_key), fault.message, fault.severity)


def _resource(resource: Resource) -> Iterator[Fault]:
    root = root_type(resource)
    if not root or not isinstance(resource.data, dict):
        return
    for key in resource.data:
        if key not in _TOP_LEVEL and not _is_foreign(key):
            meant = "it belongs below 'spec'" if key in fields(root) else "an object has no such field"
            yield Fault(UNKNOWN, (key,), True, f"'{key}' is dropped or refused by the API server: {meant}.")
    if resource.data.get("spec") is not None:
        yield from _value(resource.data["spec"], ("spec",), FieldType(root))
    elif root not in _SPEC_OPTIONAL:
        yield Fault(REQUIRED, ("kind",), False, f"A {resource.kind} without 'spec' is refused.")


def _is_foreign(key: str) -> bool:
    """Whether a key is a directive of a patch, or a placeholder of a template."""
    return key.startswith("$") or is_placeholder(key)


def _value(raw: Any, path: Path, expected: FieldType) -> Iterator[Fault]:
    if raw is None or (isinstance(raw, str) and is_placeholder(raw)):
        return
    if expected.name == "list":
        yield from _list(raw, path, expected)
    elif expected.name == "map":
        yield from _map(raw, path, expected)
    elif expected.name == "enum":
        yield from _enumeration(raw, path, expected)
    elif not is_type(expected.name):
        yield from _scalar(raw, path, expected)
    elif isinstance(raw, dict):
        yield from _mapping(raw, path, expected.name)
    else:
        yield _refused(FORMAT, raw, path, "a mapping")


def _mapping(raw: dict[str, Any], path: Path, name: str) -> Iterator[Fault]:
    known = fields(name)
    for key, item in raw.items():
        if key in known:
            yield from _value(item, (*path, key), known[key])
        elif not _is_foreign(key):
            yield _unknown(key, path, name)
    for key, field in known.items():
        if field.required and raw.get(key) is None:
            yield _at(REQUIRED, path, f"'{dotted(path)}' has no '{key}', so that the API server refuses the object.")


def _list(raw: Any, path: Path, expected: FieldType) -> Iterator[Fault]:
    if not isinstance(raw, list) or expected.item is None:
        yield _refused(FORMAT, raw, path, "a list")
        return
    if expected.minimum is not None and len(raw) < expected.minimum:
        yield _at(REQUIRED, path, f"'{dotted(path)}' is empty, so that the API server refuses the object.")
    yield from _size(raw, path, expected)
    for key in expected.unique:
        yield from _repeated(raw, path, key)
    for index, item in enumerate(raw):
        yield from _value(item, (*path, index), expected.item)


def _map(raw: Any, path: Path, expected: FieldType) -> Iterator[Fault]:
    if not isinstance(raw, dict) or expected.item is None:
        yield _refused(FORMAT, raw, path, "a mapping")
        return
    yield from _size(raw, path, expected)
    for key, item in raw.items():
        yield from _value(item, (*path, key), expected.item)


def _size(raw: Any, path: Path, expected: FieldType) -> Iterator[Fault]:
    if expected.maximum is not None and len(raw) > expected.maximum:
        text = f"'{dotted(path)}' has {len(raw)} entries: the API server refuses more than {expected.maximum:.0f}."
        yield _at(SIZE, path, text)


def _repeated(raw: list[Any], path: Path, key: str) -> Iterator[Fault]:
    """Items that the list takes for the same. Names of headers are the same for the mesh where only case differs."""
    exact: set[Any] = set()
    folded: set[str] = set()
    for index, item in enumerate(raw):
        value = item if key == "." else item.get(key) if isinstance(item, dict) else None
        if not isinstance(value, (str, int)) or (isinstance(value, str) and is_placeholder(value)):
            continue
        at = (*path, index) if key == "." else (*path, index, key)
        if value in exact:
            text = f"'{value}' stands twice in '{dotted(path)}', so that the API server refuses the object."
            yield Fault(KEYS, at, False, text)
        elif key == "name" and path[-1] != "queryParams" and str(value).lower() in folded:
            text = (
                f"'{value}' repeats the header of another entry of '{dotted(path)}', so that it is ignored: case does not matter."
            )
            yield Fault(KEYS, at, False, text, Severity.WARNING)
        exact.add(value)
        folded.add(str(value).lower())


def _enumeration(raw: Any, path: Path, expected: FieldType) -> Iterator[Fault]:
    if isinstance(raw, str) and raw in expected.values:
        return
    same = [value for value in expected.values if isinstance(raw, str) and value.lower() == raw.lower()]
    allowed = f"perhaps '{same[0]}' is meant" if same else f"it takes {', '.join(dict.fromkeys(expected.values))}"
    yield Fault(ENUM, path, False, f"'{path[-1]}' has no value '{_shown(raw)}', so that the object is refused: {allowed}.")


def _scalar(raw: Any, path: Path, expected: FieldType) -> Iterator[Fault]:
    scalar = SCALARS[expected.name]
    if raw == "" and scalar.bounds is None and expected.name != "bool":
        if expected.minimum or not scalar.may_be_empty:
            yield Fault(REQUIRED, path, False, f"'{dotted(path)}' is empty, so that the API server refuses the object.")
    elif not is_formed(raw, expected.name):
        yield _refused(scalar.rule, raw, path, scalar.what)
    elif isinstance(raw, str):
        if expected.maximum is not None and len(raw) > expected.maximum:
            text = f"'{dotted(path)}' has {len(raw)} characters: the API server refuses more than {expected.maximum:.0f}."
            yield Fault(FORMAT, path, False, text)
    elif not _in_bounds(raw, expected):
        yield _refused(RANGE, raw, path, _bounds(expected))


def _in_bounds(raw: float, expected: FieldType) -> bool:
    return (expected.minimum is None or raw >= expected.minimum) and (expected.maximum is None or raw <= expected.maximum)


def _bounds(expected: FieldType) -> str:
    low = f"{expected.minimum:.0f}" if expected.minimum is not None else "0"
    return f"a number of {low} or more" if expected.maximum is None else f"a number from {low} to {expected.maximum:.0f}"


def _unknown(key: str, path: Path, name: str) -> Fault:
    known = fields(name)
    text = f"'{key}' is no field of '{dotted(path)}': kubectl refuses it, and other clients have it dropped without a word"
    former = _FORMER.get(key, "")
    meant = former if former in known else nearest(key, known)
    inner = next((field for field, expected in known.items() if key in _below(expected)), "")
    hint = f"; perhaps '{meant}' is meant" if meant else f"; it belongs below '{inner}'" if inner else ""
    return Fault(UNKNOWN, (*path, key), True, f"{text}{hint}.")


def _below(expected: FieldType) -> Iterable[str]:
    inner = expected.item or expected
    return fields(inner.name) if inner.name not in CONTAINERS and is_type(inner.name) else ()


def _refused(rule: str, raw: Any, path: Path, what: str) -> Fault:
    on_key = isinstance(raw, (dict, list)) and isinstance(path[-1], str)
    return Fault(rule, path, on_key, f"'{_shown(raw)}' is refused as '{dotted(path)}': it takes {what}.")


def _at(rule: str, path: Path, message: str) -> Fault:
    """A fault of a mapping or list as a whole: on its key, or, for an item of a list, on its first line."""
    return Fault(rule, path, isinstance(path[-1], str), message)


def _shown(raw: Any) -> str:
    if isinstance(raw, bool):
        return str(raw).lower()
    return "…" if isinstance(raw, (dict, list)) else str(raw)[:80]
