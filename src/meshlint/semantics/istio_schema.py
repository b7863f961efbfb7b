"""What the API server and Istio's webhook refuse, or drop without a word, because it is not in the schema.

`IstioSchema` walks a resource along the field table (istio_schema_types) and returns faults. Each names the rule that reports it:
unknown fields, wrong types and unknown enumeration values are `schema-invalid`'s; a broken constraint belongs to the rule of its
message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from meshlint.findings import Path, Place
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import is_placeholder
from meshlint.semantics.istio_schema_authorization import authorization_rules
from meshlint.semantics.istio_schema_balancers import load_balancers
from meshlint.semantics.istio_schema_checks import CHECKS
from meshlint.semantics.istio_schema_entries import service_entry, workload_entry
from meshlint.semantics.istio_schema_formats import FORMATS
from meshlint.semantics.istio_schema_listeners import gateway, sidecar
from meshlint.semantics.istio_schema_policies import attachment, envoy_filter, exports, selected_exports, tokens, workload_group
from meshlint.semantics.istio_schema_types import SCALARS, FieldType, Message, message, requires_spec, root_message
from meshlint.semantics.istio_schema_values import (
    SCHEMA_INVALID,
    Fault,
    at_field,
    dotted,
    duplicates,
    enumeration,
    nearest,
    null,
    scalar,
    size,
    wrong_type,
)
from meshlint.semantics.kept_faults import Fault as KeptFault
from meshlint.semantics.kept_faults import KeptFaults

FURTHER: dict[str, tuple[Callable[[Resource], Iterator[Fault]], ...]] = {
    "AuthorizationPolicy": (authorization_rules, attachment),
    "DestinationRule": (load_balancers, exports, selected_exports),
    "EnvoyFilter": (envoy_filter, attachment),
    "Gateway": (gateway,),
    "RequestAuthentication": (tokens, attachment),
    "ServiceEntry": (service_entry, exports),
    "Sidecar": (sidecar,),
    "Telemetry": (attachment,),
    "TrafficExtension": (attachment,),
    "VirtualService": (exports,),
    "WasmPlugin": (attachment,),
    "WorkloadEntry": (workload_entry,),
    "WorkloadGroup": (workload_group,),
}
"""What the webhook checks of a kind beyond its fields."""
_TOP_LEVEL = frozenset(("apiVersion", "kind", "metadata", "spec", "status"))
_CONTAINERS = frozenset(("list", "map", "enum")) | SCALARS
_TARGETS = ("selector", "targetRef", "targetRefs")
Messages = tuple[Message, ...]


class IstioSchema(KeptFaults):
    """The faults of each resource against the field table: `context.shared(IstioSchema)`."""

    def walk(self, resource: Resource) -> Iterator[KeptFault]:
        for fault in _distinct(_resource(resource)):
            yield KeptFault(fault.rule, Place(resource, fault.path, fault.on_key), fault.message)


def _distinct(faults: Iterator[Fault]) -> list[Fault]:
    """The first fault of each place and rule: the field table comes first, and says more exactly what is wrong.

    Of what is not of the field's type, nothing else is said.
    """
    found: dict[tuple[Path, str], Fault] = {}
    for fault in faults:
        if (fault.path, SCHEMA_INVALID) not in found:
            found.setdefault((fault.path, fault.rule), fault)
    return list(found.values())


def _resource(resource: Resource) -> Iterator[Fault]:
    root = root_message(resource.full_kind)
    if root is None or not isinstance(resource.data, dict):
        return
    for key in resource.data:
        if key not in _TOP_LEVEL and not _is_foreign(key):
            meant = "it belongs below 'spec'" if key in root.fields else "a resource has no such field"
            yield Fault((key,), True, f"'{key}' is dropped by the API server: {meant}.", SCHEMA_INVALID)
    if "spec" in resource.data:
        walk = _Walk()
        walk.value(resource.data["spec"], ("spec",), FieldType(root.name), SCHEMA_INVALID, ())
        for fault in walk.found:
            yield fault._replace(rule=root.instead[fault.rule]) if fault.rule in root.instead else fault
        for further in FURTHER.get(resource.kind, ()):
            yield from further(resource)
    elif requires_spec(root):
        yield Fault(("kind",), False, f"A {resource.kind} without 'spec' is refused.", root.rule or SCHEMA_INVALID)


def _is_foreign(key: str) -> bool:
    """Whether a key is a directive of a patch, or a placeholder of a template."""
    return key.startswith("$") or is_placeholder(key)


class _Walk:
    """One walk of a spec along the field table. `found` gathers the faults.

    Most values are strings of which any will do: `plain` (istio_schema_types) tells them without looking further.
    """

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def value(self, raw: Any, path: Path, expected: FieldType, rule: str, parents: Messages) -> None:
        """The faults of a value and all below it. `rule` owns broken constraints, `parents` are the messages around it."""
        rule = expected.rule or rule
        if raw is None:
            self.found.extend(null(path, expected, rule))
        elif expected.right is not None:
            self._scalar(raw, path, expected, rule)
        elif isinstance(raw, str) and is_placeholder(raw):
            return
        elif expected.name == "list":
            self._list(raw, path, expected, rule, parents)
        elif expected.name == "map":
            self._map(raw, path, expected, rule, parents)
        elif isinstance(raw, dict):
            self._message(raw, path, message(expected.name), rule, parents)
        else:
            self.found.append(wrong_type(raw, path, expected))

    def _scalar(self, raw: Any, path: Path, expected: FieldType, rule: str) -> None:
        right = expected.right
        if right is None or right.has(raw) or (isinstance(raw, str) and is_placeholder(raw)):
            return
        found = list(enumeration(raw, path, expected) if expected.name == "enum" else scalar(raw, path, expected, rule))
        self.found.extend(found)
        if not found:
            right.add(raw)

    def _list(self, raw: Any, path: Path, expected: FieldType, rule: str, parents: Messages) -> None:
        if not isinstance(raw, list) or expected.item is None:
            self.found.append(wrong_type(raw, path, expected))
            return
        if expected.is_bounded:
            self.found.extend(size(raw, path, expected, rule))
        for key in expected.unique:
            self.found.extend(duplicates(raw, path, key, rule))
        plain = expected.item.plain
        for index, item in enumerate(raw):
            if item.__class__ is not plain:
                self.value(item, (*path, index), expected.item, rule, parents)

    def _map(self, raw: Any, path: Path, expected: FieldType, rule: str, parents: Messages) -> None:
        if not isinstance(raw, dict) or expected.item is None:
            self.found.append(wrong_type(raw, path, expected))
            return
        if expected.is_bounded:
            self.found.extend(size(raw, path, expected, rule))
        right = expected.item.right
        for key, item in raw.items():
            if _is_foreign(key):
                continue
            problem = FORMATS[expected.keys](key) if expected.keys else ""
            if problem:
                self.found.append(Fault((*path, key), True, f"The key '{key}' is refused in '{dotted(path)}': {problem}.", rule))
            if right is None or not right.has(item):
                self.value(item, (*path, key), expected.item, rule, parents)

    def _message(self, raw: dict[str, Any], path: Path, expected: Message, rule: str, parents: Messages) -> None:
        rule = expected.rule or rule
        around = (*parents, expected)
        for key, item in raw.items():
            field = expected.fields.get(key)
            if field is None:
                self._unknown(key, path, expected, parents)
            elif item.__class__ is not field.plain and (field.right is None or not field.right.has(item)):
                self.value(item, (*path, key), field, rule, around)
        for key in expected.required:
            if key not in raw:
                text = f"'{dotted(path)}' has no '{key}', so that the resource is refused."
                self.found.append(at_field(path, text, rule))
        if expected.one_of or expected.takes_targets or expected.check:
            self.found.extend(_across(raw, path, expected, rule))

    def _unknown(self, key: str, path: Path, expected: Message, parents: Messages) -> None:
        if key not in expected.elsewhere and not _is_foreign(key):
            text = f"'{key}' is no field of '{dotted(path)}' and is dropped by the API server"
            hint = _meant(key, path, expected, parents)
            self.found.append(Fault((*path, key), True, f"{text}: {hint}." if hint else f"{text}.", SCHEMA_INVALID))


def _across(raw: Mapping[str, Any], path: Path, expected: Message, rule: str) -> Iterator[Fault]:
    """Fields that exclude or need each other."""
    groups = [(group, rule) for group in expected.one_of]
    if expected.takes_targets:
        groups.append((_TARGETS, "policy-selector-and-targetref"))
    for group, owner in groups:
        found = [key for key in raw if key in group and raw[key] is not None] if len(raw) > 1 else ()
        if len(found) > 1:
            names = " and ".join(f"'{key}'" for key in sorted(found))
            yield Fault((*path, found[1]), True, f"{names} exclude each other, so that the resource is refused.", owner)
    if expected.check and not any(isinstance(item, str) and is_placeholder(item) for item in raw.values()):
        for key, problem, owner in CHECKS[expected.check](raw):
            at = (*path, key) if key else path
            yield at_field(at, f"{problem}: the resource is refused.", owner or rule)


def _meant(key: str, path: Path, expected: Message, parents: Messages) -> str:
    """What an unknown field was meant to be: one further out, one further in, or one of a similar name."""
    for name, field in expected.fields.items():
        inner = field.item or field
        if inner.name not in _CONTAINERS and key in message(inner.name).fields:
            return f"it belongs in '{name}'"
    near = nearest(key, expected.fields)
    if near:
        return f"'{near}' is close"
    for depth, parent in enumerate(reversed(parents), start=1):
        if key in parent.fields:
            owners = [index for index, step in enumerate(path) if isinstance(step, str)]
            return f"it belongs in '{dotted(path[: owners[-depth]])}'" if depth < len(owners) + 1 else ""
    return ""
