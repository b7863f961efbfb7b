"""WorkloadGroups that selectors cannot tell apart."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets

Key = tuple[str | None, frozenset[tuple[str, str]]]


class Groups:
    """All WorkloadGroups, by namespace and labels."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self.twins: dict[Key, list[Resource]] = {}
        for group in inventory.of("WorkloadGroup.networking.istio.io"):
            self.twins.setdefault(_key(group), []).append(group)


def _key(group: Resource) -> Key:
    labels = group.at("spec", "metadata", "labels").mapping
    return group.namespace, frozenset((key, str(value)) for key, value in labels.items())


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the labels, for a group that has a twin in its namespace."""
    labels = resource.at("spec", "metadata", "labels")
    if resource.namespace is None or not labels.mapping or any(label.is_templated for _, label in labels.entries()):
        return
    for other in context.shared(Groups).twins[_key(resource)]:
        if other.name != resource.name and other.shares_scope(resource):
            related = [(other.at("spec", "metadata", "labels").key, "the twin")]
            message = f"The WorkloadGroup '{other.name}' carries the same labels: selectors cannot tell the two apart."
            yield context.finding(labels.key, message, related=related)
            return
