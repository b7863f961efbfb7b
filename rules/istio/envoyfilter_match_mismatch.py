"""Patches of EnvoyFilters whose context or cluster does not exist in the proxies that they are for."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_hosts import Evidence, IstioHosts
from meshlint.semantics.istio_policies import Subject, Subjects, are_labels
from meshlint.semantics.istio_proxies import Role, all_are

_SIDECAR = ("SIDECAR_INBOUND", "SIDECAR_OUTBOUND")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each context that the selected proxies do not have, and for each cluster of an unknown host."""
    contexts = [value for value in given["context"] if value.text in (*_SIDECAR, "GATEWAY")]
    selected = _selected(resource, context) if contexts else []
    for value in contexts:
        wrong = Role.GATEWAY if value.text in _SIDECAR else Role.SIDECAR
        if all_are(selected, wrong):
            what = "a gateway" if wrong is Role.GATEWAY else "no gateway"
            name = selected[0].resource.full_name
            message = f"{name}, which the selector picks, is {what}: its proxy has nothing in the context '{value.text}'."
            yield context.finding(value, message)
    for host in given["service"]:
        yield from _unknown(host, context)


def _selected(resource: Resource, context: Context) -> list[Subject]:
    labels = resource.at("spec", "workloadSelector", "labels")
    if not are_labels(labels) or resource.at("spec", "targetRefs"):
        return []
    subjects = context.shared(Subjects)
    return subjects.labelled(labels.mapping, subjects.reach(resource), resource)


def _unknown(host: Value, context: Context) -> Iterator[Finding]:
    if "." not in host.text or "*" in host.text or host.is_templated:
        return
    missing = context.shared(IstioHosts).missing(host)
    if missing is not None and (missing.evidence > Evidence.NEIGHBOURS or context.is_audit):
        yield context.finding(host, f"The patch is for the cluster of '{host.text}', which {missing.reason}")
