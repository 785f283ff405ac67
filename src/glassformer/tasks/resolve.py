"""A task of a person's own, found as ``package.module:task``."""

from __future__ import annotations

import importlib
from types import ModuleType

from glassformer.errors import TaskError, suggest
from glassformer.tasks.task import Task


def import_task(path: str) -> Task:
    """The `Task` that a module holds under a name, for ``package.module:name``.

    This runs the module. The folder that holds it must be on the Python path: the caller sees to that. Raises
    TaskError where there is no such module, where importing it fails, and where the name is missing or no task.
    """
    module_name, _, attribute = path.partition(":")
    names = [*module_name.split("."), attribute]
    if not all(name.isidentifier() for name in names):
        raise TaskError(f"{path!r} does not name a task; write package.module:task, such as my_tasks:parity")
    module = _import(module_name, path)
    if not hasattr(module, attribute):
        tasks = [name for name, value in vars(module).items() if isinstance(value, Task)]
        hint = suggest(attribute, tasks) if tasks else "it holds no task"
        raise TaskError(f"module {module_name!r} has no {attribute!r}; {hint}")
    found = getattr(module, attribute)
    if not isinstance(found, Task):
        raise TaskError(
            f"{path!r} is no Task ({type(found).__name__}); in {module_name!r} write {attribute} = glassformer.Task(…)"
        )
    return found


def _import(module_name: str, path: str) -> ModuleType:
    try:
        return importlib.import_module(module_name)
    except Exception as error:  # whatever the module's own code raises
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        if missing is not None and (module_name == missing or module_name.startswith(f"{missing}.")):
            raise TaskError(
                f"no module {missing!r}, wanted for {path!r}; the folder that holds it must be on the Python path "
                "(PYTHONPATH)"
            ) from error
        raise TaskError(f"importing {module_name!r} for {path!r} failed: {type(error).__name__}: {error}") from error
