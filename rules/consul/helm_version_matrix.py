"""Images in the values of Consul's chart that do not fit the chart."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource
from meshlint.semantics.consul_values import is_control_plane, setting
from meshlint.semantics.image_reference import ImageReference

_CONSUL = {
    (1, 4): ((1, 18),),
    (1, 5): ((1, 19),),
    (1, 6): ((1, 20),),
    (1, 7): ((1, 21),),
    (1, 8): ((1, 20), (1, 21), (1, 22)),
    (1, 9): ((1, 22),),
    (2, 0): ((2, 0),),
}
"""Release of the chart to releases of Consul (consul-k8s CHANGELOG.md). Controller and data plane are numbered as the chart."""


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each image of another release than the chart's."""
    chart = Release.parse(resource.version)
    if not is_control_plane(resource) or chart is None or chart.line not in _CONSUL:
        return
    expected = {
        "global.image": _CONSUL[chart.line],
        "global.imageK8S": (chart.line,),
        "global.imageConsulDataplane": (chart.line,),
    }
    for key, lines in expected.items():
        value = setting(resource, key)
        reference = ImageReference.parse(value.text) if value.text else None
        release = Release.parse(reference.tag) if reference is not None else None
        if release is not None and release.line not in lines:
            wanted = " or ".join(f"{major}.{minor}" for major, minor in lines)
            message = f"The chart {chart} is made for {wanted} in '{key}', not for {release}."
            yield context.finding(value, message)
