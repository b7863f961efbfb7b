"""Conditions in a status that say no."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value

_WAYPOINT = {"istio.io/WaypointBound": "False"}
_POLICY = {"ZtunnelAccepted": "False", "WaypointAccepted": "False"}
_ROUTE = {"Accepted": "False", "Programmed": "False", "ResolvedRefs": "False"}
_GATEWAY = {"Accepted": "False", "Programmed": "False", "Ready": "False", "Scheduled": "False"}
_LISTENER = {
    "Accepted": "False",
    "Programmed": "False",
    "Ready": "False",
    "ResolvedRefs": "False",
    "Conflicted": "True",
    "Detached": "True",
}
_PASSING = frozenset(("Pending", "ListenersNotValid", "ListenerSetsNotValid"))
"""Reasons that say no more than "not yet", or that a listener's own condition says better."""


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on its type, for each condition that says that the resource is not in force."""
    for conditions, negative in _expected(resource):
        for condition in conditions.items():
            kind, reason, message = (condition[key].text for key in ("type", "reason", "message"))
            if _is_negative(condition, negative):
                detail = ": ".join(filter(None, (reason, message.strip().rstrip("."))))
                stated = f"'{kind}' is {condition['status'].text}"
                yield context.finding(
                    condition["type"], f"{stated}, so that this is not in force{f' ({detail})' if detail else ''}."
                )


def _expected(resource: Resource) -> Iterator[tuple[Value, dict[str, str]]]:
    status = resource.at("status")
    if resource.kind == "Gateway":
        yield status["conditions"], _GATEWAY
        for listener in status["listeners"].items():
            yield listener["conditions"], _LISTENER
    elif resource.kind.endswith("Route"):
        for parent in status["parents"].items():
            yield parent["conditions"], _ROUTE
    else:
        yield status["conditions"], _POLICY if resource.kind == "AuthorizationPolicy" else _WAYPOINT


def _is_negative(condition: Value, negative: dict[str, str]) -> bool:
    kind, status, reason = (condition[key].text for key in ("type", "status", "reason"))
    if kind == "WaypointAccepted" and kind in negative and reason == "PartiallyInvalid":
        return True
    if negative.get(kind) != status or reason in _PASSING:
        return False
    return not (reason == "AddressNotAssigned" and "address pending" in condition["message"].text.lower())
