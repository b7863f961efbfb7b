"""PeerAuthentications that select workloads where none can be selected."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_mtls import ServerModes


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy of the root namespace that has labels to select by."""
    root = context.shared(ServerModes).root_namespace
    for labels in given["labels"]:
        if resource.namespace == root and labels.mapping:
            yield context.finding(
                resource.at("spec", "selector").key,
                f"'{root}' is the root namespace, where a PeerAuthentication with a selector is skipped: its mode holds nowhere.",
            )
