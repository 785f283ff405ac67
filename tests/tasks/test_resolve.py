import pytest

from glassformer.errors import TaskError
from glassformer.tasks.resolve import import_task

MODULE = """
from glassformer.tasks import Task

shout = Task("shout", "ab", (1, 3), lambda contents: [token.upper() for token in contents])
number = 5
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_a_module_of_a_package(folder):
    (folder / "own_package").mkdir()
    (folder / "own_package" / "__init__.py").write_text("")
    (folder / "own_package" / "more.py").write_text(MODULE)
    assert import_task("own_package.more:shout").label(["a"]) == ["A"]
    with pytest.raises(TaskError, match=r"no module 'own_package.less', wanted for 'own_package.less:shout'"):
        import_task("own_package.less:shout")


@pytest.mark.parametrize("path", [":", "own:", ":shout", "own.:shout", ".own:shout", "own/tasks.py:shout", "a:b:c"])
def test_what_names_no_task(path):
    with pytest.raises(TaskError, match=r"does not name a task; write package\.module:task, such as my_tasks:parity"):
        import_task(path)


def test_no_such_module():
    with pytest.raises(
        TaskError, match=r"no module 'no_such_module'.*; the folder that holds it must be on the Python"
    ):
        import_task("no_such_module:task")
    with pytest.raises(TaskError, match="no module 'no_such_package'"):
        import_task("no_such_package.module:task")


def test_a_module_without_the_name(folder):
    (folder / "own_tasks_2.py").write_text(MODULE)
    (folder / "own_tasks_3.py").write_text("")
    with pytest.raises(TaskError, match=r"module 'own_tasks_2' has no 'shuot'; did you mean 'shout'\? Valid: shout"):
        import_task("own_tasks_2:shuot")
    with pytest.raises(TaskError, match="module 'own_tasks_3' has no 'shout'; it holds no task"):
        import_task("own_tasks_3:shout")


def test_what_is_not_a_task(folder):
    (folder / "own_tasks_4.py").write_text(MODULE)
    with pytest.raises(TaskError, match=r"'own_tasks_4:number' is no Task \(int\); in 'own_tasks_4' write number = "):
        import_task("own_tasks_4:number")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import no_such_library", "ModuleNotFoundError: No module named 'no_such_library'"),
        ("1 / 0", "ZeroDivisionError"),
        ("def", "SyntaxError"),
        ("from glassformer.tasks import Task; Task('t', '', 1, list)", "TaskError: task 't': the alphabet is empty"),
    ],
)
def test_a_module_that_fails(folder, source, message):
    (folder / "own_tasks_5.py").write_text(source)
    with pytest.raises(TaskError, match=f"importing 'own_tasks_5' for 'own_tasks_5:t' failed: {message}"):
        import_task("own_tasks_5:t")
