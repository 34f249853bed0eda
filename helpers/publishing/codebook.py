"""The codebook of a package, written from its descriptor."""


def written(descriptor):
    """
    Write the codebook from the descriptor.

    Parameters
    ----------
    descriptor : dict
        Of a data package.

    Returns
    -------
    str
        Markdown: every table, column, rule and allowed value.

    Raises
    ------
    ValueError
        If a table, column or allowed value has no description.

    Examples
    --------
    >>> from helpers import paths
    >>> from helpers.record.descriptor import read_descriptor
    >>> written(read_descriptor(paths.DATA)).splitlines()[0]
    '# Codebook of the NATO-Russia record'
    """
    title = descriptor["title"]
    lines = [
        f"# Codebook of {title[0].lower()}{title[1:]}",
        "",
        f"Version {descriptor['version']} of {descriptor['created'][:10]}. Written from "
        "`datapackage.json` by `make docs`; change it there.",
    ]
    for resource in descriptor["resources"]:
        schema = resource["schema"]
        lines += ["", f"## {resource['path']}", "", _said(resource, resource["path"]), ""]
        key = " + ".join(f"`{name}`" for name in schema["primaryKey"])
        order = ", ".join(f"`{name}`" for name in schema["sortedBy"])
        lines += [f"Key: {key}. Sorted by {order}.", "", "| column | holds | rule |", "|---|---|---|"]
        links = {
            key["fields"][0]: key["reference"]["resource"] or resource["name"]
            for key in schema.get("foreignKeys", ())
        }
        for field in schema["fields"]:
            said = _said(field, f"{resource['path']}, {field['name']}")
            lines.append(f"| `{field['name']}` | {said} | {_rule(field, links)} |")
        for field in schema["fields"]:
            if "categories" in field:
                lines += ["", f"### {resource['name']}.{field['name']}", "", "| value | means |", "|---|---|"]
                for item in field["categories"]:
                    if not item.get("label"):
                        raise ValueError(f"{field['name']}: {item['value']} has no label")
                    lines.append(f"| `{item['value']}` | {item['label']} |")
    if "agreement" in descriptor:
        lines += [
            "",
            "## Agreement",
            "",
            descriptor["agreement"]["description"],
            "",
            "| column | cases | agree fully, % | kappa |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| `{row['column']}` | {row['cases']} | {row['percent']} | {row['kappa']} |"
            for row in descriptor["agreement"]["columns"]
        ]
    return "\n".join(lines) + "\n"


def _said(thing, name):
    if not thing.get("description", "").strip():
        raise ValueError(f"{name} has no description")
    return thing["description"]


def _rule(field, links):
    constraints = field.get("constraints", {})
    kind = {"list": "list, separated by `;`", "integer": "whole number"}.get(field["type"], "text")
    if field.get("rdfType"):
        kind = "date or span (EDTF)" if "/" in constraints["pattern"] else "date (EDTF)"
    rules = [kind]
    if "categories" in field:
        rules.append("values below")
    if constraints.get("required"):
        rules.append("required")
    if constraints.get("unique"):
        rules.append("unique")
    if "maxLength" in constraints:
        rules.append(f"at most {constraints['maxLength']} characters")
    target = links.get(field["name"]) or field.get("itemReference", {}).get("resource")
    if target:
        rules.append(f"in {target}.csv")
    if "notBefore" in field:
        rules.append(f"not before `{field['notBefore']}`")
    return "; ".join(rules)
