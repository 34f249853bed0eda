"""Everything that ``make test`` runs."""

import os
import subprocess
import sys
import tempfile

from .. import paths
from .tables import check


def test():
    """Check everything: data, unit tests, doctests, every notebook, every figure."""
    from ..publishing import notebooks
    from . import jupyterlab

    status = check()
    with tempfile.TemporaryDirectory() as scratch:
        env = notebooks.environment(scratch)
        env["COVERAGE_FILE"] = f"{scratch}/coverage"
        pytest = [sys.executable, "-m", "pytest", "-q", "-n", str(os.cpu_count() or 1)]
        suites = (
            ["--cov", "--cov-report=term", "--doctest-modules", "--dist", "loadscope"],
            [
                "-p",
                "helpers.publishing.kernels",
                "--nbval",
                "--nbval-current-env",
                f"--nbval-cell-timeout={notebooks.TIMEOUT}",
                "--dist",
                "loadscope",
                *map(str, paths.notebooks()),
            ],
        )
        for suite in suites:
            status |= subprocess.run([*pytest, *suite], cwd=paths.ROOT, env=env).returncode
    if not jupyterlab.chromium() and not os.environ.get(jupyterlab.NEEDED):
        print(
            "SKIPPED: JupyterLab and the website were not tested in a browser, for there is no Chromium here; 'apt-get install "
            "chromium' or Google Chrome, and 'make test' tests it"
        )
    return status
