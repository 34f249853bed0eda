"""The jobs of the project: ``python -m helpers figures`` and its like."""

import argparse
import sys

from .commands import jobs


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
        command = commands.add_parser(name, help=job.__doc__, description=job.__doc__)
        for word, about in jobs.WORDS.get(name, {}).items():
            command.add_argument(word, **about)
    words = vars(parser.parse_args(arguments))
    return jobs.JOBS[words.pop("job")](**words)


if __name__ == "__main__":
    sys.exit(main())
