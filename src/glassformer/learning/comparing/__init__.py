"""How well learners do, beside one another: cells, measured in any number of sittings, and the table that they make.

A cell is one learner (``learners``) on one task of one size with one seed (``keys``). ``measuring`` learns and checks;
``cells`` keeps what came out as a JSON file of its own, with the commit and the machine (``surroundings``); ``table``
and ``plot`` show whatever cells there are.
"""

from __future__ import annotations

from glassformer.learning.comparing.cells import Cell, file_of, read_cells, write_cell
from glassformer.learning.comparing.keys import Key, keys_of
from glassformer.learning.comparing.measuring import measure
from glassformer.learning.comparing.table import Group, Row, Shares, notes_of, rows_of

__all__ = [
    "Cell",
    "Group",
    "Key",
    "Row",
    "Shares",
    "file_of",
    "keys_of",
    "measure",
    "notes_of",
    "read_cells",
    "rows_of",
    "write_cell",
]
