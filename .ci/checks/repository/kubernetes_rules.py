"""What the manifests of Kubernetes have to have beside their schemas: python kubernetes_rules.py MANIFEST.yaml ...
Pod security "restricted", images named by a tag or a digest that the user gives, a network policy for every pod, no more
rights than the list below, and names that fit together."""

import re
import sys

import yaml

# apiGroup and resource: verbs.
RIGHTS = {("", "pods"): {"get", "list", "watch", "create", "delete", "deletecollection"}}
LABEL = "app.kubernetes.io/name"
wrong = []
documents = []
for path in sys.argv[1:]:
    with open(path) as file:
        documents += [(path, document) for document in yaml.safe_load_all(file) if document]


def of(kind):
    return [(path, document) for path, document in documents if document["kind"] == kind]


def pods():
    """(path, name, labels, pod spec) of everything that becomes a pod."""
    for path, document in documents:
        spec, name = document.get("spec", {}), document["metadata"].get("name", document["kind"])
        if document["kind"] == "Pod":
            yield path, name, document["metadata"].get("labels", {}), spec
        elif "template" in spec:
            yield path, name, spec["template"]["metadata"].get("labels", {}), spec["template"]["spec"]
        elif document["kind"] == "SparkApplication":
            for part in ("driver", "executor"):
                of_part = spec[part]
                container = {"name": part, "securityContext": of_part.get("securityContext", {})}
                pod = {"securityContext": of_part.get("podSecurityContext", {}), "containers": [container]}
                yield path, f"{name}'s {part}", of_part.get("labels", {}), pod


def restricted(path, name, pod):
    """https://kubernetes.io/docs/concepts/security/pod-security-standards, level "restricted"."""
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.get(field):
            wrong.append(f"{path}: {name} has {field}")
    allowed = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
    for volume in pod.get("volumes", []):
        if not set(volume) - {"name"} <= allowed:
            wrong.append(f"{path}: {name} has the volume {volume}")
    outer = pod.get("securityContext", {})
    for container in pod.get("containers", []) + pod.get("initContainers", []) + pod.get("ephemeralContainers", []):
        own = container.get("securityContext", {})

        def value(field):
            return own.get(field, outer.get(field))

        capabilities = own.get("capabilities", {})
        faults = {
            "is privileged": own.get("privileged"),
            "may gain privileges": own.get("allowPrivilegeEscalation") is not False,
            "does not drop ALL capabilities": "ALL" not in capabilities.get("drop", []),
            "adds capabilities": set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"},
            "may run as root": value("runAsNonRoot") is not True or value("runAsUser") == 0,
            "has no seccomp profile": (value("seccompProfile") or {}).get("type") not in ("RuntimeDefault", "Localhost"),
            "has a port of the host": any("hostPort" in port for port in container.get("ports", [])),
        }
        wrong.extend(f"{path}: {name}: {container['name']} {fault}" for fault, there in faults.items() if there)


def images(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "image":
                yield inner
            else:
                yield from images(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from images(inner)


def matches(selector, labels):
    return set((selector or {}).items()) <= set((labels or {}).items())


for path, name, labels, pod in pods():
    restricted(path, name, pod)
    policies = [policy["spec"] for _, policy in of("NetworkPolicy") if matches(policy["spec"]["podSelector"].get("matchLabels"), labels)]
    if not {"Ingress", "Egress"} <= {kind for policy in policies for kind in policy["policyTypes"]}:
        wrong.append(f"{path}: {name} has no network policy for both directions")
for path, document in documents:
    for image in images(document):
        if not re.fullmatch(r"[a-z0-9][a-z0-9./-]*(:<tag>|@sha256:[0-9a-f]{64})", image):
            wrong.append(f"{path}: the image {image} is neither a name with the user's :<tag> nor a digest")
for kind in ("Role", "ClusterRole"):
    for path, role in of(kind):
        for rule in role["rules"]:
            for group in rule.get("apiGroups", ["*"]):
                for resource in rule.get("resources", ["*"]):
                    more = set(rule["verbs"]) - RIGHTS.get((group, resource), set())
                    if kind == "ClusterRole" or more:
                        wrong.append(f"{path}: {kind} {role['metadata']['name']} may {sorted(more) or 'reach all namespaces'}: {resource}")
deployments = {document["metadata"]["name"]: document["spec"] for _, document in of("Deployment")}
scaled = {scaler["spec"]["scaleTargetRef"]["name"] for _, scaler in of("HorizontalPodAutoscaler")}
for name in deployments:
    if name not in scaled or "replicas" in deployments[name]:
        wrong.append(f"the deployment {name} has no autoscaler, or a number of replicas beside it")
for name in scaled - set(deployments):
    wrong.append(f"an autoscaler is for {name}, which is no deployment here")
for path, service in of("Service"):
    served = [spec for spec in deployments.values() if matches(service["spec"]["selector"], spec["template"]["metadata"]["labels"])]
    ports = {port["name"] for spec in served for container in spec["template"]["spec"]["containers"] for port in container["ports"]}
    for port in service["spec"]["ports"]:
        if port["targetPort"] not in ports:
            wrong.append(f"{path}: the service {service['metadata']['name']} leads to {port['targetPort']}, which no pod has")
for path, monitor in of("ServiceMonitor"):
    services = [one for _, one in of("Service") if matches(monitor["spec"]["selector"]["matchLabels"], one["metadata"].get("labels"))]
    ports = {port["name"] for service in services for port in service["spec"]["ports"]}
    if len(services) != 1 or any(endpoint["port"] not in ports for endpoint in monitor["spec"]["endpoints"]):
        wrong.append(f"{path}: {monitor['metadata']['name']} selects {len(services)} services with the ports {sorted(ports)}")
if deployments and not of("ServiceMonitor"):
    wrong.append("no ServiceMonitor reads the metrics of a deployment")

print("\n".join(wrong) or f"{len(documents)} resources as the rules say: pod security, images, network, rights")
sys.exit(bool(wrong))
