"""Finding a program: data, schedule, restarts and search, checkpoints, and the folder that a run leaves behind.

``learn`` runs a ``Search`` over restarts. Each anneals the relaxation of a sketch (``annealing``), solves its
classifier (``refitting``), drops what it does not need (``narrowing``), and hands in a candidate; the best on the
validation inputs is checked (``agreement``, ``proof``) and written (``folder``).
"""

from __future__ import annotations

from glassformer.learning.configuration import Configuration
from glassformer.learning.run import Run, learn, resume

__all__ = ["Configuration", "Run", "learn", "resume"]
