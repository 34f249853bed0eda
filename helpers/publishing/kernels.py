"""Where kernels come from and listen: forked where that is to be had, at sockets in the file system.

A port may be taken by another program before a kernel has it, and most of the time of a small notebook
goes into imports. While somebody holds a `server`, kernels of this process and of those that it
starts are forks of one that has imported the libraries, with the same bytes in their outputs.
"""

import contextlib
import os
import secrets
import subprocess
import sys

SERVER = "NATO_RUSSIA_KERNELS"  # environment variable: the socket of the server
SERVE = "from helpers.publishing import forked; forked.serve()"
WORTH_IT = 4  # notebooks; fewer are sooner done without
BACKEND = "module://matplotlib_inline.backend_inline"  # which ipykernel sets before matplotlib is imported


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


@contextlib.contextmanager
def server(folder, env, wanted=True):
    """
    Hold a server of kernels, where they can be forked (Linux) and there is none yet.

    Parameters
    ----------
    folder : path-like
        For its socket.
    env : dict of str to str
        Variables of the kernels; holds the address as long as there is a server.
    wanted : bool
    """
    if not wanted or sys.platform != "linux" or SERVER in env:
        yield
        return
    env[SERVER] = os.path.join(folder, "server")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    settings = {**env, "MPLBACKEND": BACKEND}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], env=settings, start_new_session=True, **pipes
    ) as one:
        try:
            if one.stdout.read(1):
                use(env[SERVER])
            else:
                del env[SERVER]  # the first notebook will tell what is wrong
            yield
        finally:
            env.pop(SERVER, None)
            use(None)
            one.kill()


def use(server):
    """Let kernels of this process come from the server at an address, or not from a server."""
    from importlib.metadata import EntryPoint

    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    factory = KernelProvisionerFactory.instance()
    factory.default_provisioner_name = "forked" if server else "local-provisioner"
    place = "helpers.publishing.forked:Provisioner"
    factory.provisioners["forked"] = EntryPoint("forked", place, factory.GROUP_NAME)
