"""A data package as others take it: checksums, a zip, its sources as BibTeX, JSON-LD for search engines.

All of it follows from the tables, their descriptor and CITATION.cff. The formats:
https://datapackage.org/ (``hash`` and ``bytes`` of a resource, and the zip),
https://schema.org/Dataset and BibTeX as biblatex reads it.
"""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

from .. import paths
from ..record.descriptor import read_descriptor

FORMATS = {"zip": ".zip", "bibtex": ".bib"}
BIBTEX = "sources.bib"
TEXTS = (paths.CODEBOOK, "CAUTIONS.md", "README.md", "LICENSE")  # beside the tables, where there are any
SUMS = ("hash", "bytes")  # of a table in the descriptor
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_"},
}
LIGATURE = re.compile("(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)")


def sums(path):
    """
    Take the checksum and the size of a file.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    dict
        ``hash``, ``sha256:`` and 64 hexadecimal digits, and ``bytes``, a whole number.

    Examples
    --------
    >>> sums(paths.DATA / "events.csv")["hash"][:7]
    'sha256:'
    """
    content = path.read_bytes()
    return {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}


def stamp(resource, found):
    """
    Put checksum and size into the description of a table, or take them out.

    Parameters
    ----------
    resource : dict
        Of a descriptor.
    found : dict
        ``hash`` and ``bytes``; what is not in it is left out.

    Returns
    -------
    dict
        A new one, the two before the schema.

    Examples
    --------
    >>> stamp({"name": "events", "hash": "old", "schema": {}}, {"hash": "new"})
    {'name': 'events', 'hash': 'new', 'schema': {}}
    """
    head = {key: value for key, value in resource.items() if key not in (*SUMS, "schema")}
    return {**head, **{key: found[key] for key in SUMS if key in found}, "schema": resource["schema"]}


def descriptor_text(descriptor):
    """
    Write a descriptor as the project does.

    Parameters
    ----------
    descriptor : dict

    Returns
    -------
    str

    Examples
    --------
    >>> descriptor_text({"a": 1})
    '{\\n  "a": 1\\n}\\n'
    """
    return json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"


def sealed(folder):
    """
    Give the descriptor of a package with the checksums of its tables as they are now.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    dict

    Raises
    ------
    DataError
        If the descriptor cannot be read.
    FileNotFoundError
        If a table is missing.

    Examples
    --------
    >>> sealed(paths.DATA) == read_descriptor(paths.DATA)  # nothing was changed since the release
    True
    """
    descriptor = read_descriptor(folder)
    return {
        **descriptor,
        "resources": [
            stamp(resource, sums(folder / resource["path"])) for resource in descriptor["resources"]
        ],
    }


def states(folder):
    """
    Say of each table whether it is as released.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    dict of str to str
        Name of the file to ``as released``, ``differs from release 0.2.0``, ``is
        missing`` or, in a package that was never released, ``not released yet``.

    Raises
    ------
    DataError
        If the descriptor cannot be read.

    Examples
    --------
    >>> states(paths.DATA)["events.csv"]
    'as released'
    """
    descriptor, found = read_descriptor(folder), {}
    for resource in descriptor["resources"]:
        path, then = folder / resource["path"], resource.get("hash")
        if not path.is_file():
            found[path.name] = "is missing"
        elif then is None:
            found[path.name] = "not released yet"
        else:
            same = sums(path)["hash"] == then
            found[path.name] = "as released" if same else f"differs from release {descriptor['version']}"
    return found


def _ours(folder):
    """Tell whether a package is one of the project's own."""
    return folder.resolve().is_relative_to(paths.DATA.resolve())


def creators(folder, descriptor):
    """
    Name who made a package.

    Parameters
    ----------
    folder : pathlib.Path
    descriptor : dict
        Of the package.

    Returns
    -------
    list of str
        The ``contributors`` of the descriptor; without any, in the project's own
        packages, the authors in CITATION.cff.

    Examples
    --------
    >>> creators(paths.UKRAINE, read_descriptor(paths.UKRAINE))
    ['The NATO-Russia record maintainers']
    """
    named = [person["title"] for person in descriptor.get("contributors", ())]
    if named or not _ours(folder):
        return named
    import yaml

    return [
        author["name"] for author in yaml.safe_load(paths.CITATION.read_text(encoding="utf-8"))["authors"]
    ]


def reference(folder):
    """
    Give the reference to a package itself as BibTeX.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    str
        One entry, of title, makers, year and version.

    Examples
    --------
    >>> print(reference(paths.DATA).splitlines()[0])
    @misc{nato_russia_record_2026,
    """
    about = read_descriptor(folder)
    year = about["created"][:4]
    who = creators(folder, about)
    author = [f"  author = {{{{{_tex(' and '.join(who))}}}}},"] if who else []
    return "\n".join(
        [
            f"@misc{{{about['name'].replace('-', '_')}_{year},",
            *author,
            f"  title = {{{_tex(about['title'])}}},",
            f"  year = {{{year}}},",
            f"  note = {{Version {about['version']}}}",
            "}",
        ]
    )


