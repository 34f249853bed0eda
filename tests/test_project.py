"""The project itself: versions agree, texts do not drift, imports run one way."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from helpers import paths
from helpers.commands import jobs
from helpers.publishing import prose_numbers, readme

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


LOCKED = dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", paths.LOCK.read_text(encoding="utf-8"), re.M))


ENVIRONMENT = yaml.safe_load((paths.ROOT / "environment.yml").read_text(encoding="utf-8"))


EXTRAS = PROJECT["optional-dependencies"]


WANTED = [*PROJECT["dependencies"], *EXTRAS["test"], *EXTRAS["site"], *EXTRAS["browser"]]


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


def test_versions_and_dates_agree():
    package = json.loads((paths.DATA / paths.DESCRIPTOR).read_text(encoding="utf-8"))
    citation = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    log = (paths.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version, day = re.search(r"^## (\S+) \((\S+)\)$", log, re.MULTILINE).groups()
    assert package["version"] == citation["version"] == PROJECT["version"] == version
    assert package["created"][:10] == str(citation["date-released"]) == day


def test_the_readme_has_the_table_that_the_notebooks_give():
    text = paths.README.read_text(encoding="utf-8")
    assert text == readme.listed(text, paths.notebooks())


def test_the_readme_has_the_figures_with_their_own_alt_texts():
    text = paths.README.read_text(encoding="utf-8")
    assert text == readme.gallery(text)
    assert all(readme.entry(name)["alt"] in text for name in readme.MAIN)
    assert len(readme.MAIN) == 3
    with pytest.raises(ValueError, match="once each"):
        readme.gallery(text.replace("<!-- figures -->", ""))


def test_links_in_the_texts_lead_somewhere():
    texts = [*paths.ROOT.glob("*.md"), *paths.DATA.glob("*.md"), *(paths.ROOT / "docs").glob("*.md")]
    for path in texts:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_job_is_in_the_makefile_and_in_the_texts():
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    guides = ("README.md", "CONTRIBUTING.md")
    texts = "".join((paths.ROOT / name).read_text(encoding="utf-8") for name in guides)
    named = re.findall(r"^([a-z-]+): .*## ", makefile, re.MULTILINE)
    assert set(jobs.JOBS) <= set(named)
    assert [name for name in named if f"make {name}" not in texts] == ["help", "environment", "clean"]


def test_what_a_user_names_is_no_part_of_a_command():
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("DIR", "NAME", "FIGURE", "OPTIONS", "DAY", "FORMAT", "OUT"):
        assert f"$({name})" not in makefile and f"$${name}" in makefile.replace("{", ""), name


def test_actions_are_pinned_by_commit():
    for path in (paths.ROOT / ".github" / "workflows").glob("*.yml"):
        used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
        assert used and all(re.fullmatch(r"[a-z/-]+@[0-9a-f]{40} # v[0-9.]+", line) for line in used)


def test_the_hook_takes_the_linter_of_the_lock():
    hooks = yaml.safe_load((paths.ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (ruff,) = (repo for repo in hooks["repos"] if repo["repo"].endswith("ruff-pre-commit"))
    assert ruff["rev"] == f"v{LOCKED['ruff']}"


def test_importing_helpers_imports_no_heavy_library():
    heavy = {"matplotlib", "networkx", "scipy", "frictionless"}
    code = f"import sys, helpers; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_checking_imports_no_heavy_library():
    heavy = {"matplotlib", "networkx", "scipy", "frictionless", "nbformat"}
    code = (
        "import sys; from helpers import load; from helpers.analysis import claims; "
        "from helpers.commands import tables; tables.check(); claims.evaluate(load()); "
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("\n[]")


def test_every_dependency_earns_its_place():
    text = (paths.ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    for requirement in WANTED + EXTRAS["build"]:
        assert f"- `{name_of(requirement)}`: " in text


def by_hand(text):
    """The README without the parts that are made of notebooks and figures."""
    return re.sub(r"(?s)<!-- (figures|notebooks) -->.*?<!-- end of \1 -->", "", text)


def test_the_readme_takes_its_numbers_from_the_findings():
    text, values = paths.README.read_text(encoding="utf-8"), readme.quotable()
    assert {"meetings", "other_events", "sources"} <= set(values)
    assert prose_numbers.stray(by_hand(text), values) == []
    assert readme.renewed(text, values) == text
    assert "439" not in readme.renewed("439<!-- meetings -->", {"meetings": "1,234"})


def test_the_readme_is_two_screens():
    text = paths.README.read_text(encoding="utf-8")
    assert text.count("\n") <= 90 and len(by_hand(text).split()) <= 400


def test_the_readme_cuts_findings_to_a_sentence_and_finds_nothing_in_test_data():
    text = paths.README.read_text(encoding="utf-8")
    for path in paths.notebooks():
        (line,) = [line for line in text.splitlines() if line.startswith("| [") and path.name in line]
        found = readme.opening(path)["finding"]
        test_data = path.name.startswith(readme.TEST_DATA)
        assert line.endswith(f"| {'test data' if test_data else readme.first_sentence(found)} |")
