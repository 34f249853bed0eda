"""The same bytes under every Python that the project supports."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import paths, run

VERSIONS = ("3.11", "3.12", "3.13")
TESTS = ["-m", "pytest", "-q", "-k", "changes_no_byte", "tests/test_run.py"]


def find(version):
    """
    Find a Python of a version: this one, on the path, from pyenv, uv or conda.

    Parameters
    ----------
    version : str
        As ``3.12``.

    Returns
    -------
    pathlib.Path or None
        One that starts and says that it is of this version.
    """
    def made_by(variable, default, pattern):
        return sorted(Path(os.environ.get(variable) or Path.home() / default).glob(pattern), reverse=True)

    folders = os.environ.get("PATH", "").split(os.pathsep)
    candidates = [
        Path(sys.executable),
        *(Path(folder, f"python{version}") for folder in folders if folder),
        *made_by("PYENV_ROOT", ".pyenv", f"versions/{version}.*/bin/python3"),
        *made_by("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python", f"cpython-{version}.*/bin/python3"),
    ]
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    for path in candidates:
        if path.exists():
            done = subprocess.run([path, "-c", code], capture_output=True, text=True)
            if done.returncode == 0 and done.stdout.strip() == version:
                return path
    return None


def environment(python, folder):
    """
    Make an environment of the locked packages, and helpers, for one Python.

    Parameters
    ----------
    python : pathlib.Path
    folder : pathlib.Path
        Where to make it.

    Returns
    -------
    pathlib.Path
        Its Python.

    Raises
    ------
    subprocess.CalledProcessError
        If the packages cannot be had.
    """
    uv = shutil.which("uv", path=os.fspath(Path(sys.executable).parent)) or "uv"
    new = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    for words in (
        ["venv", "--python", python, folder],
        ["pip", "sync", "--system-certs", "--python", new, "--require-hashes", paths.LOCK],
    ):
        subprocess.run([uv, "--quiet", *words], check=True)
    packages = subprocess.run([new, "-c", "import site; print(site.getsitepackages()[0])"],
                              check=True, capture_output=True, text=True).stdout.strip()
    Path(packages, "record.pth").write_text(f"{paths.ROOT}\n", encoding="utf-8")
    return new


def compare():
    """
    Run all notebooks under each Python and compare with what is stored.

    Returns
    -------
    int
        Exit status: 0 if all that were found give the stored bytes.
    """
    status, missing = 0, []
    for version in VERSIONS:
        python = find(version)
        if python is None:
            missing.append(version)
            continue
        print(f"Python {version}: {python}", flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            new = environment(python, Path(scratch, "venv"))
            status |= subprocess.run([new, *TESTS], cwd=paths.ROOT, env=run.environment(scratch)).returncode
    if missing:
        print(f"not found here, and so not compared: {', '.join(missing)}")
    return int(status != 0)
