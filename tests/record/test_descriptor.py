"""The descriptor: whatever is wrong with it is named by its key, and nothing leaves the folder."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import helpers
from helpers import paths
from helpers.paths import DESCRIPTOR
from helpers.record.descriptor import read_descriptor

SOUND = read_descriptor(paths.DATA)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)


def places(value, path=()):
    """Every key of a JSON value, as the way to it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


SPINE = [
    path for path in places(SOUND) if len(path) < 4 or path[1] == 0
]  # all of one table, the rest in outline


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(SPINE), value=JSON)
def test_any_value_at_any_key_is_refused_by_name_or_makes_a_sound_record(package, path, value):
    descriptor = copy.deepcopy(SOUND)
    inner = descriptor
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    (package / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    try:
        record = helpers.load(package)
    except helpers.DataError as error:
        assert all(problem.file and problem.rule and problem.advice for problem in error.problems)
    else:
        assert record.title and record.observed_until <= record.released and len(record.sides) == 2


@pytest.mark.parametrize(
    "path",
    ["../events.csv", "/etc/passwd", "sub/events.csv", "https://example.org/events.csv", "events.txt", ""],
)
def test_a_table_that_is_not_in_the_folder_is_refused(package, path):
    descriptor = copy.deepcopy(SOUND)
    descriptor["resources"][0]["path"] = path
    (package / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(helpers.DataError, match=r"resources\[0\].path"):
        helpers.load(package)


def test_a_link_is_not_followed(package, tmp_path):
    secret = tmp_path / "secret.csv"
    (package / "events.csv").rename(secret)
    (package / "events.csv").symlink_to(secret)
    with pytest.raises(helpers.DataError, match="not a plain file of the folder"):
        helpers.load(package)


@pytest.mark.parametrize("name", ["../out", "a/b", "", "A", "nato russia"])
def test_a_name_that_is_a_path_is_refused(package, name):
    descriptor = {**SOUND, "name": name}
    (package / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(helpers.DataError, match="column name"):
        helpers.load(package)


def test_a_package_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(
        helpers.DataError, match="Did you mean 'data/nato-ukraine'. There are data, data/nato-ukraine"
    ):
        helpers.load("data/nato-ukrain")
