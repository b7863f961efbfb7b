"""Fields and kinds that the standard channel does not have."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Path, Resource
from meshlint.semantics.gateway_api_releases import NEWEST, X_GROUP, dated_fields, is_below


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for the kind, or for each outermost field. Fields that are gone from both channels are another rule's."""
    if context.option("channel") == "experimental":
        return
    if resource.group == X_GROUP:
        message = f"{resource.kind} is in the experimental channel only: clusters with the standard one do not know the kind."
        yield context.finding(resource.at("kind"), message)
        return
    stated = context.scan.targets.known("gateway-api", resource)
    line, outer = (stated.line if stated is not None else NEWEST), Path()
    for field in dated_fields(resource):
        standard = field.known.standard
        in_standard = standard is not None and standard.line <= line
        if in_standard or field.known.last is not None or (outer and is_below(field.value.path, outer)):
            continue
        outer = field.value.path
        since = f"until release {standard.major}.{standard.minor}" if standard is not None else "so far"
        message = f"'{field.value.path[-1]}' is in the experimental channel only, {since}: the standard one drops or refuses it."
        yield context.finding(field.value.key, message)
