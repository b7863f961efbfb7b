"""What Istio's webhook refuses of attachments, tokens, patches and lists of namespaces, beyond the fields of the resources.

Source: istio pkg/config/validation/validation.go (validatePolicyTargetReference, validateJwtRule, validateExportTo,
validateReadinessProbe, ValidateProxyConfig) and pkg/config/validation/envoyfilter/envoyfilter.go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_schema_entries import texts
from meshlint.semantics.istio_schema_hosts import is_label
from meshlint.semantics.istio_schema_values import Fault, at_field, fault_at
from meshlint.semantics.patterns import fault

_TARGETS = frozenset(
    (
        ("", "Service"),
        ("core", "Service"),
        ("networking.istio.io", "ServiceEntry"),
        ("gateway.networking.k8s.io", "Gateway"),
        ("gateway.networking.k8s.io", "GatewayClass"),
    )
)
_LISTENER_CLASS = frozenset(("LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER", "LISTENER_FILTER"))
_ROUTE_CLASS = frozenset(("ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"))
_MANAGERS = frozenset(("envoy.filters.network.http_connection_manager", "envoy.http_connection_manager"))
_GO_ONLY = re.compile(r"\\[zQECpP]|\\x\{|\[\[|\(\?[a-zA-Z]*U")
_PROBES = ("httpGet", "tcpSocket", "exec")


def attachment(resource: Resource) -> Iterator[Fault]:
    """Target references name a kind that policies can be attached to."""
    for reference in (resource.at("spec", "targetRef"), *resource.at("spec", "targetRefs").items()):
        group, kind = reference["group"], reference["kind"]
        if not kind.text or kind.is_templated or group.is_templated or (group.text, kind.text) in _TARGETS:
            continue
        named = f"{group.text}/{kind.text}" if group.text else kind.text
        text = f"'{named}' is no kind that a policy can be attached to (Service, ServiceEntry, Gateway, GatewayClass)"
        yield fault_at(kind, f"{text}: the resource is refused.", "policy-targetref-invalid")


def tokens(resource: Resource) -> Iterator[Fault]:
    """Each JWT rule says who issues its tokens, and its keys are JSON."""
    for rule in resource.at("spec", "jwtRules").items():
        if rule.mapping and not rule["issuer"] and not rule["jwksUri"] and not rule["jwks_uri"]:
            text = "A JWT rule without 'issuer' is refused, unless it has 'jwksUri'."
            yield at_field(rule.path, text, "requestauthentication-invalid")
        keys = rule["jwks"]
        if keys.text.strip() and not keys.is_templated and not _is_key_set(keys.text):
            yield Fault(
                keys.path, True, "'jwks' is no JSON Web Key Set: the resource is refused.", "requestauthentication-invalid"
            )


def _is_key_set(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and (isinstance(found.get("keys"), list) or "kty" in found)


def exports(resource: Resource) -> Iterator[Fault]:
    """The namespaces of `exportTo`: each once, and everybody or nobody alone."""
    entries = list(texts(resource.at("spec", "exportTo")))
    everyone = len(list(resource.at("spec", "exportTo").items()))
    is_service_entry = resource.kind == "ServiceEntry"
    seen: set[str] = set()
    for entry in entries:
        name = resource.namespace if entry.text == "." and resource.namespace else entry.text
        problem = ""
        if name in seen:
            problem = "it is listed twice"
        elif entry.text == "*" and everyone > 1:
            problem = "'*' stands alone, as it includes all others"
        elif entry.text == "~":
            problem = (
                "it stands alone"
                if is_service_entry and everyone > 1
                else ""
                if is_service_entry
                else "only a ServiceEntry takes '~'"
            )
        elif entry.text not in ("*", ".") and not is_label(entry.text):
            problem = "it is no namespace"
        seen.add(name)
        if problem:
            yield fault_at(entry, f"'{entry.text}' in 'exportTo' is refused: {problem}.", "exportto-invalid")


def selected_exports(resource: Resource) -> Iterator[Fault]:
    """A DestinationRule for some clients is seen by no other namespace than theirs."""
    if not resource.at("spec", "workloadSelector"):
        return
    for entry in texts(resource.at("spec", "exportTo")):
        if entry.text != "." and (resource.namespace or entry.text == "*") and entry.text != resource.namespace:
            text = f"A rule with a 'workloadSelector' stays in its own namespace: the export to '{entry.text}' is refused."
            yield fault_at(entry, text, "destinationrule-workload-selector-export")


def workload_group(resource: Resource) -> Iterator[Fault]:
    """The probe of a WorkloadGroup does something that the webhook knows."""
    probe = resource.at("spec", "probe")
    if probe.mapping and not any(probe[kind] for kind in _PROBES):
        what = "a 'grpc' probe is not known to Istio's webhook" if probe["grpc"] else "it says not what to do"
        yield at_field(probe.path, f"The probe is refused: {what}.", "workloadgroup-invalid")
    if probe.get("exec", "command").raw == []:
        yield at_field(probe.get("exec", "command").path, "The probe's command is empty: it is refused.", "workloadgroup-invalid")


def envoy_filter(resource: Resource) -> Iterator[Fault]:
    """Patches of an EnvoyFilter: complete, and matched by what exists where they apply."""
    for patch in resource.at("spec", "configPatches").items():
        if patch.mapping and patch.get("match", "context").text != "WAYPOINT":
            yield from _patch(patch)


def _patch(entry: Value) -> Iterator[Fault]:
    apply_to, patch, match = entry["applyTo"].text, entry["patch"], entry["match"]
    if not entry["applyTo"]:
        yield _incomplete(entry, "'applyTo'")
    if not patch or patch.raw == {}:
        yield _incomplete(entry, "'patch'")
    elif not patch["operation"]:
        yield _incomplete(patch, "'operation'")
    elif patch["operation"].text != "REMOVE" and not patch["value"]:
        yield _incomplete(patch, "'value'")
    for field, classes in (
        ("listener", _LISTENER_CLASS),
        ("routeConfiguration", _ROUTE_CLASS),
        ("cluster", frozenset(("CLUSTER",))),
    ):
        if match[field] and apply_to and apply_to not in classes and apply_to in _LISTENER_CLASS | _ROUTE_CLASS | {"CLUSTER"}:
            text = f"A '{field}' match is refused for '{apply_to}'."
            yield Fault(match[field].path, True, text, "envoyfilter-invalid")
    yield from _filter(match.get("listener", "filterChain", "filter"), apply_to)
    version = match.get("proxy", "proxyVersion")
    if version.text and not version.is_templated and len(version.text) <= 1024 and not _compiles(version.text):
        yield fault_at(version, f"'{version.text}' is refused: it is no regular expression.", "envoyfilter-invalid")


def _incomplete(entry: Value, field: str) -> Fault:
    return at_field(entry.path, f"A patch without {field} is refused.", "envoyfilter-invalid")


def _filter(found: Value, apply_to: str) -> Iterator[Fault]:
    if not found.mapping:
        return
    inner = found["subFilter"]
    if not found["name"].text:
        yield at_field(found.path, "A filter match without 'name' is refused.", "envoyfilter-invalid")
    elif inner and found["name"].text not in _MANAGERS and not found["name"].is_templated:
        text = "'subFilter' is refused: only 'envoy.filters.network.http_connection_manager' has filters inside."
        yield Fault(inner.path, True, text, "envoyfilter-invalid")
    if inner and apply_to and apply_to != "HTTP_FILTER":
        yield Fault(inner.path, True, f"'subFilter' is refused for '{apply_to}': it is for HTTP_FILTER.", "envoyfilter-invalid")
    elif inner and not inner["name"].text:
        yield at_field(inner.path, "A sub-filter match without 'name' is refused.", "envoyfilter-invalid")


def _compiles(pattern: str) -> bool:
    """Whether Go would take a regular expression, as far as Python can tell: what only Go knows passes."""
    return _GO_ONLY.search(pattern) is not None or not fault(pattern)
