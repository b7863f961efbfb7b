"""The texts that a generated service is made of, to be filled in with names and numbers."""

SERVICE = """\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {name}
  namespace: {namespace}
---
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: shop
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: {name}
  ports:
    - name: http-api
      port: 8080
      targetPort: http
      protocol: TCP
    - name: http-metrics
      port: 9090
      targetPort: 9090
      protocol: TCP
---
{deployments}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: {name}
  namespace: {namespace}
spec:
  hosts:
    - {name}.{namespace}.svc.cluster.local
  http:
    - name: reads
      match:
        - uri:
            prefix: /{name}
          method:
            exact: GET
      timeout: 5s
      retries:
        attempts: 2
        perTryTimeout: 1s
        retryOn: 5xx,connect-failure
      route:
        - destination:
            host: {name}.{namespace}.svc.cluster.local
            subset: stable
            port:
              number: 8080
          weight: {weight}
        - destination:
            host: {name}.{namespace}.svc.cluster.local
            subset: canary
            port:
              number: 8080
          weight: 10
    - name: everything-else
      timeout: 10s
      retries:
        attempts: 0
      route:
        - destination:
            host: {name}.{namespace}.svc.cluster.local
            subset: stable
            port:
              number: 8080
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: {name}
  namespace: {namespace}
spec:
  host: {name}.{namespace}.svc.cluster.local
  trafficPolicy:
    connectionPool:
      tcp:
        maxConnections: 200
      http:
        http1MaxPendingRequests: 100
        maxRequestsPerConnection: 50
    outlierDetection:
      consecutive5xxErrors: 5
      interval: 30s
      baseEjectionTime: 30s
      maxEjectionPercent: 50
  subsets:
    - name: stable
      labels:
        track: stable
    - name: canary
      labels:
        track: canary
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  action: ALLOW
  rules:
    - from:
        - source:
            principals:
              - cluster.local/ns/{caller_namespace}/sa/{caller}
      to:
        - operation:
            methods: [GET, POST]
            paths: ["/{name}", "/{name}/*"]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {name}
  namespace: {namespace}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: {caller_namespace}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}-{track}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: shop
    track: {track}
spec:
  replicas: 4
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
      track: {track}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
        app.kubernetes.io/version: 1.{team}.0
        track: {track}
      annotations:
        proxy.istio.io/config: |
          holdApplicationUntilProxyStarts: true
    spec:
      serviceAccountName: {name}
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
      containers:
        - name: {name}
          image: shop.example/{name}:1.{team}.0
          args: ["--listen=:8080", "--upstream={caller}.{caller_namespace}.svc.cluster.local:8080"]
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          env:
            - name: LOG_LEVEL
              value: info
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: {name}-database
                  key: url
          readinessProbe:
            httpGet:
              path: /ready
              port: http
            periodSeconds: 5
          livenessProbe:
            httpGet:
              path: /live
              port: http
            initialDelaySeconds: 10
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              memory: 256Mi
          volumeMounts:
            - name: configuration
              mountPath: /etc/{name}
      volumes:
        - name: configuration
          configMap:
            name: {name}
"""
