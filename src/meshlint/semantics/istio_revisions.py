"""The revisions and tags of the control planes that were read.

Source: istio istio-discovery values `revision` and `revisionTags`; IstioOperator `spec.revision`; the labels `istio.io/rev` and
`istio.io/tag` of the webhooks. Without a name a control plane is revision "default".
"""

from __future__ import annotations

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.value import is_placeholder
from meshlint.semantics.istio_injection import REVISION_LABEL
from meshlint.semantics.targets import Targets

WEBHOOK = "MutatingWebhookConfiguration.admissionregistration.k8s.io"
_TAG = "istio.io/tag"


class IstioRevisions:
    """Build it once per run: `context.shared(IstioRevisions)`."""

    def __init__(self, inventory: Inventory, _targets: Targets) -> None:
        found: set[str | None] = set()
        self.revisions: set[str] = set()  # of control planes, without tags
        for values in inventory.of("HelmValues.istio"):
            owner = values.layers[0].owner
            if values.name == "istiod" and (owner is None or owner.kind != "IstioOperator"):  # those are read below
                found |= {_name(values.at("revision").raw), *(_name(tag.raw) for tag in values.at("revisionTags").items())}
                self._note(values.at("revision").raw)
        for operator in inventory.of("IstioOperator.install.istio.io"):
            found.add(_name(operator.at("spec", "revision").raw))
            self._note(operator.at("spec", "revision").raw)
        for webhook in inventory.of(WEBHOOK):
            found |= {_name(webhook.labels[key]) for key in (REVISION_LABEL, _TAG) if key in webhook.labels}
            if REVISION_LABEL in webhook.labels:
                self._note(webhook.labels[REVISION_LABEL])
        self.names = frozenset(name for name in found if name is not None)
        self.is_complete = bool(found) and None not in found  # none of them is a placeholder

    def _note(self, raw: object) -> None:
        name = _name(raw)
        if name is not None:
            self.revisions.add(name)


def _name(raw: object) -> str | None:
    text = raw if isinstance(raw, str) else ""
    return None if is_placeholder(text) else text or "default"
