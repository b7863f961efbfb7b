"""ServiceIntentions: what the webhook and Consul's servers refuse of one, and what it allows without meaning to.

Source: consul-k8s control-plane/api/v1alpha1/serviceintentions_types.go (Validate) and serviceintentions_webhook.go; consul
agent/structs/config_entry_intentions.go (validate, validateIntentionWildcards).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.findings import Severity
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul_faults import REFUSED, UNSYNCED, fault, is_empty_text, is_set, listed, set_fields
from meshlint.semantics.http_methods import STANDARD
from meshlint.semantics.kept_faults import Fault, KeptFaults

INTENTIONS = "ServiceIntentions.consul.hashicorp.com"
_ACTIONS = ("allow", "deny")
_TENANCY = ("peer", "partition", "samenessGroup")
_IDENTITY = ("name", "namespace", *_TENANCY)
_MATCHES = ("pathExact", "pathPrefix", "pathRegex", "header", "methods")
_LONGEST = 512  # bytes of a description


class ConsulIntentions(KeptFaults):
    """The faults of one ServiceIntentions each: `context.shared(ConsulIntentions)`."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """What is wrong with an intention by itself."""
        spec, sources = resource.spec, list(resource.spec["sources"].items())
        if not sources and (sources_raw := spec["sources"]).raw in (None, []):
            at = sources_raw if sources_raw.exists else spec if spec.exists else resource.at("kind")
            yield fault("intentions-no-sources", at, f"No source is listed: {REFUSED}.")
        yield from _wildcards(spec["destination"], "destination")
        yield from _providers(spec["jwt"])
        for source in sources:
            yield from _source(source)
            for permission in source["permissions"].items():
                yield from _permission(permission)
        yield from _repeated(sources)
        yield from _destination(spec["destination"], sources)


def permits_everything(permission: Value) -> bool:
    """Whether a permission matches every request."""
    http = permission["http"]
    return http.mapping.get("pathPrefix") == "/" and not set_fields(http, "header", "methods") and not permission["jwt"]


def _source(source: Value) -> Iterator[Fault]:
    if not isinstance(source.raw, dict):
        return
    action, has_permissions = source["action"], bool(list(source["permissions"].items()))
    if has_permissions and action.text:
        text = f"'action' and 'permissions' exclude each other, as connections or requests are judged: {REFUSED}."
        yield fault("intentions-action-and-permissions", action, text)
    elif not has_permissions and not source["permissions"].is_templated:
        yield from _action(action, source)
    if is_empty_text(source["name"]):
        at = source["name"] if source["name"].exists else source
        yield fault("intentions-source-name-missing", at, f"A source has no name: {REFUSED}.")
    tenancy = set_fields(source, *_TENANCY)
    if len(tenancy) > 1:
        text = f"{listed(tenancy)} say where a source is, and one of them is enough: {REFUSED}."
        yield fault("intentions-source-tenancy-conflict", source[tenancy[1]], text)
    for name in tenancy:
        if "*" in source[name].text:
            yield fault("intentions-wildcard-tenancy", source[name], f"'{name}' takes no wildcard: {REFUSED}.")
    yield from _wildcards(source, "source")
    length = len(source["description"].text.encode("utf-8", "replace"))
    if length > _LONGEST and not source["description"].is_templated:
        text = f"The description has {length} bytes, and {_LONGEST} are allowed: {REFUSED}."
        yield fault("intentions-description-too-long", source["description"], text)


def _action(action: Value, owner: Value) -> Iterator[Fault]:
    if action.is_templated or action.raw in _ACTIONS or not isinstance(action.raw, (str, type(None))):
        return
    shown = f"The action '{action.raw}' is" if action.raw else "There is no action, which is"
    at = action if action.exists else owner
    yield fault("intentions-invalid-action", at, f"{shown} neither 'allow' nor 'deny': {REFUSED}.")


def _permission(permission: Value) -> Iterator[Fault]:
    if not isinstance(permission.raw, dict):
        return
    yield from _action(permission["action"], permission)
    yield from _providers(permission["jwt"])
    http = permission["http"]
    seen: set[str] = set()
    for method in http["methods"].items():
        if not method.text or method.is_templated:
            continue
        if method.text not in STANDARD:
            hint = " methods are written in capitals" if method.text.upper() in STANDARD else " it is no method of HTTP"
            yield fault("intentions-invalid-method", method, f"'{method.text}' is refused:{hint}, and {REFUSED}.")
        elif method.text in seen:
            yield fault("intentions-invalid-method", method, f"'{method.text}' is listed twice: {REFUSED}.")
        seen.add(method.text)
    is_unsure = http.is_templated or any(http[name].is_templated for name in _MATCHES)
    if http.raw in (None, {}) or (http.mapping and not is_unsure and not set_fields(http, *_MATCHES)):
        severity = Severity.WARNING if permission["jwt"] else None
        text = f"The permission names neither a path, a header nor methods: {UNSYNCED}."
        yield fault("intentions-permission-empty", http if http.mapping else permission, text, severity)


def _providers(jwt: Value) -> Iterator[Fault]:
    for provider in jwt["providers"].items():
        if isinstance(provider.raw, dict) and is_empty_text(provider["name"]):
            at = provider["name"] if provider["name"].exists else provider
            yield fault("intentions-jwt-provider-name-missing", at, f"A provider of tokens has no name: {REFUSED}.")


def _wildcards(party: Value, what: str) -> Iterator[Fault]:
    """A wildcard stands for all names, and never for a part of one; a name in all namespaces is no name."""
    rule = "intentions-partial-wildcard"
    for key in ("name", "namespace"):
        value = party[key]
        if "*" in value.text and value.text != "*" and not value.is_templated:
            yield fault(rule, value, f"'{value.text}' is no pattern, as only '*' alone is a wildcard: {UNSYNCED}.")
    name = party["name"]
    if party["namespace"].text == "*" and name.text not in ("", "*") and not name.is_templated:
        yield fault(rule, party["namespace"], f"The {what} '{name.text}' cannot be in every namespace: {UNSYNCED}.")


def _repeated(sources: list[Value]) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    for source in sources:
        identity = tuple(source[key].text for key in _IDENTITY)
        if not source["name"].text or any(source[key].is_templated for key in _IDENTITY):
            continue
        if identity in seen:
            text = f"The source '{identity[0]}' is listed twice: {UNSYNCED}. One source can have many permissions."
            yield fault("intentions-duplicate-source", source["name"], text)
        seen.add(identity)


def _destination(destination: Value, sources: list[Value]) -> Iterator[Fault]:
    is_everything = destination["name"].text == "*"
    for source in sources:
        permissions = source["permissions"]
        if (is_everything or destination["namespace"].text == "*") and list(permissions.items()):
            text = f"A wildcard as destination cannot have permissions, as it has no one protocol: {UNSYNCED}."
            yield fault("intentions-l7-on-wildcard", permissions, text)
        is_local = not set_fields(source, "peer", "samenessGroup")
        if source["name"].text == "*" and (is_local or is_everything):
            yield from _allows_all(source, is_everything)
        yield from _shadowed(list(permissions.items()))


def _allows_all(source: Value, is_everything: bool) -> Iterator[Fault]:
    whom = "every service may call every other" if is_everything else "every service of the mesh may call this one"
    text = f"'*' is allowed, so that {whom}."
    if source["action"].raw == "allow":
        yield fault("intentions-wildcard-allow", source["action"], text)
    for permission in source["permissions"].items():
        if permission["action"].raw == "allow" and permits_everything(permission):
            yield fault("intentions-wildcard-allow", permission["action"], text)
            return


def _shadowed(permissions: list[Value]) -> Iterator[Fault]:
    """Permissions that no request reaches: the first that matches decides, and an earlier one matches all of them."""
    covers: list[tuple[Value, str, frozenset[str]]] = []
    for permission in permissions:
        http, action = permission["http"], permission["action"].text
        path = http["pathPrefix"].text or http["pathExact"].text or "/"
        methods = frozenset(item.text for item in http["methods"].items())
        is_plain = not is_set(http["pathRegex"]) and not any(http[key].is_templated for key in _MATCHES)
        for earlier, prefix, taken in covers if is_plain else ():
            if path.startswith(prefix) and (not taken or (methods and methods <= taken)):
                same = earlier["action"].text == action
                text = f"An earlier permission for '{prefix}' decides first, so that this one never does."
                yield fault("intentions-shadowed-permission", permission["action"], text, Severity.NOTE if same else None)
                break
        is_open = not set_fields(http, "header", "pathExact") and not permission["jwt"]
        if is_plain and is_open and http["pathPrefix"].text and action in _ACTIONS and len(covers) < 100:
            covers.append((permission, http["pathPrefix"].text, methods))
