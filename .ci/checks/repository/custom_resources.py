"""Holds custom resources to the schema in their definition, as the API server does with strict field validation, so that a
field which the definition lacks is an error: custom_resources.py DEFINITION.yaml MANIFEST.yaml ..."""

import sys

import jsonschema
import yaml


def strict(schema):
    if isinstance(schema, list):
        return [strict(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: strict(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        schema["anyOf"] = [{"type": "integer"}, {"type": "string"}]
        schema.pop("type", None)
    return schema


def main(definition_file, *manifests):
    with open(definition_file) as file:
        definition = yaml.safe_load(file)["spec"]
    schemas = {}
    for version in definition["versions"]:
        schema = strict(version["schema"]["openAPIV3Schema"])
        schema["properties"]["metadata"] = {"type": "object"}  # the same for all resources, and not said here
        schemas[definition["group"] + "/" + version["name"]] = jsonschema.Draft7Validator(schema)
    checked = failed = 0
    for manifest in manifests:
        with open(manifest) as file:
            documents = [one for one in yaml.safe_load_all(file) if one["kind"] == definition["names"]["kind"]]
        for document in documents:
            checked += 1
            if document["apiVersion"] not in schemas:
                sys.exit(f"{manifest}: {document['apiVersion']} is not one of {', '.join(schemas)}")
            for error in schemas[document["apiVersion"]].iter_errors(document):
                failed += 1
                print(f"{manifest}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}")
    if failed or not checked:
        sys.exit(f"{checked} of {definition['names']['kind']} checked, {failed} faults")


main(*sys.argv[1:])
