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


@pytest.fixture
def nbval(tmp_path):
    """Strict nbval on one notebook, as make test runs it."""

    def compare(path):
        words = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "helpers.kernels",
            "--nbval",
            "--nbval-current-env",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-p",
            "no:cov",
            "-c",
            os.devnull,
            f"--rootdir={path.parent}",
            str(path),
        ]
        env = dict(os.environ, JUPYTER_RUNTIME_DIR=str(tmp_path / "runtime"))
        return subprocess.run(words, capture_output=True, text=True, cwd=path.parent, env=env)

    return compare
