"""Outcomes and rules made by hand, for the tests of reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meshlint.findings import Edit, Fix, Located, LocatedRelated, Region, Severity
from meshlint.outcome import Crash, Outcome
from meshlint.registry.rule import Documentation, Option, Profile, Rule
from meshlint.report import TextOptions

PLAIN = TextOptions(color=False, width=100)

RETRY = Rule(
    id="istio/retry-not-idempotent",
    title="Retries can repeat a request that is not idempotent.",
    severity=Severity.ERROR,
    confidence="high",
    profile=Profile.DEFAULT,
    kinds=("VirtualService.networking.istio.io",),
    tags=("reliability", "retries"),
    options={"methods": Option(default=["POST", "PATCH"], doc="Methods that must not\nbe repeated.")},
    versions={"istio": ">=1.0"},
    detected_by={"kiali": "KIA0000", "istioctl": "IST0000"},
)
OPEN_POLICY = Rule(
    id="istio/policy-allows-all",
    title="An AuthorizationPolicy allows every request.",
    severity=Severity.WARNING,
    confidence="medium",
    profile=Profile.STRICT,
    kinds=("AuthorizationPolicy.security.istio.io",),
    needs=("Namespace",),
    tags=("security",),
    security_severity="7.5",
)
ROUTE = Rule(
    id="gateway/route-hint",
    title="A route could say more.",
    severity=Severity.NOTE,
    confidence="low",
    profile=Profile.AUDIT,
    kinds=("HTTPRoute.gateway.networking.k8s.io",),
)
DOCUMENTATION = {
    RETRY.id: Documentation(
        why="A proxy that repeats a `POST` can order twice.\n\nNobody sees it.\n",
        fix="Name the methods that are safe to repeat.\n",
        references=(
            "https://istio.io/latest/docs/reference/config/networking/virtual-service/",
            "https://example.com/b",
        ),
        versions_note="Older proxies retry less.",
    ),
    OPEN_POLICY.id: Documentation(why="long " * 400, fix="Add a rule.", references=("istio.io without a scheme",)),
    ROUTE.id: Documentation(why="Because.", fix="Say more.", references=()),
}


@dataclass(frozen=True)
class Rules:
    """A source of a few rules, in the order of their ids."""

    enabled: tuple[Rule, ...] = (ROUTE, OPEN_POLICY, RETRY)

    def rules(self) -> Sequence[Rule]:
        return self.enabled

    def rule(self, rule_id: str) -> Rule | None:
        return {rule.id: rule for rule in (ROUTE, OPEN_POLICY, RETRY)}.get(rule_id)

    def documentation(self, rule_id: str) -> Documentation:
        return DOCUMENTATION[rule_id]


def located(
    message: str = "Host 'reviews' is missing, so requests fail with 503.",
    rule: str = RETRY.id,
    severity: Severity = Severity.ERROR,
    file: str = "k8s/vs.yaml",
    line: int = 12,
    columns: tuple[int, int] = (11, 18),
    source: str = "    host: reviews",
    resource: str = "VirtualService shop/reviews",
) -> Located:
    """A finding with a region on one line."""
    region = Region(file, line, columns[0], line, columns[1])
    return Located(
        rule,
        severity,
        message,
        region,
        resource,
        resource.split()[0],
        ("spec", "http", 0, "retries"),
        source_line=source,
    )


def full_outcome() -> Outcome:
    """One of everything."""
    fix = Fix(
        "Limit the retries",
        (Edit("k8s/vs.yaml", 200, 203, "gateway-error"), Edit("k8s/vs.yaml", 0, 0, "# checked\n")),
        safe=True,
    )
    other = LocatedRelated(Region("k8s/dr.yaml", 3, 5, 3, 9), "The subset is defined here.")
    retry = located()
    return Outcome(
        findings=(
            Located(
                retry.rule,
                retry.severity,
                retry.message,
                retry.region,
                retry.resource,
                retry.kind,
                retry.path,
                related=(other,),
                fix=fix,
                source_line=retry.source_line,
                line_hash="8b7cf3e952e7aeb2:1",
            ),
            located(
                "Policy 'all' allows all.",
                OPEN_POLICY.id,
                Severity.WARNING,
                line=20,
                resource="AuthorizationPolicy all",
            ),
            located("Say more.", ROUTE.id, Severity.NOTE, "k8s/z y.yaml", 1, (1, 1), "", "HTTPRoute shop/a"),
        ),
        suppressed=3,
        baselined=12,
        files=37,
        resources=214,
        skipped={"too large": 1, "Helm template": 8},
        without_context={"istio/a": ("Service",), "istio/b": ("Namespace", "Service")},
        crashes=(Crash(ROUTE.id, "HTTPRoute shop/a in k8s/z y.yaml", "ValueError: no", 'File "/home/someone/x.py"'),),
        problems=("Cannot read 'gone.yaml': no such file.",),
    )


HOSTILE = (
    "a\x1b[31mred\x9b0m\nb\r\n::error title=x::pwned %0A <b>&\"' ]]> "
    "##[add-mask]c ##vso[task.setvariable]d \u202ee \udc80\ufffe {0} [t](http://h)"
)
"""What nobody should be able to say through a report."""


def hostile_outcome() -> Outcome:
    """Hostile text wherever a user's file can put it."""
    region = Region(f" ::error file=x,line=1::p%0A{HOSTILE}.yaml", 1, 3, 1, 5)
    edit = Edit(region.file, 0, 1, HOSTILE)
    return Outcome(
        findings=(
            Located(
                RETRY.id,
                Severity.ERROR,
                HOSTILE,
                region,
                f"VirtualService {HOSTILE}",
                "VirtualService",
                ("metadata", "annotations", HOSTILE),
                related=(LocatedRelated(region, HOSTILE),),
                fix=Fix(HOSTILE, (edit,), safe=True),
                source_line=HOSTILE.splitlines()[0],
            ),
            located(HOSTILE, OPEN_POLICY.id, Severity.WARNING),
            located(HOSTILE, ROUTE.id, Severity.NOTE, resource=HOSTILE),
        ),
        skipped={HOSTILE: 1},
        without_context={"istio/a": (HOSTILE,)},
        crashes=(Crash(RETRY.id, HOSTILE, f"ValueError: {HOSTILE}", HOSTILE),),
        problems=(HOSTILE,),
    )
