"""WorkloadGroups without their identity."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the account's name, when others of the namespace were read and neither they nor pods go by it."""
    account = resource.at("spec", "template", "serviceAccount")
    inventory = context.inventory
    if account.text in ("", "default") or account.is_templated:
        return
    if resource.namespace is None and not context.complete:
        return
    if not inventory.knows_kind_in("ServiceAccount", resource.namespace) or inventory.templated_kinds & {"ServiceAccount"}:
        return
    if inventory.find("ServiceAccount", account.text, resource.namespace):
        return
    pods = (workload.pod_spec["serviceAccountName"].text for workload in inventory.workloads_in(resource.namespace))
    if account.text not in pods:
        yield context.finding(
            account, f"There is no service account '{account.text}' here: machines of this group get no identity."
        )
