"""The texts that foreign files are made of: a definition of resources, a dashboard, values of a chart."""

DEFINITION = """\
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
PROPERTY = """\
            field{number}:
              type: string
              description: The {number}th of many fields, described at a length that is usual for definitions of resources.
              enum: [one, two, three]
"""
DASHBOARD = """\
apiVersion: grafana.integreatly.org/v1beta1
kind: GrafanaDashboard
metadata:
  name: board-{number}
spec:
  panels:
"""
PANEL = """\
    - title: panel {number}
      type: graph
      targets:
        - expr: rate(requests_total{{panel="{number}"}}[5m])
          legendFormat: requests of {number}
"""
COMPONENT = """\
component{number}:
  enabled: true
  replicas: {number}
  image:
    repository: shop.example/component-{number}
    tag: 1.{release}.{number}
"""
