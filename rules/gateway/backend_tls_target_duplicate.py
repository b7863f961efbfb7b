"""Targets of a BackendTLSPolicy that overlap."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each target that an earlier one of the same object overlaps."""
    seen: dict[tuple[str, str, str], list[Value]] = {}
    for target in resource.spec["targetRefs"].items():
        if any(part.is_templated for _key, part in target.entries()):
            continue
        earlier = seen.setdefault((target["group"].text, target["kind"].text, target["name"].text), [])
        other = next((item for item in earlier if _overlap(item, target)), None)
        if other is not None:
            message = f"'{target['name'].text}' is targeted twice, so that the API server refuses the policy."
            yield context.finding(target["name"], message, related=[(other["name"], "the first of the two")])
        earlier.append(target)


def _overlap(one: Value, other: Value) -> bool:
    sections = (one["sectionName"].text, other["sectionName"].text)
    return sections[0] == sections[1] or not all(sections)
