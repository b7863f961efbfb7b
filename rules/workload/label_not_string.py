"""Metadata of meshes that is no text."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of

_DOMAINS = ("istio.io", "consul.hashicorp.com", "kuma.io", "cilium.io")
_BARE_KEYS = frozenset(("istio-injection",))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value that is a boolean or a number."""
    workload = workload_of(resource)
    blocks = [resource.at("metadata")]
    if workload is not None and workload.template.path:
        blocks.append(workload.template["metadata"])
    for metadata in blocks:
        for block in ("labels", "annotations"):
            for key, raw in metadata[block].mapping.items():
                if isinstance(raw, (bool, int, float)) and _is_mesh_key(key):
                    value, what = metadata[block][key], "a boolean" if isinstance(raw, bool) else "a number"
                    yield context.finding(
                        value, f"'{value.source_text}' is {what} to YAML, and the API server refuses it: quote it."
                    )


def _is_mesh_key(key: str) -> bool:
    domain, slash, _ = key.partition("/")
    return key in _BARE_KEYS or (bool(slash) and any(domain == item or domain.endswith(f".{item}") for item in _DOMAINS))
