"""How JupyterLab reads and saves notebooks in this project; named in lab/config."""

import sys

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from ..publishing import notebooks

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="


class Contents(AsyncLargeFileManager):
    """
    Notebooks that opening alone does not change, and that are saved as they are stored.

    JupyterLab writes the version of Python, which differs between machines, into a notebook that it opens,
    and a picture beside each Vega-Lite output; the notebook then counts as changed. So both are there when
    it is read, and neither when it is saved.
    """

    def mark_trusted_cells(self, nb, path=""):
        """Check the signature of a notebook that was read, then add what JupyterLab would."""
        super().mark_trusted_cells(nb, path)
        if "language_info" in nb.metadata:
            nb.metadata.language_info.version = sys.version.split()[0]
        for cell in nb.cells:
            for output in cell.get("outputs", ()):
                if any("vegalite" in kind for kind in output.get("data", ())):
                    output.data.setdefault("image/png", PIXEL)

    def check_and_sign(self, nb, path="", **words):
        """Give a notebook that is about to be saved its stored form, and sign that if it is trusted."""
        trusted = self.notary.check_cells(nb)
        folded = self._folded(path)
        for cell in nb.cells:
            if cell.get("id") in folded:
                cell.metadata.setdefault("jupyter", {})["outputs_hidden"] = True
        notebooks.normalise(nb)
        self.notary.mark_cells(nb, trusted)
        super().check_and_sign(nb, path, **words)

    def _folded(self, path):
        """Ids of the cells whose outputs are stored folded; JupyterLab unfolds what it runs."""
        try:
            cells = notebooks.parsed(self._get_os_path(path)).cells
        except (OSError, ValueError):  # new, or no notebook yet
            return set()
        return {cell.get("id") for cell in cells if cell.metadata.get("jupyter", {}).get("outputs_hidden")}
