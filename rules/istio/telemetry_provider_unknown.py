"""Names of providers that MeshConfig does not define."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_extension_providers import BUILT_IN, ExtensionProviders
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each name that is neither defined nor built in."""
    defined = context.shared(ExtensionProviders).defined(resource)
    if defined is None:
        return
    known = {*defined, *BUILT_IN}
    for name in given:
        if name.text and not name.is_templated and name.text not in known:
            message = f"MeshConfig defines no provider '{name.text}': the entry is ignored.{perhaps(name.text, known)}"
            yield context.finding(name, message)
