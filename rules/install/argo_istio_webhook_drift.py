"""Applications of istiod that self-heal its webhook configurations."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.chart_installs import installer_of

_SETTLED = ("validationFailurePolicy", "validationCABundle")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on `selfHeal`, where neither the Application, nor Argo CD as a whole, nor the values settle it."""
    application = installer_of(resource)
    if application is None or application.kind != "Application" or resource.data["chart"] != "istiod" or resource.data["partial"]:
        return
    heals = application.at("spec", "syncPolicy", "automated", "selfHeal")
    settled = any(resource.at("values", "base", key) for key in _SETTLED)
    if heals.raw is True and not settled and not _ignored(application.spec) and not _ignored_everywhere(context):
        yield context.finding(
            heals, "Self-heal sets back the failure policy that istiod writes into its webhook: validation flaps open."
        )


def _ignored(spec: Value) -> bool:
    kinds = [entry["kind"].text for entry in spec["ignoreDifferences"].items()]
    options = [option.text for option in spec.get("syncPolicy", "syncOptions").items()]
    managed = any(entry["managedFieldsManagers"] for entry in spec["ignoreDifferences"].items())
    return any("Webhook" in kind or kind == "*" for kind in kinds) or (managed and "ServerSideApply=true" in options)


def _ignored_everywhere(context: Context) -> bool:
    """Whether Argo CD's own ConfigMap, where it was read, ignores differences of webhook configurations."""
    return any(
        "ignoreDifferences" in key and ("Webhook" in key or key.endswith(".all"))
        for config in context.inventory.of("ConfigMap")
        if config.name == "argocd-cm"
        for key in config.at("data").mapping
    )
