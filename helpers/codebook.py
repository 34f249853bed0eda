"""Texts that are generated: the codebook, and the README's gallery and table of notebooks."""

import json
import re

import nbformat

START, END = "<!-- notebooks -->", "<!-- end of notebooks -->"
GALLERY = re.compile(r"<!-- gallery: ([a-z0-9 -]+) -->\n.*?<!-- end of gallery -->", re.DOTALL)


def codebook(descriptor):
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
    >>> from helpers import paths, schema
    >>> codebook(schema.read_descriptor(paths.DATA)).splitlines()[0]
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
        links = {key["fields"][0]: key["reference"]["resource"] or resource["name"]
                 for key in schema.get("foreignKeys", ())}
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
        lines += ["", "## Agreement", "", descriptor["agreement"]["description"], "",
                  "| column | cases | agree fully, % | kappa |", "|---|---|---|---|"]
        lines += [f"| `{row['column']}` | {row['cases']} | {row['percent']} | {row['kappa']} |"
                  for row in descriptor["agreement"]["columns"]]
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


def opening(path):
    """
    Read title, question and finding from a notebook's first cell.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    dict of str to str
        ``title``, ``question``, ``finding``: without the comments that tie numbers.

    Raises
    ------
    ValueError
        If one of them is missing.
    """
    source = nbformat.read(path, as_version=4).cells[0].source
    parts = {
        "title": re.search(r"^# (.+)$", source, re.MULTILINE),
        "question": re.search(r"^\*\*Question\.\*\* (.+)$", source, re.MULTILINE),
        "finding": re.search(r"^\*\*Finding\.\*\* (.+)$", source, re.MULTILINE),
    }
    for name, match in parts.items():
        if match is None:
            raise ValueError(f"{path.name}: the first cell has no {name}")
    return {name: re.sub(r"<!--.*?-->", "", match[1]) for name, match in parts.items()}


def gallery(text, figures):
    """
    Put figures into a text, with alt text and caption from their JSON files.

    Parameters
    ----------
    text : str
        With a mark that names the ids, ``<!-- gallery: one two -->``, and one
        that ends them, ``<!-- end of gallery -->``; unchanged without them.
    figures : pathlib.Path
        Their folder.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If there is no such figure.
    """
    def shown(match):
        parts = []
        for figure in match[1].split():
            about = figures / f"{figure}.json"
            if not about.exists():
                raise ValueError(f"the gallery names {figure}, and there is no {about.name}")
            said = json.loads(about.read_text(encoding="utf-8"))
            parts.append(f"![{said['alt']}]({figures.name}/{figure}.svg)\n\n*{said['caption']}*\n")
        return "\n".join([f"<!-- gallery: {match[1]} -->", *parts, "<!-- end of gallery -->"])

    return GALLERY.sub(shown, text)


def readme(text, notebooks, figures=None):
    """
    Put the table of notebooks, and the figures, into the README.

    Parameters
    ----------
    text : str
        The README, with the two marks that enclose the table.
    notebooks : sequence of pathlib.Path
    figures : pathlib.Path, optional
        Folder of the figures; without it the gallery stays as it is.

    Returns
    -------
    str
        The README with both made anew.

    Raises
    ------
    ValueError
        If a mark is missing.
    """
    if text.count(START) != 1 or text.count(END) != 1:
        raise ValueError(f"the README needs {START} and {END}, once each")
    rows = ["| notebook | question | finding |", "|---|---|---|"]
    for path in notebooks:
        said = opening(path)
        link = f"[{said['title']}](notebooks/{path.name})"
        rows.append(f"| {link} | {said['question']} | {said['finding']} |")
    head, rest = text.split(START)
    tail = rest.split(END)[1]
    text = "\n".join([head + START, *rows, END + tail])
    return gallery(text, figures) if figures else text
