"""Kernels listen where no other program can come between."""

import os

import nbformat
import pytest

from helpers.publishing import kernels, notebooks

SOURCE = """from ipykernel.connect import get_connection_info

get_connection_info(unpack=True)["transport"]"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kernels listen at ports here")


def test_no_kernel_listens_at_a_port(tmp_path, nbval):
    path = tmp_path / "a.ipynb"
    path.write_text(
        notebooks.dump(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE)])), encoding="utf-8"
    )
    (result,) = notebooks.run([path])
    assert result.error == ""
    assert notebooks.read(path).cells[0].outputs[0].data["text/plain"] == "'ipc'"
    compared = nbval(path)
    assert compared.returncode == 0, compared.stdout


def test_every_kernel_has_an_address_of_its_own(tmp_path):
    one, other = kernels.address(tmp_path / "runtime"), kernels.address(tmp_path / "runtime")
    assert one["ip"] != other["ip"] and (tmp_path / "runtime").is_dir()


def test_where_the_path_is_too_long_jupyter_chooses_ports(tmp_path):
    assert kernels.address(tmp_path / ("long" * 30)) == {} and not list(tmp_path.iterdir())
