"""What Cilium's chart reads of its values, by release, and what became of values that it no longer reads.

Which keys a release knows is in cilium_values.json. Source of the changes: install/kubernetes/cilium/templates/validate.yaml and
values.yaml of each release, and the upgrade notes in Documentation/operations/upgrade.rst.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.fact_tables import fact_table
from meshlint.semantics.targets import Release, Targets
from meshlint.semantics.version_strings import classify_chart_version

_FIRST, _LAST = (1, 14), (1, 20)  # the releases whose keys are known
_FREE_NAMES = frozenset(
    """
    annotations labels podAnnotations podLabels resources affinity tolerations nodeSelector securityContext podSecurityContext
    updateStrategy extraConfig extraArgs extraEnv extraValues topologySpreadConstraints priorityClass global lifecycle
    """.split()
)
_IDENTIFYING = ("kubeProxyReplacement", "ipam", "cluster", "routingMode", "k8sServiceHost", "operator", "hubble")


class Change(NamedTuple):
    """A value that a release dropped. `refused` says that the chart then fails, else the value is not read any more."""

    key: str
    since: tuple[int, int]
    refused: bool
    instead: str = ""  # what to write in its place
    protects: bool = False  # it switches on security or routing


def _changes(table: str, refused: bool) -> tuple[Change, ...]:
    rows = [line.split(maxsplit=2) for line in table.strip().splitlines()]
    return tuple(
        Change(key.lstrip("!"), (1, int(minor)), refused, "".join(rest), key.startswith("!")) for minor, key, *rest in rows
    )


CHANGES = _changes(
    """
    15 tunnel routingMode and tunnelProtocol
    15 enableCnpStatusUpdates
    15 enableK8sEventHandover
    15 clustermesh.apiserver.tls.ca.cert tls.ca.cert
    15 clustermesh.apiserver.tls.ca.key tls.ca.key
    16 encryption.keyFile encryption.ipsec.keyFile
    16 encryption.mountPath encryption.ipsec.mountPath
    16 encryption.secretName encryption.ipsec.secretName
    16 encryption.interface encryption.ipsec.interface
    16 proxy.prometheus.enabled envoy.prometheus.enabled
    16 proxy.prometheus.port envoy.prometheus.port
    16 endpointStatus.enabled
    16 containerRuntime.integration
    16 etcd.managed
    16 remoteNodeIdentity
    18 enableCiliumEndpointSlice ciliumEndpointSlice.enabled
    18 ciliumEndpointSlice.sliceMode
    """,
    refused=True,
) + _changes(
    """
    13 datapathMode bpf.datapathMode
    13 installIptablesRules
    14 sockops.enabled
    14 hubble.tls.ca.cert tls.ca.cert
    14 hubble.tls.ca.key tls.ca.key
    17 !bgp.enabled bgpControlPlane.enabled
    17 !externalIPs.enabled kubeProxyReplacement
    17 encryption.wireguard.userspaceFallback
    18 !hostPort.enabled kubeProxyReplacement
    18 enableRuntimeDeviceDetection
    18 enableK8sTerminatingEndpoint
    18 externalWorkloads.enabled
    18 highScaleIPcache.enabled
    18 l2NeighDiscovery.refreshPeriod
    18 loadBalancer.experimental
    19 !nodePort.enabled kubeProxyReplacement
    19 svcSourceRangeCheck
    19 customCalls.enabled
    19 l2podAnnouncements.interface l2podAnnouncements.interfacePattern
    19 clustermesh.apiserver.tls.client.cert
    19 clustermesh.apiserver.tls.client.key
    20 !encryption.ipsec.encryptedOverlay
    20 clustermesh.enableMCSAPISupport clustermesh.mcsapi.enabled
    20 preflight.tofqdnsPreCache
    """,
    refused=False,
)


def is_agent_chart(values: Resource) -> bool:
    """Whether these are values of Cilium itself, and not of Tetragon."""
    return values.name == "cilium"


def is_fragment(values: Resource) -> bool:
    """Whether values say so little that they are merged with others: nothing can be said of what they lack."""
    return values.partial or not any(values.root.has(key) for key in _IDENTIFYING)


def chart_release(values: Resource, targets: Targets) -> Release | None:
    """The release of the chart that reads these values; None where nothing tells."""
    if values.version and classify_chart_version(values.version).pinned:
        return Release.parse(values.version)
    return targets.known("cilium", values)


def setting(values: Resource, dotted: str) -> Value:
    """The value of a dotted key."""
    return values.at(*dotted.split("."))


def is_on(values: Resource, dotted: str) -> bool:
    """Whether a switch is on, written as a boolean or as text."""
    return setting(values, dotted).raw in (True, "true")


def unknown_keys(values: Resource, release: Release | None) -> Iterator[Value]:
    """Keys that the chart of a release does not read; of no release at all where it is not known."""
    if release is None or release.line >= _FIRST:
        known = _known(min(release.line, _LAST) if release is not None else None)
        yield from _unknown(values.root, "", known)


def _unknown(holder: Value, path: str, known: dict[str, bool]) -> Iterator[Value]:
    for key, value in holder.entries():
        dotted = f"{path}.{key}" if path else key
        if key in _FREE_NAMES or key.startswith(("extra", "x-", "_")):
            continue
        if dotted not in known:
            yield value
        elif known[dotted]:
            yield from _unknown(value, dotted, known)


@cache
def _known(line: tuple[int, int] | None) -> dict[str, bool]:
    """The keys of a release, or of any, with whether keys below them are known too."""
    facts = _facts()
    free = frozenset(facts["free"])
    known: dict[str, bool] = {}
    for span, keys in facts["keys"].items():
        first, last = (tuple(map(int, part.split("."))) for part in span.split("-"))
        if line is None or first <= line <= last:
            for key in keys:
                known.setdefault(key, False)
                while "." in key:
                    key = key.rpartition(".")[0]
                    known[key] = key not in free
    return known


@cache
def known_names(line: tuple[int, int] | None) -> tuple[str, ...]:
    """All keys of a release, dotted, to suggest from."""
    return tuple(_known(line))


@cache
def _facts() -> dict[str, Any]:
    return fact_table("cilium_values.json")
