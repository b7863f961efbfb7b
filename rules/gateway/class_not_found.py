"""Gateways whose class is neither defined nor one that a known controller brings along."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_classes import is_shipped
from meshlint.semantics.suggestions import perhaps

_CLASS = "GatewayClass.gateway.networking.k8s.io"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on `gatewayClassName`. A class of a similar name, or a complete inventory, makes it more than a guess."""
    name = resource.spec["gatewayClassName"]
    if not name.text or name.is_templated:
        return
    inventory = context.inventory
    if inventory.find(_CLASS, name.text, "") or is_shipped(name.text) or name.text in context.option("classes"):
        return
    hint = perhaps(name.text, (item.name for item in inventory.of(_CLASS)))
    guessed = context.is_audit and inventory.has(_CLASS)
    if inventory.complete or hint or guessed:
        message = f"No GatewayClass '{name.text}' is defined, so that no controller serves the Gateway.{hint}"
        yield context.finding(name, message)
