"""Providers of CUSTOM policies."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_extension_providers import ExtensionProviders
from meshlint.semantics.istio_policies import action
from meshlint.semantics.suggestions import perhaps

_TYPES = ("envoyExtAuthzHttp", "envoyExtAuthzGrpc")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a provider that is missing, superfluous, unknown or of another type."""
    provider = resource.at("spec", "provider")
    name = provider["name"]
    if action(resource) != "CUSTOM":
        if provider and not resource.at("spec", "action").is_templated:
            yield context.finding(
                provider.key, f"Only CUSTOM policies have a provider, and this one's action is '{action(resource)}'."
            )
        return
    if not name.text:
        yield context.finding(
            resource.at("spec", "action"), "A CUSTOM policy needs 'provider.name': Istio refuses it without one."
        )
        return
    defined = context.shared(ExtensionProviders).defined(resource)
    if defined is None or name.is_templated:
        return
    found = defined.get(name.text)
    authorizers = [key for key, item in defined.items() if any(item[kind] for kind in _TYPES)]
    if found is None:
        hint = perhaps(name.text, authorizers)
        yield context.finding(name, f"MeshConfig defines no provider '{name.text}': every request that matches is denied.{hint}")
    elif name.text not in authorizers:
        yield context.finding(name, f"Provider '{name.text}' is no authorizer: every request that matches is denied.")
