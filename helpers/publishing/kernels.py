"""Where kernels listen: at sockets in the file system, for a port may be taken before a kernel has it.

Also a plugin of pytest (``-p helpers.kernels``) that has nbval start its kernels so.
"""

import os
import secrets


def address(folder):
    """
    Give the address of a kernel that nobody else can have.

    Parameters
    ----------
    folder : path-like
        Is made, if it is missing; must live as long as the kernel.

    Returns
    -------
    dict of str to str
        ``transport`` and ``ip`` of a kernel manager of Jupyter: a new name in the folder.
        Empty where there are no such sockets (Windows) or the path is too long for
        one; Jupyter then chooses ports.

    Examples
    --------
    >>> address("/a/path/that/is/" + "long" * 30)
    {}
    """
    import zmq

    path = os.path.join(folder, secrets.token_hex(4))
    if os.name != "posix" or not zmq.has("ipc") or len(os.fsencode(f"{path}-5")) > zmq.IPC_PATH_MAX_LEN:
        return {}
    os.makedirs(folder, exist_ok=True)
    return {"transport": "ipc", "ip": path}


def pytest_configure():
    """Let nbval start kernels at such addresses."""
    from jupyter_core.paths import jupyter_runtime_dir
    from nbval import kernel

    manager = kernel.KernelManager
    kernel.KernelManager = lambda **words: manager(**words, **address(jupyter_runtime_dir()))
