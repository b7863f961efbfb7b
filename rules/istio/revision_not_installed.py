"""Labels for control planes that are not there."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets, is_placeholder, workload_of
from meshlint.semantics.istio_injection import DATAPLANE_MODE, REVISION_LABEL

_WEBHOOK = "MutatingWebhookConfiguration.admissionregistration.k8s.io"
_TAG = "istio.io/tag"


class _Revisions:
    """The revisions and tags that control planes of a run have; None for one whose name cannot be read."""

    def __init__(self, inventory: Inventory, _targets: Targets) -> None:
        self.names: set[str | None] = set()
        for values in inventory.of("HelmValues.istio"):
            if values.name == "istiod":
                tags = values.at("revisionTags").items()
                self.names |= {_name(values.at("revision").raw), *(_name(tag.raw) for tag in tags)}
        for operator in inventory.of("IstioOperator.install.istio.io"):
            self.names.add(_name(operator.at("spec", "revision").raw))
        for webhook in inventory.of(_WEBHOOK):
            if REVISION_LABEL in webhook.labels:
                self.names |= {_name(webhook.labels[key]) for key in (REVISION_LABEL, _TAG) if key in webhook.labels}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the label, where at least one control plane was read."""
    workload = workload_of(resource)
    labels = resource.at("metadata", "labels") if workload is None else workload.template.get("metadata", "labels")
    revision = labels[REVISION_LABEL]
    if (
        resource.kind == "MutatingWebhookConfiguration"
        or not revision.text
        or revision.is_templated
        or labels[DATAPLANE_MODE].text == "ambient"
        or "istiod" in resource.name
    ):
        return
    names = context.shared(_Revisions).names
    if names and None not in names and revision.text not in names:
        known = ", ".join(f"'{name}'" for name in sorted(name for name in names if name))
        yield context.finding(
            revision, f"No control plane here is revision or tag '{revision.text}' (there is {known}): nothing injects."
        )


def _name(raw: object) -> str | None:
    text = raw if isinstance(raw, str) else ""
    return None if is_placeholder(text) else text or "default"
