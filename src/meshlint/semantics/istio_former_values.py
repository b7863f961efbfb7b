"""Values of Istio's installation that moved elsewhere, or were removed.

Source: istio manifests/charts/istio-control/istio-discovery/templates/NOTES.txt (what the chart calls deprecated, and what makes
it fail), and operator/pkg/apis/istio/v1alpha1/validation/validation.go until 1.23 (deprecatedSettingsMessage).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

_MOVED = """
global.certificates meshConfig.certificates
global.trustDomainAliases meshConfig.trustDomainAliases
global.outboundTrafficPolicy meshConfig.outboundTrafficPolicy
global.localityLbSetting meshConfig.localityLbSetting
global.policyCheckFailOpen meshConfig.policyCheckFailOpen
global.enableTracing meshConfig.enableTracing
global.proxy.accessLogFormat meshConfig.accessLogFormat
global.proxy.accessLogFile meshConfig.accessLogFile
global.proxy.concurrency meshConfig.defaultConfig.concurrency
global.proxy.envoyAccessLogService meshConfig.defaultConfig.envoyAccessLogService
global.proxy.envoyMetricsService meshConfig.defaultConfig.envoyMetricsService
global.proxy.protocolDetectionTimeout meshConfig.protocolDetectionTimeout
global.proxy.holdApplicationUntilProxyStarts meshConfig.defaultConfig.holdApplicationUntilProxyStarts
pilot.ingress meshConfig.ingressService, meshConfig.ingressControllerMode and meshConfig.ingressClass
global.mtls.enabled a PeerAuthentication
global.mtls.auto meshConfig.enableAutoMtls
global.tracer.lightstep.address meshConfig.defaultConfig.tracing.lightstep.address
global.tracer.lightstep.accessToken meshConfig.defaultConfig.tracing.lightstep.accessToken
global.tracer.zipkin.address meshConfig.defaultConfig.tracing.zipkin.address
global.tracer.datadog.address meshConfig.defaultConfig.tracing.datadog.address
global.meshExpansion.enabled Gateways and other resources of your own
gateways.istio-ingressgateway.meshExpansionPorts components.ingressGateways[].k8s.service.ports
istiocoredns.enabled the proxies' DNS capture (ISTIO_META_DNS_CAPTURE)
grafana.enabled the project's own chart
kiali.enabled the project's own chart
prometheus.enabled the project's own chart
tracing.enabled the project's own chart
"""
_REMOVED = """
global.tracer.stackdriver.debug
global.tracer.stackdriver.maxNumberOfAttributes
global.tracer.stackdriver.maxNumberOfAnnotations
global.tracer.stackdriver.maxNumberOfMessageEvents
telemetry.v2.prometheus.configOverride
telemetry.v2.stackdriver.configOverride
telemetry.v2.stackdriver.disableOutbound
telemetry.v2.stackdriver.outboundAccessLogging
"""
_OFF_BY_DEFAULT = frozenset(
    """
    global.policyCheckFailOpen global.enableTracing global.meshExpansion.enabled istiocoredns.enabled
    grafana.enabled kiali.enabled prometheus.enabled tracing.enabled
    """.split()
)
_UNSET = (None, "", 0)


class FormerValue(NamedTuple):
    """A value that is set, its dotted name, and where the setting is now; `instead` is "" for one that was removed."""

    value: Value
    name: str
    instead: str


def former_values(values: Resource) -> Iterator[FormerValue]:
    """The former settings among the values of istiod's chart; those that are set to what holds anyway are left out."""
    for name, instead in _TABLE:
        value = values.at(*name.split("."))
        if not value or value.is_templated or value.raw in ({}, []):
            continue
        if isinstance(value.raw, bool):
            if value.raw or name not in _OFF_BY_DEFAULT:
                yield FormerValue(value, name, instead)
        elif value.raw not in _UNSET:
            yield FormerValue(value, name, instead)


def _rows() -> Iterator[tuple[str, str]]:
    for line in _MOVED.strip().splitlines():
        name, _, instead = line.partition(" ")
        yield name, instead
    for name in _REMOVED.split():
        yield name, ""


_TABLE = tuple(_rows())
