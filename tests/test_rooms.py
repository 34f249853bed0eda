"""The house: data flow through the rooms one way, a module has one topic, a word has one meaning."""

import ast
import json
import re

import pytest

from helpers import paths

HELPERS = paths.ROOT / "helpers"
ROOMS = [
    "record",
    "analysis",
    "drawing",
    "machine",
    "publishing",
    "commands",
]  # each may import those before it
FIRST = {"helpers.paths", "helpers.text"}  # what every room may import
LINES = 520

FILES = sorted(HELPERS.rglob("*.py"))
NAMES = {path: ".".join(path.relative_to(paths.ROOT).with_suffix("").parts) for path in FILES}
MODULES = {name.removesuffix(".__init__"): path for path, name in NAMES.items()}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
INSIDE = [name for name in MODULES if name.count(".") == 2]


def imported(name, at_once=False):
    """Modules of the project that a module imports; those of the first import only, if asked for."""
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in TREES[name].body if at_once else ast.walk(TREES[name]):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
        base = f"{base}.{node.module}" if node.module else base
        for alias in node.names:
            inner = f"{base}.{alias.name}"
            yield inner if inner in MODULES else base


def room(name):
    return name.split(".")[1] if name.count(".") else ""


def test_the_rooms_are_those_of_the_readme_and_no_others():
    assert {path.name for path in HELPERS.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(
        ROOMS
    )


@pytest.mark.parametrize("name", INSIDE)
def test_imports_run_up_only(name):
    for other in set(imported(name)) - FIRST:
        assert other != "helpers", f"{name} imports the front door"
        assert ROOMS.index(room(other)) <= ROOMS.index(room(name)), f"{name} imports {other}, further down"


def test_no_module_imports_itself_by_way_of_others():
    waiting = {name: set(imported(name)) - FIRST - {name} for name in INSIDE}
    waiting = {name: {other for other in others if other in waiting} for name, others in waiting.items()}
    while free := [name for name, others in waiting.items() if not others]:
        waiting = {name: others - set(free) for name, others in waiting.items() if name not in free}
    assert waiting == {}


@pytest.mark.parametrize("name", INSIDE)
def test_a_module_has_one_topic_and_its_name_is_not_that_of_a_function(name):
    text = MODULES[name].read_text(encoding="utf-8")
    assert text.count("\n") <= LINES
    assert (ast.get_docstring(TREES[name]) or "").strip()
    functions = {node.name for node in TREES[name].body if isinstance(node, ast.FunctionDef)}
    assert name.rpartition(".")[2] not in functions


def public(name):
    return [
        node
        for node in TREES[name].body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]


@pytest.mark.parametrize("name", [name for name in INSIDE if room(name) != "commands"])
def test_public_functions_say_what_they_take_and_give(name):
    for node in public(name):
        text = ast.get_docstring(node) or ""
        assert text, node.name
        if isinstance(node, ast.FunctionDef) and room(name) in ("record", "analysis", "machine"):
            assert "Examples\n--------" in text, node.name
            assert not node.args.args or "Parameters\n----------" in text, node.name


def test_one_word_has_one_meaning():
    """No two public functions of one name that do different things."""
    seen = {}
    for name in INSIDE:
        for node in public(name):
            seen.setdefault(node.name, []).append(name)
    double = {word: names for word, names in seen.items() if len(names) > 1}
    assert double == {}


def test_words_that_were_given_up_do_not_come_back():
    given_up = re.compile(r"\b(?:standings?|UNTOLD|record\.own|rhythm)\b")
    found = [
        f"{NAMES[path]}: {match[0]}"
        for path in FILES
        for match in given_up.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_analysis_ends_on_the_day_of_release_or_today():
    """Observation ends where the search for sources did; 12 shows the other day as a variant."""
    given_up = re.compile(r"\breleased\b|\btoday\(|\bnow\(")
    found = [
        f"{name}: {match[0]}"
        for name in INSIDE
        if room(name) in ("analysis", "drawing", "machine")
        for match in given_up.finditer(MODULES[name].read_text(encoding="utf-8"))
    ]
    for path in paths.notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        found += [f"{path.name}: {match[0]}" for match in given_up.finditer(code)]
    assert found == ["12_silences.ipynb: released"]
