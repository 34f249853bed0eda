"""Kernels forked from a server that has imported the libraries, see `helpers.publishing.kernels`."""

import json
import os
import select
import signal
import socket
import sys

from jupyter_client.provisioning import LocalProvisioner

from .kernels import SERVER


class Fork:
    """What `subprocess.Popen` would be for a kernel; the line to it closes when it ends."""

    stdin = stdout = stderr = returncode = None

    def __init__(self, server, words, env, folder):
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(server)
        self.line.sendall(json.dumps([words, env, str(folder)]).encode() + b"\n")
        self.pid = int(self.line.makefile().readline())

    def poll(self):
        if self.returncode is None and select.select([self.line], [], [], 0)[0]:
            self.returncode = 1
            self.line.close()
        return self.returncode

    wait = poll  # only asked for once it has ended


class Provisioner(LocalProvisioner):
    """Has kernels forked by the server."""

    async def launch_kernel(self, cmd, **words):
        """Start one; see `jupyter_client.provisioning.LocalProvisioner`."""
        env, self.cwd = words["env"], words["cwd"]
        self.process = Fork(env[SERVER], cmd[cmd.index("-f") :], env, self.cwd)
        self.pid = self.pgid = self.process.pid
        return self.connection_info


def serve():
    """Import what notebooks import, then fork a kernel for everyone who asks, until stdin is closed."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # read on import: a kernel ends with its parent
    import ipykernel.kernelapp
    import networkx  # noqa: F401
    import pandas
    import scipy.stats  # noqa: F401

    from .. import drawing  # noqa: F401

    pandas.set_option("display.max_columns", 20)  # as pandas sets it where it is imported in a kernel
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.environ[SERVER])
        listener.listen()
        os.write(1, b".")
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            line, _ = listener.accept()
            if os.fork() == 0:
                break
            line.close()
        else:
            return
    os.setsid()  # a group of its own, before anybody can signal it
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    words, env, folder = json.loads(line.makefile().readline())
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    line.sendall(b"%d\n" % os.getpid())
    sys.argv = ["ipykernel_launcher", *words]
    ipykernel.kernelapp.launch_new_instance()
