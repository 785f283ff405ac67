"""Restarts at once, from their seeds to their candidates: one is finished after the other, the best first."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from glassformer.learning.annealing import EpochReport
from glassformer.learning.cohort import Cohort
from glassformer.learning.finishing import Finished, finish
from glassformer.learning.restart import Candidate, Job, candidate_of, learn_one, load_candidate, saved
from glassformer.learning.starting import is_right
from glassformer.learning.threads import one_thread


def run_jobs(jobs: Sequence[Job], on_report: Callable[[EpochReport], None]) -> list[Candidate]:
    """Run one restart, or several at once, on one thread.

    Args:
        jobs: of one configuration, with numbers that follow each other.
        on_report: is told of each restart, by its number as ``restart``, after each epoch.

    Returns:
        The candidates, in order of their numbers.
    """
    first = jobs[0]
    with one_thread():
        if len(jobs) > 1:
            return learn_together(jobs, on_report)
        return [learn_one(first, lambda epoch: on_report({"restart": first.number, **epoch}))]


def learn_together(jobs: Sequence[Job], on_report: Callable[[EpochReport], None]) -> list[Candidate]:
    """Train restarts at once, drop the worse of them rung by rung, and finish the others until one is right.

    Args:
        jobs: of one configuration, with numbers that follow each other.
        on_report: is told of each restart after each epoch.

    Returns:
        The candidates, in order of their numbers; those that were dropped are among them. After the deadline only the
        best is finished.

    Raises:
        RunFolderError: the folder holds a damaged checkpoint.
    """
    cohort = Cohort(jobs)
    first = jobs[0]
    if first.start is not None and is_right(network := cohort.network(first.number), cohort.data):
        return [saved(candidate_of(first, Finished(network, "start"), cohort.data, 0, 0.0), first)]
    cohort.run(on_report)
    finished: list[Candidate] = []
    for candidate in cohort.ranked():
        if finished and (cohort.is_late or finished[-1].is_right):
            cohort.drop([candidate])
        else:
            finished.append(_finished(cohort, candidate, may_search=not finished and first.number == 0))
    return sorted([*cohort.dropped, *finished], key=lambda candidate: candidate.number)


def _finished(cohort: Cohort, candidate: Candidate, *, may_search: bool) -> Candidate:
    """The candidate, and what can be made of its network.

    The search for a short program needs only the data, and would find the same again: it comes with the first of all.
    """
    job, begin = cohort.jobs[candidate.number], time.monotonic()
    if job.is_finished:
        found = load_candidate(job)
        if (found.epochs, found.dropped_at) == (cohort.epoch, None):
            return found
    configuration = job.configuration if may_search else replace(job.configuration, search=0)
    with job.chance():
        finished = finish(
            candidate.network.to(job.device),
            cohort.data,
            configuration,
            cohort.first.seed if may_search else job.seed,
            job.deadline,
            keeps_form=job.start is not None,
        )
    seconds = candidate.seconds + time.monotonic() - begin
    return saved(candidate_of(job, finished, cohort.data, cohort.epoch, seconds), job)
