"""Which task a program is for, and which program is known to solve it."""

from __future__ import annotations

from contextlib import suppress

from glassformer.cli.output import find_task
from glassformer.errors import TaskError
from glassformer.program.locate import load_setting
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.program.solutions import SOLUTIONS, solution
from glassformer.tasks import BUILT_IN, Task, load_task


def task_of_run(run: str, program: Program, name: str | None) -> Task | None:
    """The task by name, in the size that fits the program; without a name, the built-in one that the run is for.

    A run of a person's own task names a module, and that is not imported unasked: the folder may be a stranger's.
    """
    setting = load_setting(run) or {}
    source = setting.get("task", {}).get("source", program.signature.task)
    wanted = name or source
    if name is None and wanted not in BUILT_IN:
        return None
    return find_task(wanted, **sizes_of(program.signature, wanted))


def sizes_of(signature: Signature, name: str, max_length: int | None = None) -> dict[str, int]:
    """The sizes that a built-in task needs to fit a program, or one for longer inputs; none for a person's own."""
    if name not in BUILT_IN:
        return {}
    sizes = {"max_length": max_length or signature.max_length}
    if BUILT_IN[name].has_vocabulary_size:
        sizes["vocabulary_size"] = len(signature.alphabet) + len(signature.marks) + 1
    return sizes


def how_to_name_the_task(run: str, program: Program) -> str:
    """What to type where a program is for a task that is not built in."""
    setting = load_setting(run) or {}
    if "texts" in setting:
        return (
            f"{run} was learned from texts, and there is no rule by which all texts could be checked; score it on "
            f"labelled ones: glassformer predict {run} FILE --out LABELLED; or compare it: --against RUN"
        )
    source = setting.get("task", {}).get("source") or "package.module:task"
    built_in = ", ".join(BUILT_IN)
    what = f"the program is for task {program.signature.task!r}, which is not built in"
    return f"{what}; name it with --task {source} (built in are {built_in})"


def solution_of(task: Task) -> Program | None:
    """The program that was written by hand for a built-in task; None for any other task, also one of the same name."""
    if task.name not in SOLUTIONS:
        return None
    with suppress(TaskError):
        if load_task(task.name, **sizes_of(Signature.of(task), task.name)) == task:
            return solution(task)
    return None
