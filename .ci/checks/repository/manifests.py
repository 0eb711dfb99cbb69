"""What a file that names software from a registry has to have: python manifests.py [FOLDER]. Image tags that do not move, exact
versions of Python packages, a checksum for Maven itself, https and verified checksums for Maven's repositories, and an update
bot that watches the file."""

import fnmatch
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
# In the repository, the files that only generated projects have.
GENERATED = Path("archetype/src/main/project")
if (folder / ".git").exists():
    names = subprocess.run(["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True).stdout.split("\n")
    files = [Path(name) for name in names if name]
else:
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and "target" not in path.parts]
wrong = []

# A tag is fixed that has three numbers, or a date, or is of a project whose releases have two.
FIXED = re.compile(r"(^|[^0-9])[0-9]+\.[0-9]+\.[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}")
TWO_NUMBERS = {"postgres": re.compile(r"[1-9][0-9]+\.[0-9]+(-|$)")}


def floats(image):
    """Whether what an image's name stands for can change without a commit."""
    if re.search(r"@sha256:[0-9a-f]{64}$", image):
        return False
    name, _, tag = image.rpartition("/")[2].partition(":")
    return not (FIXED.search(tag) or name in TWO_NUMBERS and TWO_NUMBERS[name].match(tag))


for image, expected in {
    "a": True, "a:latest": True, "docker:28-cli": True, "eclipse-temurin:17-jdk": True, "r:5000/a": True, "a:2.0": True,
    "postgres:17": True, "postgres:17-bookworm": True, "postgres:17.11-bookworm": False, "a:1.2.3": False,
    "a:2.0-2026-10-04": False, "a:latest@sha256:" + "0" * 64: False, "a@sha256:12": True,
}.items():
    assert floats(image) == expected, image


def images(path):
    text = (folder / path).read_text()
    if "dockerfile" in path.name.lower():
        stages = set(re.findall(r"(?im)^FROM\s+\S+\s+AS\s+(\S+)", text))
        return [image for image in re.findall(r"(?im)^FROM\s+(?:--platform=\S+\s+)?(\S+)", text) if image.partition("$")[0] not in stages
                and image not in stages and not any(stage.startswith(image.partition("$")[0]) for stage in stages)]
    found = []
    for document in yaml.safe_load_all(text):
        walk(document, found)
    # A compose file names those that it builds by the project; a manifest of Kubernetes leaves the tag to the user.
    found = [re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", image) for image in found]
    return [image for image in found if not image.startswith("${COMPOSE_PROJECT_NAME}") and not image.endswith(":<tag>")]


def walk(value, found):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "image" and isinstance(inner, str):
                found.append(inner)
            elif key == "services" and isinstance(inner, list):
                found.extend(one for one in inner if isinstance(one, str))
            else:
                walk(inner, found)
    elif isinstance(value, list):
        for inner in value:
            walk(inner, found)


def kind(path):
    """The ecosystem of a manifest, as Dependabot calls it."""
    if path.is_relative_to(GENERATED):
        path = path.relative_to(GENERATED)
    if path.name == "pom.xml" and "src" not in path.parts:
        return "maven"
    if path.parent == Path(".github/workflows"):
        return "github-actions"
    if "dockerfile" in path.name.lower():
        return "docker"
    if re.fullmatch(r"(docker-)?compose[^/]*\.ya?ml", path.name):
        return "docker-compose"
    if re.fullmatch(r"requirements.*\.txt|pyproject\.toml", path.name):
        return "pip"
    if path == Path(".gitlab-ci.yml"):
        return "gitlab-ci"
    if path.parts[-3:-1] == ("main", "kubernetes"):
        return "kubernetes"
    return None


def requirements(path):
    """The Python packages that a file names."""
    text = (folder / path).read_text()
    if path.suffix == ".txt":
        return [line for line in text.splitlines() if line and not line.startswith("#")]
    project = tomllib.loads(text)
    extras = project["project"].get("optional-dependencies", {}).values()
    return [*project["build-system"]["requires"], *project["project"].get("dependencies", []), *(name for extra in extras for name in extra)]


def modules(pom):
    text = re.sub(r"(?s)<!--.*?-->", "", (folder / pom).read_text())
    for module in re.findall(r"<module>(.+?)</module>", text):
        yield pom.parent / module / "pom.xml"
        yield from modules(pom.parent / module / "pom.xml")


checked = []
for path in files:
    if not (folder / path).is_file():
        continue
    of = kind(path)
    if of in ("docker", "docker-compose", "gitlab-ci", "kubernetes"):
        for image in images(path):
            # What the checks' own images are made of is made by them, too.
            if floats(image) and not image.startswith("lastmile-check/"):
                wrong.append(f"{path}: the image {image} is not pinned: give a full version or a digest")
            checked.append(image)
    elif of == "pip" and path.parts[0] not in (".ci", "benchmarks"):
        for line in requirements(path):
            if not re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+( *;.*)?", line):
                wrong.append(f"{path}: {line} is not an exact version")

wrapper = (folder / ".mvn/wrapper/maven-wrapper.properties").read_text()
for name in ("distributionSha256Sum", "distributionTarGzSha256Sum"):
    if not re.search(rf"(?m)^{name}=[0-9a-f]{{64}}$", wrapper) or name not in (folder / "mvnw").read_text():
        wrong.append(f"Maven is downloaded without its checksum {name}")
if "--strict-checksums" not in (folder / ".mvn/maven.config").read_text().split():
    wrong.append(".mvn/maven.config does not have Maven fail on a wrong checksum")
if "distributionUrl=https://" not in wrapper:
    wrong.append("Maven is not downloaded by https")
for path in files:
    if kind(path) == "maven" and (folder / path).is_file():
        text = (folder / path).read_text()
        if re.search(r"<url>http://(?!(localhost|127\.0\.0\.1))", text.partition("<build>")[0]):
            wrong.append(f"{path} names a repository without https")
        policies = re.findall(r"<checksumPolicy>(.*?)</checksumPolicy>", text)
        if len(policies) < len(re.findall(r"<(?:pluginR|r)epository>", text)) or set(policies) - {"fail"}:
            wrong.append(f"{path} has a repository whose checksums are not enforced: {policies}")

bots = []
dependabot = folder / ".github/dependabot.yml"
if dependabot.exists():
    bots.append("Dependabot")
    updates = yaml.safe_load(dependabot.read_text())["updates"]
    for path in files:
        # It reads neither GitLab's file nor, of Kubernetes, images that the user names.
        of = kind(path)
        if of is None or of in ("gitlab-ci", "kubernetes"):
            continue
        place = "/" if path.parent == Path(".") else f"/{path.parent}"
        watched = False
        for update in updates:
            patterns = update.get("directories") or [update["directory"]]
            if update["package-ecosystem"] != of:
                continue
            if of == "maven":
                watched |= any(path in [Path(pattern[1:]) / "pom.xml", *modules(Path(pattern[1:]) / "pom.xml")] for pattern in patterns)
            elif of == "github-actions":
                watched |= any(place == pattern or pattern == "/" and place == "/.github/workflows" for pattern in patterns)
            else:
                hidden = any(part.startswith(".") for part in path.parts)
                watched |= any(pattern == "**/*" and not hidden or fnmatch.fnmatch(place, pattern) for pattern in patterns)
        if not watched and path.parts[:2] != (".ci", "images"):
            wrong.append(f"Dependabot does not watch {path}")
    ignored = {entry["dependency-name"]: entry for update in updates for entry in update.get("ignore", [])}
    for name in ("io.quarkus*", "org.apache.spark:*"):
        if "version-update:semver-patch" in ignored.get(name, {}).get("update-types", ["version-update:semver-patch"]):
            wrong.append(f"Dependabot may not bring a patch of {name}")
for renovate in (folder / "renovate.json", folder / GENERATED / "renovate.json"):
    if not renovate.exists():
        continue
    bots.append("Renovate")
    configuration = json.loads(renovate.read_text())
    if "config:recommended" not in configuration["extends"]:
        wrong.append("Renovate does not watch every kind of file that it knows")
    for rule in configuration["packageRules"]:
        names = " ".join(rule["matchPackageNames"]) if "matchPackageNames" in rule else ""
        if ("quarkus" in names or "apache.spark" in names) and "patch" in rule.get("matchUpdateTypes", ["patch"]):
            wrong.append(f"Renovate may not bring a patch of {names}")

print("\n".join(wrong) or f"{len(checked)} images are pinned; {' and '.join(bots) or 'no bot'} watches every manifest")
sys.exit(bool(wrong))
