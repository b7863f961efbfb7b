"""What the admission webhooks refuse of Registrations and of limits on requests to Consul's servers.

Source: consul-k8s control-plane/api/v1alpha1 (registration_webhook.go, controlplanerequestlimit_types.go, ratelimit_types.go,
ratelimit_webhook.go and its test).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul import ConsulMesh
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_fields import first_blank_at, is_blank
from meshlint.semantics.consul_values import setting
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.targets import Targets

_REQUIRED = (("node",), ("service", "name"), ("address",))
_STATUSES = ("passing", "warning", "critical")
_OPTIONAL_DURATIONS = ("timeoutDuration", "deregisterCriticalServiceAfterDuration")
_BLOCKS = tuple(
    """
    acl catalog configEntry connectCA coordinate discoveryChain health intention kv tenancy preparedQuery session txn
    """.split()
)
_TOKEN = "connectInject.globalConfigACLToken.secretName"


class ConsulRegistrations(KeptFaults):
    """The faults of Registrations, ControlPlaneRequestLimits and RateLimits."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._mesh = inventory.shared(ConsulMesh, targets)
        self._edition = inventory.shared(ConsulEdition, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        if resource.kind == "Registration":
            yield from _registration(resource.spec)
        elif resource.kind == "ControlPlaneRequestLimit":
            for rates in (resource.spec, *(resource.spec[key] for key in _BLOCKS)):
                yield from _rates(rates)
        else:
            yield from _rate_limit(resource.spec["config"])
            yield from self._token(resource)

    def _token(self, limit: Resource) -> Iterator[Fault]:
        if not self._edition.manages_acls(limit) or not self._edition.partitions(limit):
            return
        if all(is_blank(setting(values, _TOKEN)) and not values.partial for values in self._mesh.values(limit)):
            message = f"With ACLs and admin partitions the values need '{_TOKEN}': without it the webhook refuses a RateLimit."
            yield Fault("ratelimit-missing-acl-token", limit.at("kind").place, message)


def _registration(spec: Value) -> Iterator[Fault]:
    rule = "registration-invalid"
    for steps in _REQUIRED:
        if is_blank(spec.get(*steps)):
            message = f"'{'.'.join(steps)}' is missing: the webhook refuses the Registration, and the service is not known."
            yield Fault(rule, first_blank_at(spec, *steps), message)
    check = spec["check"]
    if not isinstance(check.raw, dict):
        return
    status, definition = check["status"], check["definition"]
    if is_blank(check["name"]):
        yield Fault(rule, first_blank_at(check, "name"), "The check has no 'name': the webhook refuses the Registration.")
    if status.raw not in _STATUSES and not status.is_templated:
        shown = f"'{status.raw}' is no status" if status else "The check has no 'status'"
        message = f"{shown}; it is 'passing', 'warning' or 'critical': the webhook refuses the Registration."
        yield Fault(rule, status.place if status else first_blank_at(check, "status"), message)
    interval = definition["intervalDuration"]
    if is_blank(interval) and not definition.is_templated:
        message = "The check has no 'intervalDuration': the webhook refuses the Registration."
        yield Fault(rule, first_blank_at(check, "definition", "intervalDuration"), message)
    for value in (interval, *(definition[key] for key in _OPTIONAL_DURATIONS)):
        if not is_blank(value) and not value.is_templated and parse_duration(str(value.raw)) is None:
            message = f"'{value.raw}' is no duration such as '10s': the webhook refuses the Registration."
            yield Fault(rule, value.place, message)


def _rates(rates: Value) -> Iterator[Fault]:
    """Rates of one kind of request, or of all: what is not written is 0, which is no rate for writes."""
    if not isinstance(rates.raw, dict):
        return
    read, write = rates["readRate"], rates["writeRate"]
    if read.number is not None and read.number < 0:
        yield _refused(read, "a rate is not below 0")
    if not write:
        message = "'writeRate' is missing and counts as 0: the webhook refuses the entry."
        yield Fault("request-limit-invalid", first_blank_at(rates, "writeRate"), message)
    elif write.number is not None and write.number <= 0:
        yield _refused(write, "the rate of writes is above 0")


def _rate_limit(config: Value) -> Iterator[Fault]:
    for rate in (config["readRate"], config["writeRate"]):
        if rate.number is not None and rate.number < 0:
            yield _refused(rate, "a rate is not below 0")
    for endpoint in config["excludeEndpoints"].items():
        if endpoint.raw == "":
            yield Fault("request-limit-invalid", endpoint.place, "An endpoint without a name: the webhook refuses the entry.")


def _refused(value: Value, because: str) -> Fault:
    return Fault("request-limit-invalid", value.place, f"'{value.raw}' is refused by the webhook: {because}.")
