"""Shared by all tests: a copy of the data that may be broken, and quiet settings."""

import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import settings

import helpers
from helpers import paths

settings.register_profile("record", database=None, deadline=None, derandomize=True)
settings.load_profile("record")


@pytest.fixture(scope="session")
def record():
    return helpers.load()


@pytest.fixture
def package(tmp_path):
    """A copy of data/ that a test may break."""
    return shutil.copytree(paths.DATA, tmp_path / "data")


@pytest.fixture
def edit(package):
    """Replace text in a file of the copy; fails if the text is not there."""

    def replace(name, old, new, count=1):
        path = package / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new, count), encoding="utf-8", newline="")
        return path

    return replace


@pytest.fixture(scope="session")
def nbval(tmp_path_factory):
    """Strict nbval on notebooks of one folder, as make test runs it, in one process."""

    def compare(*notebooks):
        words = "-p helpers.publishing.strict_nbval --nbval --nbval-current-env -v --color=no"
        words += " -p no:cacheprovider -p no:xdist"
        folder = notebooks[0].parent
        places = ["-c", os.devnull, f"--rootdir={folder}"]
        env = dict(os.environ, JUPYTER_RUNTIME_DIR=str(tmp_path_factory.mktemp("runtime")))
        command = [sys.executable, "-m", "pytest", *words.split(), *places, *map(str, notebooks)]
        return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=env)

    return compare
