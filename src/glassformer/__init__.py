"""Turn Transformers into programs that people can read, run, check and edit.

::

    import glassformer as gf

    task = gf.load_task("sort")
    run = gf.learn(task, seed=0)
    run.program(["3", "1", "4"])          # ['1', '3', '4']
    print(gf.verify(run.program, task))   # proved: right on all 19,530 inputs

Names are imported when they are first used, so that importing the package is quick and needs no torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassformer.estimators import ProgramClassifier, ProgramTagger
    from glassformer.learning import Configuration, Run, learn, resume
    from glassformer.learning.text import TextSource, learn_texts
    from glassformer.program import Column, Program, Signature, Sketch, parse
    from glassformer.program.locate import load_program
    from glassformer.proof import Verdict, verify
    from glassformer.tasks import Task, load_task

__version__ = "0.1.0"

_HOMES = {
    "Column": "glassformer.program",
    "Configuration": "glassformer.learning",
    "Program": "glassformer.program",
    "ProgramClassifier": "glassformer.estimators",
    "ProgramTagger": "glassformer.estimators",
    "Run": "glassformer.learning",
    "Signature": "glassformer.program",
    "Sketch": "glassformer.program",
    "Task": "glassformer.tasks",
    "TextSource": "glassformer.learning.text",
    "Verdict": "glassformer.proof",
    "learn": "glassformer.learning",
    "learn_texts": "glassformer.learning.text",
    "load_program": "glassformer.program.locate",
    "load_task": "glassformer.tasks",
    "parse": "glassformer.program",
    "resume": "glassformer.learning",
    "verify": "glassformer.proof",
}

__all__ = [
    "Column",
    "Configuration",
    "Program",
    "ProgramClassifier",
    "ProgramTagger",
    "Run",
    "Signature",
    "Sketch",
    "Task",
    "TextSource",
    "Verdict",
    "__version__",
    "learn",
    "learn_texts",
    "load_program",
    "load_task",
    "parse",
    "resume",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'glassformer' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return __all__
