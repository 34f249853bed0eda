"""Checking the form of code and notebooks."""

import subprocess
import sys

from .. import paths

PLACES = ("helpers", "tests", "notebooks", "site")


def check_code():
    """Check code and notebooks with ruff: faults, order of imports, form."""
    ruff = [sys.executable, "-m", "ruff"]
    jobs = (["check", "--quiet", "--no-cache"], ["format", "--check", "--no-cache"])
    failed = [subprocess.run([*ruff, *job, *PLACES], cwd=paths.ROOT).returncode for job in jobs]
    if any(failed):
        print("'ruff check --fix' and 'ruff format' mend most of it")
    return int(any(failed))
