"""What ServiceRouters and ServiceIntentions match requests by: paths, headers, parameters of the query.

Source: consul-k8s control-plane/api/v1alpha1/servicerouter_types.go and serviceintentions_types.go (validate), shared_types.go
(invalidPathPrefix); consul agent/structs/config_entry_discoverychain.go (ServiceRouterConfigEntry.Validate).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul_faults import REFUSED, UNSYNCED, fault, is_empty_text, is_set, listed, set_fields
from meshlint.semantics.kept_faults import Fault, KeptFaults

_PATHS = ("pathExact", "pathPrefix", "pathRegex")
_ROUTER_HEADER = ("exact", "prefix", "suffix", "regex", "present")
_INTENTION_HEADER = ("exact", "prefix", "suffix", "contains", "regex", "present")
_QUERY = ("exact", "regex", "present")


class ConsulMatches(KeptFaults):
    """The faults of matches, wherever they stand: `context.shared(ConsulMatches)`."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """The faults of a router's routes, of an intention's permissions, and of exposed paths."""
        if resource.kind == "ServiceRouter":
            for route in resource.spec["routes"].items():
                yield from _match(route.get("match", "http"), _ROUTER_HEADER)
                yield from _conditions(route.get("match", "http"))
        elif resource.kind == "ServiceIntentions":
            for source in resource.spec["sources"].items():
                for permission in source["permissions"].items():
                    yield from _match(permission["http"], _INTENTION_HEADER)
        else:
            for path in resource.spec.get("expose", "paths").items():
                yield from _absolute(path["path"])


def _match(http: Value, header_conditions: tuple[str, ...]) -> Iterator[Fault]:
    paths = set_fields(http, *_PATHS)
    if len(paths) > 1:
        yield fault(
            "http-path-match-conflict", http, f"{listed(paths)} stand beside each other, and a match has one path: {REFUSED}."
        )
    yield from _absolute(http["pathExact"])
    yield from _absolute(http["pathPrefix"])
    for header in http["header"].items():
        yield from _exclusive("header-match-conflict", header, header_conditions, "a header")
        others = [name for name in ("present", "regex") if is_set(header[name])]
        if header["ignoreCase"].raw is True and others:
            text = f"'ignoreCase' goes with 'exact', 'prefix', 'suffix' and 'contains', and not with '{others[0]}': {REFUSED}."
            yield fault("header-ignore-case-conflict", header["ignoreCase"], text)
    for parameter in http["queryParam"].items():
        yield from _exclusive("queryparam-match-conflict", parameter, _QUERY, "a parameter")


def _absolute(path: Value) -> Iterator[Fault]:
    if path.text and not path.is_templated and not path.text.startswith("/"):
        yield fault("http-path-not-absolute", path, f"The path '{path.text}' does not begin with '/': {REFUSED}.")


def _exclusive(rule: str, item: Value, conditions: tuple[str, ...], what: str) -> Iterator[Fault]:
    found = set_fields(item, *conditions)
    if len(found) > 1:
        name = f" '{item['name'].text}'" if item["name"].text else ""
        yield fault(rule, item, f"{listed(found)} are set for {what}{name}, which takes one condition: {REFUSED}.")


def _conditions(http: Value) -> Iterator[Fault]:
    """Headers and parameters that no condition asks anything of: the webhook lets them pass, and Consul's servers do not."""
    for key, conditions in (("header", _ROUTER_HEADER), ("queryParam", _QUERY)):
        for item in http[key].items():
            if not item.mapping or any(item[name].is_templated for name in (*conditions, "name")):
                continue
            if is_empty_text(item["name"]):
                yield fault("router-match-empty-condition", item, f"An entry of '{key}' has no name: {UNSYNCED}.")
            elif not set_fields(item, *conditions):
                text = f"'{item['name'].raw}' has none of {listed(list(conditions))}: {UNSYNCED}."
                yield fault("router-match-empty-condition", item, text)
