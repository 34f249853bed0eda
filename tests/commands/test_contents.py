"""How JupyterLab reads and saves notebooks, without a browser."""

import asyncio
import json
import platform

import nbformat
import pytest

from helpers import paths
from helpers.commands.contents import Contents
from helpers.publishing import notebooks

VEGA = "application/vnd.vegalite.v5+json"


@pytest.fixture
def manager(tmp_path):
    manager = Contents(root_dir=str(tmp_path))
    manager.notary.data_dir = str(tmp_path / "signatures")
    (tmp_path / "signatures").mkdir()
    yield manager
    manager.notary.store.close()


def test_a_notebook_is_read_as_jupyterlab_would_make_it_and_saved_as_it_is_stored(manager, tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes((paths.NOTEBOOKS / paths.START).read_bytes())
    manager.notary.sign(notebooks.parsed(path))
    model = asyncio.run(manager.get("a.ipynb"))
    content = model["content"]
    assert content["metadata"]["language_info"]["version"] == platform.python_version()
    assert all(cell["metadata"]["trusted"] for cell in content["cells"] if cell["cell_type"] == "code")
    plain = json.loads(json.dumps(content))  # as it comes back from a browser
    asyncio.run(manager.save({"type": "notebook", "content": plain}, "a.ipynb"))
    assert path.read_bytes() == (paths.NOTEBOOKS / paths.START).read_bytes()
    assert manager.notary.check_signature(notebooks.parsed(path))


def test_what_is_not_trusted_stays_so(manager, tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes((paths.NOTEBOOKS / paths.START).read_bytes())
    model = asyncio.run(manager.get("a.ipynb"))
    asyncio.run(manager.save({"type": "notebook", "content": model["content"]}, "a.ipynb"))
    assert not manager.notary.check_signature(notebooks.parsed(path))


def test_explorers_have_a_picture_while_open_and_folded_outputs_stay_folded(manager, tmp_path):
    output = nbformat.v4.new_output("display_data", {VEGA: {}})
    cell = nbformat.v4.new_code_cell("1", outputs=[output], metadata={"jupyter": {"outputs_hidden": True}})
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebooks.normalise(notebook)
    path = tmp_path / "a.ipynb"
    path.write_text(notebooks.dump(notebook), encoding="utf-8")
    before = path.read_bytes()
    content = asyncio.run(manager.get("a.ipynb"))["content"]
    assert "image/png" in content["cells"][0]["outputs"][0]["data"]
    del content["cells"][0]["metadata"]["jupyter"]  # JupyterLab unfolds what it runs
    asyncio.run(manager.save({"type": "notebook", "content": content}, "a.ipynb"))
    assert path.read_bytes() == before
    asyncio.run(manager.save({"type": "notebook", "content": content}, "new.ipynb"))
    asyncio.run(manager.save({"type": "file", "format": "text", "content": "text"}, "b.txt"))
    assert (tmp_path / "b.txt").read_text() == "text"
