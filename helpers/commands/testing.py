"""Everything that ``make test`` runs."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .. import paths
from .code import check_code
from .tables import check


def test():
    """Check everything: code, data, unit tests, doctests, every notebook, every figure."""
    from ..publishing import notebooks
    from . import jupyterlab

    status = check() | check_code()
    with tempfile.TemporaryDirectory() as scratch:
        env = notebooks.environment(scratch)
        status |= _pytest(env, "--doctest-modules")
        status |= _notebooks(Path(scratch))
    if not jupyterlab.chromium() and not os.environ.get(jupyterlab.NEEDED):
        print(
            "SKIPPED: JupyterLab and the website were not tested in a browser, for there is no Chromium "
            "here; 'apt-get install chromium' or Google Chrome, and 'make test' tests it"
        )
    return status


def _pytest(env, *words):
    """Run pytest on as many processors as there are; modules and notebooks stay whole."""
    side_by_side = ["-n", str(os.cpu_count() or 1), "--dist", "loadscope"]
    command = [sys.executable, "-m", "pytest", "-q", *side_by_side, *words]
    return subprocess.run(command, cwd=paths.ROOT, env=env).returncode


def _notebooks(scratch):
    """Run each notebook once: outputs are compared by nbval, what was drawn on the way to what is stored."""
    from ..publishing import figure_changes, kernels, notebooks

    drawn = scratch / "figures"
    drawn.mkdir()
    figure_changes.lend(paths.FIGURES, drawn)
    env = notebooks.environment(scratch, drawn)
    words = ["-p", "helpers.publishing.strict_nbval", "--nbval", "--nbval-current-env"]
    words += [f"--nbval-cell-timeout={notebooks.TIMEOUT}", *map(str, paths.notebooks())]
    with kernels.server(scratch, env):
        status = _pytest(env, *words)
    said = figure_changes.differences(paths.FIGURES, drawn)
    for line in said:
        print(f"figures/{line}")
    count = len(list(drawn.glob("*.svg")))
    print(f"{count} figures of this run compared to figures/: {len(said) or 'no'} differences")
    return 1 if said else status
