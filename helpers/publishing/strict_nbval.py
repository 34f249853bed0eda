"""A plugin of pytest (``-p helpers.publishing.strict_nbval``) that makes nbval compare everything.

By itself nbval lets an output pass that has another type or another place among the others, and
whatever a cell stores that was not run. Kernels start as they do for ``make figures``.
"""

import os

import pytest

from . import kernels

COMPARED = ("output_type", "name", "text", "data", "ename", "evalue")


def pytest_configure():
    """Let nbval start kernels at sockets, from the server where there is one."""
    from jupyter_core.paths import jupyter_runtime_dir
    from nbval import kernel

    manager = kernel.KernelManager
    kernel.KernelManager = lambda **words: manager(**words, **kernels.address(jupyter_runtime_dir()))
    kernels.use(os.environ.get(kernels.SERVER))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Compare what nbval does not, once it has compared what it does."""
    result = yield
    if hasattr(item, "raise_cell_error") and (said := unlike(item.test_outputs, item.cell.outputs)):
        item.raise_cell_error("Cell outputs differ", said)
    return result


def unlike(new, stored):
    """
    Say how the outputs of a cell differ from the stored ones.

    Parameters
    ----------
    new, stored : sequence of dict
        Outputs as in a notebook file. Their metadata and numbers of execution do not count.

    Returns
    -------
    str
        Empty if they do not.

    Examples
    --------
    >>> unlike([], [{"output_type": "stream", "name": "stdout", "text": "hello"}])
    '1 stored, 0 computed'
    """
    if len(new) != len(stored):
        return f"{len(stored)} stored, {len(new)} computed"
    for number, pair in enumerate(zip(stored, new), 1):
        one, other = ({key: output[key] for key in COMPARED if key in output} for output in pair)
        if one != other:
            one, other = ({**what.pop("data", {}), **what} for what in (one, other))
            where = sorted(key for key in {*one, *other} if one.get(key) != other.get(key))
            return f"output {number} differs in {', '.join(where)}"
    return ""
