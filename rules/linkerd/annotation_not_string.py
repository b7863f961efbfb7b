"""Values of Linkerd's annotations and labels that YAML does not read as texts."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, workload_of


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value, on the object and on its pod template."""
    places = [resource.at("metadata")]
    workload = workload_of(resource)
    if workload is not None and workload.template.path:
        places.append(workload.template["metadata"])
    for metadata in places:
        for block in (metadata["annotations"], metadata["labels"]):
            yield from (_finding(value, context) for key, value in block.entries() if _concerns(key, value))


def _concerns(key: object, value: Value) -> bool:
    prefix = str(key).partition("/")[0]
    return (prefix == "linkerd.io" or prefix.endswith(".linkerd.io")) and not isinstance(value.raw, str)


def _finding(value: Value, context: Context) -> Finding:
    shown = value.source_text or str(value.raw).lower()
    return context.finding(value, f"'{shown}' is not a text: the API server refuses the object until it is quoted.")
