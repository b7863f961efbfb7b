"""A mesh-wide default retry policy that repeats requests after they were processed."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_retries import attempts, conditions_of, follow_processing, unsafe


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on `retryOn`, or on the policy where it takes the release's default conditions."""
    for policy in given["policy"]:
        retry_on = policy["retryOn"]
        if not attempts(policy) or retry_on.is_templated:
            continue
        conditions = unsafe(conditions_of(policy, context.shared(IstioMesh).default_retry_conditions(resource)), grpc=False)
        if not conditions:
            continue
        listed = ", ".join(conditions)
        source = f"retryOn '{listed}'" if retry_on else f"the default conditions of this Istio release ('{listed}')"
        message = f"Every route without retries of its own repeats POST and PATCH after {source}: they may have been processed."
        severity = Severity.ERROR if follow_processing(conditions) else Severity.WARNING
        yield context.finding(retry_on if retry_on else policy.key, message, severity=severity)
