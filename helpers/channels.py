"""Channels between the actors of the two sides, as a typed, dated network.

On one side stand NATO's actors by level, on the other Russia's; a channel joins
the two actors of each level at which it works. ``links`` gives the network as a
long table; ``open_by_month`` counts what is open; ``minimum_cut`` says how many
channels would have to close to end all contact; ``closures`` and ``criticality``
say what single closures took or would take; ``random_closures`` and ``rewired``
hold that against chance.
"""

import numpy as np
import pandas as pd

from .network import OPEN
from .tables import spells

# What joins people. Programmes, projects, centres and operations are joint work;
# pass them as kinds to count them too.
KINDS = ("forum", "channel", "mission", "working_group")

# Level of actors: ranks of the record that it takes in, NATO's actor, Russia's.
LEVELS = {
    "heads_of_state": (("heads_of_state",), "heads of state", "president"),
    "foreign_ministers": (("foreign_ministers",), "foreign ministers", "foreign minister"),
    "defence_ministers": (("defence_ministers",), "defence ministers", "defence minister"),
    "secretary_general": (("secretary_general",), "Secretary General", "minister or leader"),
    "ambassadors": (("ambassadors", "preparatory_committee"), "ambassadors and missions",
                    "ambassador and mission"),
    "chiefs_of_staff": (("chiefs_of_staff", "military_representatives"),
                        "chiefs of staff and military representatives",
                        "chief of staff and military representative"),
    "military_commanders": (("military_commanders",), "commanders", "chief of staff or commander"),
    "experts": (("working_group", "experts", "other"), "experts", "experts"),
    "parliamentary": (("parliamentary",), "parliamentarians", "parliamentarians"),
}
RULES = ("stated", "meetings", "kind", "use")
BY_KIND = {"mission": "ambassadors", "working_group": "working_group", "centre": "experts",
           "programme": "experts", "project": "experts", "operation": "military_commanders"}
MILITARY = ("chiefs_of_staff", "military_commanders", "experts")  # what a limited forum lost
LEAST = 2  # meetings that carry a rule
