import subprocess
import sys

import pytest

from glassformer.errors import TaskError
from glassformer.tasks import BUILT_IN, Task, load_task


def test_the_built_in_tasks():
    of_the_paper = ["reverse", "hist", "double_hist", "sort", "most_freq", "dyck1", "dyck2", "induction"]
    assert list(BUILT_IN) == [*of_the_paper, "addition"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_is_built_under_its_name_and_says_what_it_asks(name):
    task = load_task(name)
    assert task.name == name
    assert task == BUILT_IN[name].build()
    assert task.description == BUILT_IN[name].description != ""


def test_an_unknown_name():
    with pytest.raises(
        TaskError, match=r"unknown task 'srot'; did you mean 'sort'\? Valid: .*reverse, sort; or package"
    ):
        load_task("srot")


def test_a_task_of_ones_own_takes_no_size():
    with pytest.raises(TaskError, match="has the size that it was written with; leave out vocabulary_size and max_len"):
        load_task("my_tasks:parity", vocabulary_size=8, max_length=8)


def test_a_task_of_ones_own(tmp_path, monkeypatch):
    (tmp_path / "own_tasks_1.py").write_text(
        "from glassformer.tasks import Task\n"
        "parity = Task('parity', '01', (1, 6), lambda c: str(c.count('1') % 2), gives_one_label=True)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    task = load_task("own_tasks_1:parity")
    assert isinstance(task, Task)
    assert task.label(["1", "0", "1"]) == "0"


def test_importing_is_light():
    code = (
        "import sys, glassformer.tasks; print([m for m in ('torch', 'numpy', 'scipy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
