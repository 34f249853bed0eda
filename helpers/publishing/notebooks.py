"""Running notebooks: side by side, in place, the same bytes every time."""

import ast
import asyncio
import builtins
import csv
import io
import os
import re
import signal
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from ..drawing.published import FOLDER, ONLY
from ..paths import write as write_file
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
KEPT = {"tags": None, "jupyter": ("source_hidden", "outputs_hidden")}  # of a cell's metadata


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


class Stopped(Exception):
    """
    A signal ended a run: every kernel is gone, and nothing more was written.

    Attributes
    ----------
    number : int
        Of the signal.
    finished : list of Run
    """

    def __init__(self, number, finished):
        self.number, self.finished = number, finished


def parsed(path):
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


def stored_findings(notebook):
    """Findings in the outputs of a notebook, in order: dicts of text, see `helpers.finding`."""
    return [row for data in _outputs(notebook) for row in data.get(prose_numbers.FINDINGS, ())]


def findings_table(paths):
    """
    Gather the findings of notebooks.

    Parameters
    ----------
    paths : sequence of pathlib.Path

    Returns
    -------
    str
        CSV, in the order of the notebooks; empty if there is no finding.

    Raises
    ------
    ValueError
        If two findings have one name.

    Examples
    --------
    >>> findings_table([])
    ''
    """
    rows = [{"notebook": path.stem, **row} for path in paths for row in stored_findings(parsed(path))]
    places = {}
    for row in rows:
        places.setdefault(row["name"], []).append(row["notebook"])
    if double := [f"{name} ({', '.join(where)})" for name, where in places.items() if len(where) > 1]:
        raise ValueError(f"two findings have one name: {'; '.join(double)}")
    text = io.StringIO()
    table = csv.DictWriter(
        text, ("notebook", *prose_numbers.COLUMNS), extrasaction="ignore", lineterminator="\n"
    )
    if rows:
        table.writeheader()
    table.writerows(rows)
    return text.getvalue()


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


def unbacked(notebook):
    """
    Find numbers in the prose of a notebook that no cell backs, and values that no cell computes.

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
    found = [
        f"cell {number}: {fault}"
        for number, text in markdown(notebook)
        for fault in prose_numbers.stray(text, known)
    ]
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            found += [f"cell {number}: {name} is typed, not computed" for name in typed(cell.source)]
    return found


def typed(source):
    """
    Name the values of numbers and findings that are typed into a cell.

    Parameters
    ----------
    source : str
        Code of the cell.

    Returns
    -------
    list of str

    Examples
    --------
    >>> typed("helpers.numbers(record, lambda: dict(met=len(rows), share=f'{12}%', gap=7))")
    ['share', 'gap']
    """
    if not re.search(r"\b(numbers|finding)\(", source):
        return []
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return ["a value in a cell that is not plain Python"]
    found = []
    for call in calls:
        called = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if called == "numbers":
            for words in (call.args[-1].body for _ in call.args if isinstance(call.args[-1], ast.Lambda)):
                found += _named(words)
        elif called == "finding":
            name = ast.unparse(call.args[0]).strip("'\"") if call.args else "a finding"
            values = [*call.args[1:2], *(word.value for word in call.keywords if word.arg in BOUNDS)]
            found += [name for value in values if _literal(value)]
    return list(dict.fromkeys(found))


BOUNDS = ("value", "lower", "upper")  # what a finding computes


def _named(words):
    """Names in a dict, written either way, whose values are literals."""
    if isinstance(words, ast.Dict):
        pairs = zip((ast.unparse(key).strip("'\"") for key in words.keys if key), words.values)
    else:
        pairs = ((word.arg, word.value) for word in getattr(words, "keywords", ()) if word.arg)
    return [name for name, value in pairs if _literal(value)]


def _literal(value):
    """Whether nothing that was computed goes into an expression; None is no value."""
    names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    return not names - set(dir(builtins)) and getattr(value, "value", value) is not None


def normalise(notebook):
    """Drop from a notebook, in place, whatever depends on when and where it ran."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in KEPT if key in cell.metadata}
        if "jupyter" in kept:
            kept["jupyter"] = {key: kept["jupyter"][key] for key in KEPT["jupyter"] if key in kept["jupyter"]}
        cell.metadata = nbformat.from_dict({key: value for key, value in kept.items() if value})
        if cell.cell_type == "code":
            for output in cell.outputs:
                if "metadata" in output:
                    output.metadata = nbformat.from_dict({})
                if any("vegalite" in kind for kind in output.get("data", {})):
                    output.data.pop("image/png", None)  # JupyterLab adds one when it draws


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
    notebook = parsed(path)
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
    try:
        await client.async_execute(env=env)
    finally:
        if manager.has_kernel:  # cancelled before the client had it
            await manager.shutdown_kernel(now=True)
    new = stored_numbers(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = prose_numbers.refresh(cell.source, old, new)
    normalise(notebook)
    return notebook


async def _run(path, env, write, stopping):
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    start = time.perf_counter()
    error, changed = "", False
    try:
        before = path.read_bytes()
        notebook = await _execute(path, env)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as failure:
        error = str(failure)
    except Exception as failure:
        error = f"not a notebook that can be run: {failure}"
    else:
        text = dump(notebook)
        changed = text.encode("utf-8") != before
        if path.read_bytes() != before:
            error = "was edited while it ran, and is left as it is: run it again"
        else:
            if write and changed and not stopping:
                write_file(path, text)
            error = "\n".join(unbacked(notebook))
    if stopping:  # nbclient takes the end of its task for that of its kernel
        raise asyncio.CancelledError
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
        A notebook with a failing cell keeps its old outputs, and so does one that
        was edited meanwhile; one with an untied number is stored, so that the
        number can be mended.
    done : callable
        Called with each `Run` as it ends, in a thread of its own.
    only : sequence of str, optional
        Ids of the figures to write; by default all.

    Returns
    -------
    list of Run
        In the order of ``paths``.

    Raises
    ------
    Stopped
        On SIGINT or SIGTERM.

    Examples
    --------
    >>> run([])
    []
    """
    jobs = jobs or os.cpu_count() or 1
    finished, stopping = [], []

    async def everything(env):
        gate = asyncio.Semaphore(jobs)

        async def one(path):
            async with gate:
                result = await _run(Path(path), env, write, stopping)
            finished.append(result)
            done(result)
            return result

        # told to give exceptions back, it waits for all, also when it is cancelled
        results = await asyncio.gather(*map(one, paths), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return results

    with tempfile.TemporaryDirectory() as scratch:
        env = environment(scratch, figures, only)
        with kernels.server(scratch, env, wanted=len(paths) >= kernels.WORTH_IT):
            results = _in_a_thread(everything(env), stopping)
    if stopping:
        raise Stopped(stopping[0], finished)
    return results


def _in_a_thread(work, stopping):
    """
    Run a coroutine until it ends or a signal comes, which is noted in ``stopping``.

    In the main thread nbclient would take the signals, end one notebook and run the others.
    """
    runner = asyncio.Runner()
    loop = runner.get_loop()
    task = loop.create_task(work)

    def finish():
        with runner:
            loop.run_until_complete(asyncio.wait([task]))

    thread = threading.Thread(target=finish)

    def stop(number, frame):
        if not stopping:
            stopping.append(number)
            loop.call_soon_threadsafe(task.cancel)

    signals = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, stop) for number in signals}
    try:
        thread.start()
        while thread.is_alive():
            thread.join(0.5)  # on Windows no signal ends a wait without a limit
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return None if task.cancelled() else task.result()
