"""What a rule may import: this module, and the semantics of the meshes in `meshlint.semantics`.

A Python rule is a module beside its YAML file with one function:

    def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]: ...

`resource` is one resource of the rule's kinds, `given` what its selectors found there, `context` all the rest. A check
reads; it never changes what it is handed, prints, or opens files. See docs/writing-rules.md.
"""

from collections.abc import Iterator

from meshlint.findings import Finding, Fix, Path, Place, Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value, is_placeholder
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.registry.context import Context, Given
from meshlint.semantics.targets import Release, Targets

__all__ = [
    "Context",
    "Finding",
    "Fix",
    "Given",
    "Inventory",
    "Iterator",
    "Path",
    "Place",
    "Release",
    "Resource",
    "Severity",
    "Targets",
    "Value",
    "Workload",
    "is_placeholder",
    "workload_of",
]
