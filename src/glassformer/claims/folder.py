"""The folder of an analysis: claims as data, a report with figures, and the program that was found.

===================  =========================================================================
``claims.json``      every claim with evidence and controls, measurements, agreement
``report.md``        the same for a reader; its figures are in ``figures/``
``program.glass``    the program, where one was found; also ``program.json`` and ``program.py``
``summary.json``     what a run folder says of its program
===================  =========================================================================
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glassformer.claims.agreeing import agree
from glassformer.claims.analysis import N_RANDOM, Analysis, analyse, controls_of
from glassformer.claims.figures import draw_figures
from glassformer.claims.found_program import LEAST_AGREEMENT, FoundProgram, fit_program
from glassformer.claims.report import write_report
from glassformer.claims.subject import Subject
from glassformer.emission import to_python
from glassformer.errors import InputError, RunFolderError
from glassformer.learning import progress
from glassformer.learning.checkpoints import read_json, write_atomically, write_json
from glassformer.learning.folder import fresh_folder
from glassformer.learning.results import describe_size
from glassformer.learning.threads import one_thread
from glassformer.lens import LensRun, answer_questions
from glassformer.program import Program, save
from glassformer.proof import verify
from glassformer.tasks import Proportion, load_task

CLAIMS, REPORT, FIGURES = "claims.json", "report.md", "figures"
N_ASKED = 5_000


@dataclass(frozen=True, kw_only=True, eq=False)
class AnalysisFolder:
    """An analysis, and the folder that it was written to."""

    folder: Path
    analysis: Analysis
    document: dict[str, Any]


def subject_of(run: LensRun, seed: int = 0) -> Subject:
    """A trained model as the subject of claims; ``seed`` is that of the questions."""
    return Subject(model=run.model, arithmetic=run.configuration.arithmetic, history=run.history(), seed=seed)


def analyse_run(
    run: LensRun,
    out: str | Path | None = None,
    *,
    control_seeds: Sequence[int] = (0,),
    n_random: int = N_RANDOM,
    seed: int = 0,
    show_progress: bool = True,
) -> AnalysisFolder:
    """Take a trained model apart, and write down what was found.

    Args:
        run: the model.
        out: a new folder; by default ``runs/NAME-analysis``.
        control_seeds: each makes two control networks: one untrained, one trained on shuffled answers.
        n_random: random questions on which the program is compared with the model.
        seed: of the questions.
        show_progress: whether a bar is shown, where standard error is a terminal.

    Raises:
        RunFolderError: ``out`` exists and is not an empty folder, or cannot be made.
    """
    folder = fresh_folder(out, f"{run.folder.name}-analysis", can_resume=False)
    begin = time.monotonic()
    controls = controls_of(run.configuration, control_seeds)
    with one_thread(), progress.named("analyse", shown=show_progress) as on_step:
        analysis = analyse(subject_of(run, seed), controls, n_random=n_random, on_step=on_step)
    program = analysis.found.program if analysis.found is not None and analysis.found.explains else None
    document = {
        "model": {**run.summary, "folder": run.folder.name},
        "controls": [control.name for control in controls],
        "seconds": round(time.monotonic() - begin, 1),
        "program_text": None if program is None else str(program),
        "program_size": None if program is None else describe_size(program),
        **analysis.to_dict(),
    }
    document["figures"] = draw_figures(document, folder / FIGURES)
    write_json(folder / CLAIMS, document)
    write_atomically(folder / REPORT, write_report(document).encode())
    if program is not None and analysis.found is not None:
        _write_program(folder, analysis.found, run, document)
    return AnalysisFolder(folder=folder, analysis=analysis, document=document)


def read_analysis(folder: str | Path) -> dict[str, Any]:
    """What `analyse_run` wrote to a folder.

    Raises:
        RunFolderError: it is no such folder, or damaged.
    """
    found = read_json(Path(folder) / CLAIMS)
    if not isinstance(found, dict) or "claims" not in found:
        raise RunFolderError(f"{Path(folder) / CLAIMS} is no analysis; make one with glassformer lens analyse")
    return found


def program_of(run: LensRun) -> Program:
    """The program that a model is found to be, the same that `analyse_run` finds.

    Raises:
        InputError: the model is asked more than additions, or none was found that says what it says.
    """
    subject = subject_of(run)
    if subject.arithmetic.has_sign:
        raise InputError(
            f"{run.folder}: programs are found of models of addition; this one does {run.configuration.kind}"
        )
    with one_thread():
        _, program = fit_program(subject)
        same = agree(program, answer_questions(subject.model, subject.draw("asked", N_ASKED)))
    found = Proportion(int(same.sum()), len(same))
    if found.value < LEAST_AGREEMENT:
        raise InputError(
            f"{run.folder}: no program was found that says what this model says (the nearest does on {found}); "
            "glassformer lens analyse tells what is known of it"
        )
    return program


def _write_program(folder: Path, found: FoundProgram, run: LensRun, document: dict[str, Any]) -> None:
    """The program's files, and what a run folder says of its program."""
    program, task = found.program, load_task("addition", max_length=3 * run.configuration.digits + 3)
    save(program, folder / "program.glass")
    save(program, folder / "program.json")
    to_python(program, path=folder / "program.py")
    summary = {
        "origin": program.origin,
        "parents": [run.folder.name],
        "task": task.name,
        "vocabulary_size": task.vocabulary_size,
        "max_length": task.max_length,
        "seed": run.configuration.seed,
        "seconds": document["seconds"],
        "agreement": {
            "inputs": found.random.all.n,
            "mismatches": found.random.all.n - found.random.all.successes,
            "coverage": "sample",
            "wrong_answers": found.wrong.to_dict(),
        },
        "verdict": verify(program, task, method="sample").to_dict(),
        "program": describe_size(program),
    }
    write_json(folder / "summary.json", summary)
