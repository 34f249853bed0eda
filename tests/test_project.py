"""The project itself: versions agree, texts do not drift, imports run one way."""

import ast
import json
import re
import subprocess
import tomllib

import pytest
import yaml

from helpers import paths
from helpers.commands import jobs
from helpers.publishing import readme

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED = dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", paths.LOCK.read_text(encoding="utf-8"), re.M))
ENVIRONMENT = yaml.safe_load((paths.ROOT / "environment.yml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["optional-dependencies"]
WANTED = [*PROJECT["dependencies"], *EXTRAS["test"], *EXTRAS["site"], *EXTRAS["browser"]]

# A module may import those named before it.
ORDER = [
    "paths",
    "dates",
    "schema",
    "record",
    "memo",
    "tables",
    "silence",
    "series",
    "claims",
    "doubts",
    "agendas",
    "rhythm",
    "breaks",
    "network",
    "channels",
    "lineage",
    "usage",
    "prose",
    "style",
    "exchange",
    "drawing",
    "explore",
    "edits",
    "machine",
    "scale",
    "kernels",
    "run",
    "codebook",
    "release",
    "packages",
    "website",
    "bench",
    "changes",
    "lab",
    "pythons",
    "jobs",
    "__main__",
]


WITHOUT_EXAMPLES = {
    "paths",
    "kernels",
    "memo",
    "scale",
    "doubts",
    "style",
    "drawing",
    "run",
    "codebook",
    "website",
    "bench",
    "changes",
    "lab",
    "pythons",
    "jobs",
    "__main__",
}


def name_of(requirement):
    return re.match(r"[a-z0-9.-]+", requirement)[0]


def number(version):
    return tuple(int(part) for part in re.findall(r"\d+", version))


@pytest.mark.parametrize("requirement", WANTED + EXTRAS["build"])
def test_the_lock_fits_pyproject(requirement):
    lower, upper = re.fullmatch(r"[a-z0-9.-]+(?:\[[a-z]+\])?>=([\d.]+),<([\d.]+)", requirement).groups()
    assert number(lower) <= number(LOCKED[name_of(requirement)]) < number(upper)


def test_environment_yml_has_the_versions_of_the_lock():
    pins = next(entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict))
    assert pins == [*(f"{r.split('>=')[0]}=={LOCKED[name_of(r)]}" for r in WANTED), "--editable ."]


def test_every_locked_package_has_hashes():
    blocks = re.split(r"\n(?=[a-z0-9])", paths.LOCK.read_text(encoding="utf-8"))
    assert len(blocks) == len(LOCKED)
    assert all("--hash=sha256:" in block for block in blocks)


def test_every_dependency_earns_its_place_in_contributing():
    text = (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for requirement in WANTED + EXTRAS["build"]:
        assert f"- `{name_of(requirement)}`: " in text


def test_versions_and_dates_agree():
    package = json.loads((paths.DATA / paths.DESCRIPTOR).read_text(encoding="utf-8"))
    citation = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    log = (paths.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version, day = re.search(r"^## (\S+) \((\S+)\)$", log, re.MULTILINE).groups()
    assert package["version"] == citation["version"] == PROJECT["version"] == version
    assert package["created"][:10] == str(citation["date-released"]) == day


def test_the_readme_has_the_table_that_the_notebooks_give():
    text = paths.README.read_text(encoding="utf-8")
    assert text == readme.written(text, paths.notebooks())


def test_the_readme_has_the_figures_with_their_own_alt_texts():
    text = paths.README.read_text(encoding="utf-8")
    assert text == readme.gallery(text)
    assert all(readme.entry(name)["alt"] in text for name in readme.MAIN)
    with pytest.raises(ValueError, match="once each"):
        readme.gallery(text.replace("<!-- figures -->", ""))


def test_links_in_the_texts_lead_somewhere():
    for path in [*paths.ROOT.glob("*.md"), *paths.DATA.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_job_is_in_the_makefile_and_in_the_readme():
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    readme = paths.README.read_text(encoding="utf-8")
    for name in jobs.JOBS:
        assert re.search(rf"^{name}: .*## ", makefile, re.MULTILINE), name
        assert f"make {name}" in readme, name


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield from [node.module.split(".")[0]] if node.module else [a.name for a in node.names]


@pytest.mark.parametrize("module", ORDER)
def test_imports_run_one_way(module):
    tree = ast.parse((paths.ROOT / "helpers" / f"{module}.py").read_text(encoding="utf-8"))
    assert set(imported(tree)) - {"load"} <= set(ORDER[: ORDER.index(module)])


def test_every_module_has_its_place():
    found = {path.stem for path in (paths.ROOT / "helpers").glob("*.py")} - {"__init__"}
    assert found == set(ORDER)


def test_importing_helpers_imports_no_heavy_library():
    code = "import sys, helpers; print(sorted({'matplotlib', 'networkx', 'scipy', 'frictionless'} & set(sys.modules)))"
    done = subprocess.run([jobs.sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_checking_imports_no_heavy_library():
    heavy = {"matplotlib", "networkx", "scipy", "frictionless", "nbformat", "statsmodels"}
    code = (
        "import sys; from helpers import claims, edits, jobs, load; jobs.check(); claims.evaluate(load()); "
        f"edits.may_move(load(), [edits.Edit('events', 2, 'a', {{}}, {{'type': 'visit'}})]); print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([jobs.sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("\n[]")


def public(module):
    tree = ast.parse((paths.ROOT / "helpers" / f"{module}.py").read_text(encoding="utf-8"))
    return [
        node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]


@pytest.mark.parametrize("module", [name for name in ORDER if name not in WITHOUT_EXAMPLES])
def test_public_functions_say_what_they_take_and_give_and_show_it(module):
    for node in public(module):
        text = ast.get_docstring(node) or ""
        if isinstance(node, ast.FunctionDef):
            assert "Returns\n-------" in text, node.name
            if node.args.args:
                assert "Parameters\n----------" in text, node.name
            assert "Examples\n--------" in text, node.name
