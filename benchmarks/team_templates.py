"""What a generated team has of its own: a namespace, defaults, what it calls outside, and its two gateways."""

NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: team-{team}
  labels:
    istio-injection: enabled
    kubernetes.io/metadata.name: team-{team}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: team-{team}
spec:
  mtls:
    mode: STRICT
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata:
  name: default
  namespace: team-{team}
spec:
  egress:
    - hosts: ["*/*"]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: payment-provider
  namespace: team-{team}
spec:
  hosts:
    - api.team-{team}.payments.example
    - "*.hooks.team-{team}.payments.example"
  location: MESH_EXTERNAL
  resolution: NONE
  exportTo: ["."]
  ports:
    - number: 443
      name: tls
      protocol: TLS
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: public
  namespace: team-{team}
spec:
  selector:
    istio: ingressgateway
  servers:
    - port:
        number: 443
        name: https
        protocol: HTTPS
      tls:
        mode: SIMPLE
        credentialName: team-{team}-shop-example
        minProtocolVersion: TLSV1_2
      hosts:
        - team-{team}.shop.example
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: public
  namespace: team-{team}
spec:
  hosts:
    - team-{team}.shop.example
  gateways:
    - team-{team}/public
  http:
    - name: everything
      timeout: 10s
      retries:
        attempts: 0
      route:
        - destination:
            host: {first}.team-{team}.svc.cluster.local
            subset: stable
            port:
              number: 8080
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: partners
  namespace: team-{team}
spec:
  gatewayClassName: istio
  listeners:
    - name: https
      hostname: "*.team-{team}.partners.example"
      port: 443
      protocol: HTTPS
      tls:
        mode: Terminate
        certificateRefs:
          - name: team-{team}-partners-example
      allowedRoutes:
        namespaces:
          from: Same
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: partners
  namespace: team-{team}
spec:
  parentRefs:
    - name: partners
      sectionName: https
  hostnames:
    - api.team-{team}.partners.example
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /{first}
      timeouts:
        request: 10s
      backendRefs:
        - name: {first}
          port: 8080
"""
