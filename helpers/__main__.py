"""The jobs of the project: ``python -m helpers figures`` and its like."""

import argparse
import sys

from . import jobs


def main(arguments=None):
    """
    Run one job.

    Parameters
    ----------
    arguments : list of str, optional
        Words of the command line; by default those of this process.

    Returns
    -------
    int
        Exit status: 0 if all went well.
    """
    parser = argparse.ArgumentParser(prog="python -m helpers", description=__doc__)
    commands = parser.add_subparsers(dest="job", required=True, metavar="job")
    for name, job in jobs.JOBS.items():
        commands.add_parser(name, help=job.__doc__, description=job.__doc__)
    return jobs.JOBS[parser.parse_args(arguments).job]()


if __name__ == "__main__":
    sys.exit(main())
