"""Addition and subtraction of n-digit numbers, as questions to an ordinary Transformer.

The tasks of "Understanding Addition in Transformers" (arXiv 2310.13121) and its successor (2402.02619). An `Arithmetic`
says how a question is laid out in tokens; `Questions` hold many of them, as digits; `Subtasks` say what each digit pair
of each has to do, and `Cascades` how far a carry runs. Questions are drawn at random, or all of one complexity class
or cascade length; how frequent these are is counted exactly. `claims` and `lens` ask them of models.

Column k of every array of digits is digit k, the lowest first; only tokens and text begin with the highest. numpy is
imported here, and not by the room above, so that ``import glassformer.tasks`` stays quick.
"""

from glassformer.tasks.arithmetic.class_sets import draw_cascades, draw_class, draw_classes
from glassformer.tasks.arithmetic.classes import Cascades, complexity_classes, find_cascades
from glassformer.tasks.arithmetic.counting import cascade_frequencies, class_frequencies
from glassformer.tasks.arithmetic.drawing import Enrichment, all_questions, draw_questions
from glassformer.tasks.arithmetic.questions import Arithmetic, Questions
from glassformer.tasks.arithmetic.subtasks import ANSWER_CLASS_NAMES, SUBTASK_NAMES, AnswerClass, Subtasks, SumClass
from glassformer.tasks.arithmetic.windows import carries_from, carries_within, is_decided_within

__all__ = [
    "ANSWER_CLASS_NAMES",
    "SUBTASK_NAMES",
    "AnswerClass",
    "Arithmetic",
    "Cascades",
    "Enrichment",
    "Questions",
    "Subtasks",
    "SumClass",
    "all_questions",
    "carries_from",
    "carries_within",
    "cascade_frequencies",
    "class_frequencies",
    "complexity_classes",
    "draw_cascades",
    "draw_class",
    "draw_classes",
    "draw_questions",
    "find_cascades",
    "is_decided_within",
]
