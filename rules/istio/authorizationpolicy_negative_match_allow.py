"""ALLOW rules made of exceptions."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_policies import action


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule of an ALLOW policy that has negative conditions and no positive one."""
    if action(resource) != "ALLOW":
        return
    for rule in given["rules"]:
        fields = list(_fields(rule))
        if fields and all(str(field.path[-1]).startswith("not") for field in fields):
            message = f"The rule allows everything but '{fields[0].path[-1]}': what is added later is allowed too."
            yield context.finding(fields[0].key, message)


def _fields(rule: Value) -> Iterator[Value]:
    """Every list of values that a rule compares with."""
    for part, key in (("from", "source"), ("to", "operation")):
        for item in rule[part].items():
            yield from (values for _, values in item[key].entries() if values.raw)
    for condition in rule["when"].items():
        yield from (condition[name] for name in ("values", "notValues") if condition[name].raw)
