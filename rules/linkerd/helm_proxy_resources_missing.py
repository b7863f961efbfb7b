"""Values of Linkerd's control plane that leave its proxies without resources."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource

_CHARTS = ("linkerd-control-plane", "linkerd-enterprise-control-plane", "linkerd-enterprise", "linkerd2")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for what is missing; nothing where more values are in files that were not read."""
    if resource.name not in _CHARTS or resource.partial:
        return
    resources = resource.at("proxy", "resources")
    missing = [dotted for dotted in context.option("require") if not resources.get(*str(dotted).split("."))]
    if missing and not resources.is_templated:
        message = f"'proxy.resources' lacks {', '.join(missing)}, and the chart has no default: every injected pod runs without."
        yield context.finding(resources, message)
