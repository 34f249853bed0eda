"""Kernels listen where no other program can come between, and may be forks of one server."""

import os
import sys

import nbformat
import pytest

from helpers.publishing import kernels, notebooks

SOURCE = """import os, sys
import helpers, pandas
from ipykernel.connect import get_connection_info

print(get_connection_info(unpack=True)["transport"], os.getpgid(0) == os.getpid(), "networkx" in sys.modules)
pandas.DataFrame({f"column {i}": [i] * 2 for i in range(25)})"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kernels listen at ports here")


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "a.ipynb"
    cells = [nbformat.v4.new_code_cell(SOURCE)]
    place.write_text(notebooks.dump(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    return place


def said(path):
    return notebooks.parsed(path).cells[0].outputs[0].text


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_a_fork_gives_the_same_as_a_kernel_of_its_own(path, tmp_path, nbval):
    (result,) = notebooks.run([path])
    assert result.error == "" and said(path) == "ipc True False\n"
    plain = path.read_text(encoding="utf-8")
    with kernels.server(tmp_path, os.environ):
        (result,) = notebooks.run([path])
        forked = path.read_text(encoding="utf-8")
        compared = nbval(path)
    assert compared.returncode == 0, compared.stdout
    assert result.error == "" and said(path) == "ipc True True\n"
    assert forked == plain.replace("ipc True False", "ipc True True")


def test_where_no_server_starts_kernels_do(path, monkeypatch):
    monkeypatch.setattr(kernels, "SERVE", "raise SystemExit(1)")
    monkeypatch.setattr(kernels, "WORTH_IT", 1)
    (result,) = notebooks.run([path])
    assert result.error == "" and said(path) == "ipc True False\n"


def test_every_kernel_has_an_address_of_its_own(tmp_path):
    one, other = kernels.address(tmp_path / "runtime"), kernels.address(tmp_path / "runtime")
    assert one["ip"] != other["ip"] and (tmp_path / "runtime").is_dir()


def test_where_the_path_is_too_long_jupyter_chooses_ports(tmp_path):
    assert kernels.address(tmp_path / ("long" * 30)) == {} and not list(tmp_path.iterdir())
