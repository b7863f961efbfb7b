"""Combinations of values with which Cilium's chart does not render."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource, Value
from meshlint.semantics.cilium_values import chart_release, is_agent_chart, is_on, setting

_CLUSTER_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,30}[a-z0-9])?\Z")
_NEED_PROXY = ("gatewayAPI.enabled", "ingressController.enabled")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each combination, on the value that has to change."""
    if not is_agent_chart(resource):
        return
    release = chart_release(resource, context.scan.targets) or context.target("cilium")
    for value, message in _refused(resource, release):
        yield context.finding(value, message)


def _refused(values: Resource, release: Release) -> Iterator[tuple[Value, str]]:
    yield from _shapes(values)
    yield from _hubble(values)
    if setting(values, "l7Proxy").raw is False:
        for feature in _NEED_PROXY:
            if is_on(values, feature):
                yield setting(values, "l7Proxy"), f"'{feature}' needs the L7 proxy, and 'l7Proxy' is false: the chart fails."
    if release.at_least(1, 16):
        yield from _cluster(values)
    if release.at_least(1, 19):
        yield from _since_1_19(values)


def _since_1_19(values: Resource) -> Iterator[tuple[Value, str]]:
    spire = setting(values, "authentication.mutual.spire.enabled")
    unauthenticated = not is_on(values, "authentication.enabled") and not values.partial
    if is_on(values, "authentication.mutual.spire.enabled") and unauthenticated:
        yield spire, "SPIRE needs 'authentication.enabled: true', which is off by default since 1.19: the chart fails."
    if is_on(values, "bpf.tproxy") and setting(values, "bpf.datapathMode").text.startswith("netkit"):
        yield setting(values, "bpf.tproxy"), "'bpf.tproxy' and 'bpf.datapathMode: netkit' exclude each other: the chart fails."


def _shapes(values: Resource) -> Iterator[tuple[Value, str]]:
    for key in ("bandwidthManager", "hostFirewall", "eni"):
        value = setting(values, key)
        if isinstance(value.raw, bool):
            yield value, f"'{key}' is a mapping, and its schema refuses a boolean: write '{key}.enabled'."


def _hubble(values: Resource) -> Iterator[tuple[Value, str]]:
    relay = setting(values, "hubble.relay.enabled")
    lacks_relay = not relay.is_templated and not is_on(values, "hubble.relay.enabled") and not values.partial
    if is_on(values, "hubble.ui.enabled") and lacks_relay and not is_on(values, "hubble.ui.standalone.enabled"):
        yield setting(values, "hubble.ui.enabled"), "Hubble's UI needs 'hubble.relay.enabled: true': the chart fails."
    if is_on(values, "hubble.relay.enabled") and setting(values, "hubble.enabled").raw is False:
        yield relay, "Hubble's relay needs 'hubble.enabled: true': the chart fails."


def _cluster(values: Resource) -> Iterator[tuple[Value, str]]:
    name, identifier = setting(values, "cluster.name"), setting(values, "cluster.id")
    if name.text and not name.is_templated and not _CLUSTER_NAME.match(name.text):
        yield name, f"'{name.text}' is no name of a cluster (lower case, digits and dashes, 32 at most): the chart fails."
    elif identifier.integer and name.raw in (None, "default") and not values.partial:
        yield identifier, "A cluster with an id needs a name other than 'default': the chart fails."
