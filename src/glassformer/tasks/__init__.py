"""What to learn: tasks, the inputs they are about, and how well an answer meets them.

A `Task` is where both ways into glassformer begin: it names the alphabet, the lengths and the labels, draws training
examples, and answers every input by its oracle, so that a program can be checked against it. Its `Domain` is every
input that it asks about, which is what a proof has to cover. The paper's tasks are built in (`load_task`), and one of
a person's own is a ``Task(name, alphabet, lengths, oracle)``. Importing this room is quick: only the standard library.
"""

from glassformer.tasks.domains import AllSequences, Domain
from glassformer.tasks.induction import InductionInputs
from glassformer.tasks.metrics import Accuracy, Proportion, accuracy
from glassformer.tasks.registry import BUILT_IN, BuiltIn, load_task
from glassformer.tasks.splits import Examples, Splits
from glassformer.tasks.task import Task

__all__ = [
    "BUILT_IN",
    "Accuracy",
    "AllSequences",
    "BuiltIn",
    "Domain",
    "Examples",
    "InductionInputs",
    "Proportion",
    "Splits",
    "Task",
    "accuracy",
    "load_task",
]
