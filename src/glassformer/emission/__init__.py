"""Programs as source code that stands alone.

``to_python`` writes a ``Program`` as one Python file that needs nothing but Python; ``compile_python`` runs that file,
so that it can be compared with the interpreter; ``size`` and ``n_lines`` measure it. ``to_pseudocode`` writes it in
the notation of RASP. ``EMITTERS`` lists the languages that ``glassformer emit --to`` offers.

How Python is written: ``reach`` finds what every variable can hold, so that only that is written about. For each
variable ``statements`` collects all ways to write it: what is computed position by position as ``expressions`` have it,
and what is counted and copied as ``selectors`` have it. ``choice`` takes the smallest of all, helper functions
(``helpers``) counted; ``body`` keeps what is read, ``answer`` returns it, ``checking`` reads the input, and ``python``
makes the file. ``layout`` breaks lines as ruff and black do, and ``names`` chooses names. What reads a
text for ``run`` is written by ``texts``.
"""

from __future__ import annotations

from glassformer.emission.heading import Facts
from glassformer.emission.measure import n_lines, size
from glassformer.emission.pseudocode import to_pseudocode
from glassformer.emission.python import compile_python, to_python

__all__ = ["EMITTERS", "Facts", "compile_python", "n_lines", "size", "to_pseudocode", "to_python"]

EMITTERS = {"python": to_python, "pseudocode": to_pseudocode}
"""The function that writes a program in each language."""
