"""Running notebooks: side by side, in place, the same bytes every time."""

import asyncio
import os
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from ..drawing.published import FOLDER, ONLY
from . import kernels, prose_numbers

TIMEOUT = 300  # seconds for one cell
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {  # without the version of Python, which differs between machines
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
FIGURE = re.compile(r"\[([a-z0-9-]+)\] ")


@dataclass(frozen=True)
class Run:
    """
    What came of running one notebook.

    Attributes
    ----------
    path : pathlib.Path
    seconds : float
    error : str
        What went wrong, in words; empty if nothing did.
    changed : bool
        Whether the stored notebook differed from the new one.
    """

    path: Path
    seconds: float
    error: str = ""
    changed: bool = False


def read(path):
    """Read a notebook file."""
    return nbformat.read(path, as_version=4)


def markdown(notebook):
    """Yield (number, source) of the Markdown cells of a notebook, numbered from 1."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            yield number, cell.source


def _outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield from (output.data for output in cell.outputs if "data" in output)


def stored_numbers(notebook):
    """Values that may be tied in the text, by name: numbers and findings in the outputs of a notebook."""
    values = {}
    for data in _outputs(notebook):
        values |= data.get(prose_numbers.NUMBERS, {})
        values |= {row["name"]: row["shown"] for row in data.get(prose_numbers.FINDINGS, ())}
    return values


def published(notebook):
    """Ids of the figures that the outputs of a notebook show, in order."""
    marks = (
        FIGURE.match(data.get("text/plain", "")) for data in _outputs(notebook) if "image/svg+xml" in data
    )
    return [mark[1] for mark in marks if mark]


def publishes(notebook):
    """Ids of the figures that the cells of a notebook publish, run or not."""
    calls = (
        prose_numbers.PUBLISH.findall(cell.source) for cell in notebook.cells if cell.cell_type == "code"
    )
    return sorted({figure for call in calls for figure in call}.union(published(notebook)))


def faults(notebook):
    """
    Find numbers in the prose of a notebook that no cell backs.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        With its outputs.

    Returns
    -------
    list of str
        One sentence for each, naming the cell.
    """
    known = stored_numbers(notebook)
    return [
        f"cell {number}: {fault}"
        for number, text in markdown(notebook)
        for fault in prose_numbers.stray(text, known)
    ]


def normalise(notebook):
    """Drop from a notebook, in place, whatever depends on when and where it ran."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in ("tags", "jupyter") if key in cell.metadata}
        )
        if cell.cell_type == "code":
            for output in cell.outputs:
                if "metadata" in output:
                    output.metadata = nbformat.from_dict({})
                if any("vegalite" in kind for kind in output.get("data", {})):
                    output.data.pop("image/png", None)  # JupyterLab adds one when it draws


def before_saving(model, **kwargs):
    """Let JupyterLab save a notebook in normal form; a hook of its contents manager."""
    if model["type"] == "notebook" and model["content"]["nbformat"] == 4:
        notebook = nbformat.from_dict(model["content"])
        normalise(notebook)
        model["content"] = notebook


def dump(notebook):
    """The text of a notebook file."""
    return nbformat.writes(notebook, version=4) + "\n"


def environment(scratch, figures=None, only=()):
    """
    Variables for kernels that leave nothing behind and read no settings of the user.

    Parameters
    ----------
    scratch : path-like
        Folder for what Jupyter and IPython want to write.
    figures : path-like, optional
        Folder for the published figures.
    only : sequence of str, optional
        Ids of the figures to write; by default all.

    Returns
    -------
    dict of str to str
    """
    env = dict(
        os.environ,
        IPYTHONDIR=f"{scratch}/ipython",
        JUPYTER_RUNTIME_DIR=f"{scratch}/runtime",
        JUPYTER_CONFIG_DIR=f"{scratch}/config",
    )
    if "PYTHONPYCACHEPREFIX" not in env:  # make sets it; nothing is to lie beside the sources
        env["PYTHONDONTWRITEBYTECODE"] = "1"
    for name in (FOLDER, ONLY):
        env.pop(name, None)
    if figures:
        env[FOLDER] = str(figures)
        env[ONLY] = " ".join(only)
    return env


STARTS = 3  # where kernels listen at ports, another program may take one before the kernel has it


async def _execute(path, env):
    for left in reversed(range(STARTS)):
        try:
            return await _execute_once(path, env)
        except RuntimeError as failure:
            if not left or "Kernel died before replying" not in str(failure):
                raise


async def _execute_once(path, env):
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    # Without folders to look in, the kernel is that of this very Python.
    manager = AsyncKernelManager(
        kernel_name=KERNEL["name"],
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        **kernels.address(env["JUPYTER_RUNTIME_DIR"]),
    )
    notebook = read(path)
    old = stored_numbers(notebook)
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=TIMEOUT,
        record_timing=False,
        shutdown_kernel="immediate",  # asked politely, a kernel may take seconds to go
        extra_arguments=["--IPKernelApp.log_level=40", "--HistoryManager.enabled=False"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.owns_km = True  # so that it shuts the manager down
    await client.async_execute(env=env)
    new = stored_numbers(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = prose_numbers.refresh(cell.source, old, new)
    normalise(notebook)
    return notebook


async def _run(path, env, write):
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    start = time.perf_counter()
    error, changed = "", False
    try:
        notebook = await _execute(path, env)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as failure:
        error = str(failure)
    except Exception as failure:
        error = f"not a notebook that can be run: {failure}"
    else:
        text = dump(notebook)
        changed = text != path.read_text(encoding="utf-8")
        if write and changed:
            path.write_text(text, encoding="utf-8", newline="\n")
        error = "\n".join(faults(notebook))
    return Run(path, time.perf_counter() - start, error, changed)


def run(paths, figures=None, jobs=None, write=True, done=lambda result: None, only=()):
    """
    Execute notebooks side by side.

    Parameters
    ----------
    paths : sequence of path-like
        The notebooks.
    figures : path-like, optional
        Folder for the published figures; without it none is written.
    jobs : int, optional
        How many at a time; by default as many as there are processors.
    write : bool
        Whether to store the new outputs, and new numbers in the text, in place.
        A notebook with a failing cell keeps its old outputs; one with an untied
        number is stored, so that the number can be mended.
    done : callable
        Called with each `Run` as it ends.
    only : sequence of str, optional
        Ids of the figures to write; by default all.

    Returns
    -------
    list of Run
        In the order of ``paths``.

    Examples
    --------
    >>> run([])
    []
    """
    jobs = jobs or os.cpu_count() or 1

    async def everything(env):
        gate = asyncio.Semaphore(jobs)

        async def one(path):
            async with gate:
                result = await _run(Path(path), env, write)
            done(result)
            return result

        return await asyncio.gather(*map(one, paths))

    with tempfile.TemporaryDirectory() as scratch:
        return asyncio.run(everything(environment(scratch, figures, only)))
