"""Generated trees to measure on: a mesh-only tree of any size, and one in which four fifths of the bytes are foreign."""

from __future__ import annotations

from pathlib import Path

_SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
  labels: {{app: {name}, team: team-{team}}}
spec:
  selector: {{app: {name}}}
  ports:
    - {{name: http, port: 8080, targetPort: 8080}}
    - {{name: grpc-api, port: 9090, targetPort: 9090}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: {namespace}
spec:
  replicas: 3
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}, version: v1}}
    spec:
      serviceAccountName: {name}
      containers:
        - name: {name}
          image: shop.example/{name}:1.{team}.0
          ports:
            - containerPort: 8080
            - containerPort: 9090
          resources:
            requests: {{cpu: 50m, memory: 64Mi}}
            limits: {{memory: 256Mi}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: {name}
  namespace: {namespace}
spec:
  hosts: [{name}.{namespace}.svc.cluster.local]
  http:
    - name: reads
      match:
        - method: {{exact: GET}}
          uri: {{prefix: /{name}}}
      retries: {{attempts: 2, perTryTimeout: 1s, retryOn: "5xx,connect-failure"}}
      timeout: 5s
      route:
        - destination: {{host: {name}.{namespace}.svc.cluster.local, subset: v1, port: {{number: 8080}}}}
          weight: 90
        - destination: {{host: {name}.{namespace}.svc.cluster.local, subset: v2, port: {{number: 8080}}}}
          weight: 10
    - name: rest
      route:
        - destination: {{host: {name}.{namespace}.svc.cluster.local, port: {{number: 8080}}}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: {name}
  namespace: {namespace}
spec:
  host: {name}.{namespace}.svc.cluster.local
  trafficPolicy:
    connectionPool: {{http: {{http1MaxPendingRequests: 100}}}}
    outlierDetection: {{consecutive5xxErrors: 5, interval: 30s, baseEjectionTime: 30s}}
  subsets:
    - {{name: v1, labels: {{version: v1}}}}
    - {{name: v2, labels: {{version: v2}}}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector:
    matchLabels: {{app: {name}}}
  action: ALLOW
  rules:
    - from:
        - source:
            principals: [cluster.local/ns/{namespace}/sa/{caller}]
      to:
        - operation: {{methods: [GET, POST], paths: [/{name}/*]}}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: {name}
  namespace: {namespace}
spec:
  endpointSelector:
    matchLabels: {{app: {name}}}
  ingress:
    - fromEndpoints:
        - matchLabels: {{app: {caller}}}
      toPorts:
        - ports:
            - {{port: "8080", protocol: TCP}}
"""
DOCUMENTS_PER_SERVICE = 6

_FOREIGN = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things{number}.shop.example
spec:
  group: shop.example
  names: {{kind: Thing{number}, plural: things{number}}}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
"""
_PROPERTY = """\
            field{number}:
              type: string
              description: The {number}th of many fields, described at a length that is usual for definitions of resources.
              enum: [one, two, three]
"""


def mesh_tree(folder: Path, documents: int) -> None:
    """Write a realistic mesh of about so many documents: services, workloads, routes, policies, references."""
    services = max(documents // DOCUMENTS_PER_SERVICE, 1)
    for number in range(services):
        team = number // 40
        name, caller = f"service-{number}", f"service-{(number * 7 + 1) % services}"
        path = folder / f"team-{team}" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_SERVICE.format(name=name, namespace=f"team-{team}", team=team, caller=caller))
    for team in range((services - 1) // 40 + 1):
        text = f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-{team}\n  labels: {{istio-injection: enabled}}\n"
        (folder / f"team-{team}" / "namespace.yaml").write_text(text)


def foreign_tree(folder: Path, documents: int) -> None:
    """Write a tree in which four fifths of the bytes are definitions of resources, dashboards and foreign values."""
    mesh_tree(folder / "mesh", documents)
    wanted = 4 * sum(path.stat().st_size for path in (folder / "mesh").rglob("*.yaml"))
    (folder / "vendor").mkdir(parents=True, exist_ok=True)
    definition = _FOREIGN + "".join(_PROPERTY.format(number=number) for number in range(120)).replace("{", "{{").replace(
        "}", "}}"
    )
    dashboard = "apiVersion: grafana.integreatly.org/v1beta1\nkind: GrafanaDashboard\nspec:\n  panels:\n"
    dashboard += "".join(f"    - {{title: panel {n}, type: graph, targets: [{{expr: rate(x{n}[5m])}}]}}\n" for n in range(300))
    values = "".join(
        f"component{n}:\n  enabled: true\n  replicas: {n}\n  image: {{repository: shop.example/c{n}, tag: 1.0.{n}}}\n"
        for n in range(250)
    )
    written, number = 0, 0
    while written < wanted:
        for kind, text in (("crd", definition.format(number=number)), ("dashboard", dashboard), ("values", values)):
            (folder / "vendor" / f"{kind}-{number}.yaml").write_text(text)
            written += len(text)
        number += 1