def described(folder, base=""):
    """
    Describe a package as a schema.org Dataset, for search engines.

    Parameters
    ----------
    folder : pathlib.Path
    base : str
        Way to the tables from where the description stands.

    Returns
    -------
    dict
        JSON-LD: what the package is, and each table with its checksum as it is now.

    Raises
    ------
    DataError
        If the descriptor cannot be read.
    FileNotFoundError
        If a table is missing.

    Examples
    --------
    >>> described(paths.DATA)["distribution"][0]["contentUrl"]
    'events.csv'
    """
    about = sealed(folder)
    who = [{"@type": "Organization", "name": name} for name in creators(folder, about)]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": about["title"],
        "description": about["description"],
        **({"url": about["homepage"]} if "homepage" in about else {}),
        "license": about["licenses"][0].get("path", about["licenses"][0]["name"]),
        "version": about["version"],
        "datePublished": about["created"][:10],
        "keywords": about.get("keywords", []),
        **({"creator": who} if who else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": resource["path"],
                "description": resource["description"],
                "contentUrl": base + resource["path"],
                "contentSize": f"{resource['bytes']} B",
                "encodingFormat": "text/csv",
                "sha256": resource["hash"].removeprefix("sha256:"),
            }
            for resource in about["resources"]
        ],
    }


def _tex(text):
    """Text as LaTeX prints it; what is not ASCII stays UTF-8."""
    return LIGATURE.sub("{}", "".join(SPECIAL.get(mark, mark) for mark in text))


def bibtex(record):
    """
    Give the pages that a record rests on as BibTeX.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    str
        One ``@online`` entry for each row of ``sources``, under its key, in UTF-8 as
        biblatex, Zotero and JabRef read it. A page without title or date has none
        here. Doubled braces keep capitals and names of publishers whole. A date is
        EDTF, which biblatex knows, ``2018-01~`` (about) too. Addresses stand as they
        are, as biblatex takes them verbatim; only braces and backslashes, which
        it could not, are percent-encoded. ``note`` holds the kind of page.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> bibtex(record).count("@online{") == len(record.sources)
    True
    """
    head = f"{record.title} {record.version} ({record.released:%Y-%m-%d}): its pages. UTF-8, for biblatex."
    entries = [f"@comment{{{_tex(head)}}}\n"]
    for row in record.sources.astype(object).itertuples(index=False):
        url = row.url.translate({ord(mark): f"%{ord(mark):02X}" for mark in "{}\\"})
        told = {"title": row.title, "organization": row.publisher}
        plain = {"date": row.published, "url": url, "language": row.language, "note": row.kind}
        fields = {name: f"{{{_tex(text)}}}" for name, text in told.items() if isinstance(text, str)}
        fields |= {name: text for name, text in plain.items() if isinstance(text, str)}
        lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
        entries.append(f"@online{{{row.source_id},\n{lines}}}\n")
    return "\n".join(entries)


def zipped(record):
    """
    Pack a package into a Frictionless zip.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    bytes
        A zip of the descriptor with the checksums of the tables as they are, the
        tables, codebook, cautions and licence, and the sources as BibTeX. The same
        files give the same bytes on every machine: names sorted, one date, one set of
        permissions, and nothing compressed, as that depends on the library.

    Examples
    --------
    >>> import helpers
    >>> with zipfile.ZipFile(io.BytesIO(zipped(helpers.load()))) as pack:
    ...     pack.namelist()[:3]
    ['CAUTIONS.md', 'CODEBOOK.md', 'LICENSE']
    """
    folder, descriptor = record.folder, sealed(record.folder)
    files = {resource["path"]: folder / resource["path"] for resource in descriptor["resources"]}
    files |= {name: folder / name for name in TEXTS if (folder / name).is_file()}
    if _ours(folder) and (paths.DATA / "LICENSE").is_file():
        files.setdefault("LICENSE", paths.DATA / "LICENSE")
    contents = {name: path.read_bytes() for name, path in files.items()}
    contents[paths.DESCRIPTOR] = descriptor_text(descriptor).encode()
    contents[BIBTEX] = bibtex(record).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # stored, not compressed
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # as on Unix, on Windows too
            pack.writestr(entry, contents[name])
    return out.getvalue()


def default_name(record, form):
    """
    Name the file that an export writes if no other name is given.

    Parameters
    ----------
    record : helpers.Record
    form : {"zip", "bibtex"}

    Returns
    -------
    pathlib.Path
        In the working directory.

    Examples
    --------
    >>> import helpers
    >>> default_name(helpers.load(), "zip").name.startswith("nato-russia-record-")
    True
    """
    return Path(f"{record.descriptor['name']}-{record.version}.zip" if form == "zip" else BIBTEX)


def write_package(record, path, form):
    """
    Write a package for others.

    Parameters
    ----------
    record : helpers.Record
    path : path-like
        The file; its folder must be there. A file of that name is written over.
    form : {"zip", "bibtex"}

    Returns
    -------
    pathlib.Path
        The file. The same package gives the same bytes.

    Raises
    ------
    ValueError
        If the format is not one of the two, the folder is missing or the path is a
        folder.

    Examples
    --------
    >>> import helpers, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_package(helpers.load(), f"{folder}/s.bib", "bibtex").read_text(encoding="utf-8")[:9]
    '@comment{'
    """
    path = Path(path)
    if form not in FORMATS:
        raise ValueError(f"a package is written as {', '.join(FORMATS)}, not {form!r}")
    if path.is_dir():
        raise ValueError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise ValueError(f"there is no folder {path.parent}")
    if form == "zip":
        path.write_bytes(zipped(record))
        return path
    paths.write(path, bibtex(record))
    return path
