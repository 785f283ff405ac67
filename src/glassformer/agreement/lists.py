"""The two parts that run on plain lists, the interpreter and the emitted source: here, or in several processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context

from glassformer.emission import compile_python
from glassformer.execution import interpreter
from glassformer.program.columns import Item
from glassformer.program.serialization import from_json, to_json
from glassformer.program.sketch import Program
from glassformer.proof.inputs import Contents
from glassformer.tasks.answers import Answer

Answers = dict[str, list[Answer]]
"""For ``interpreter`` and ``emitted``, the answer to each input."""

WAITING_PER_WORKER = 2
"""Chunks that are given out ahead of time, so that no worker waits and memory stays small."""


class ListParts:
    """Both parts of one program, made ready."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.emitted = compile_python(program)

    def __call__(self, inputs: Sequence[Contents]) -> Answers:
        """What both say."""
        return {
            "interpreter": [_answer(self._interpret, contents) for contents in inputs],
            "emitted": [_answer(self.emitted, contents) for contents in inputs],
        }

    def _interpret(self, contents: Sequence[Item]) -> Answer:
        return interpreter.run(self.program, contents)


def answer_chunks(
    program: Program, chunks: Iterable[list[Contents]], n_workers: int
) -> Generator[tuple[list[Contents], Answers], None, None]:
    """Each chunk with what both parts say, in order; in other processes where there is more than one worker."""
    if n_workers <= 1:
        parts = ListParts(program)
        yield from ((chunk, parts(chunk)) for chunk in chunks)
        return
    text = to_json(program)
    waiting: deque[tuple[list[Contents], Future[Answers]]] = deque()
    # Spawned, as a fork of a process in which torch runs threads can hang.
    pool = ProcessPoolExecutor(n_workers, mp_context=get_context("spawn"))
    try:
        for chunk in chunks:
            waiting.append((chunk, pool.submit(_answer_in_worker, text, chunk)))
            if len(waiting) > WAITING_PER_WORKER * n_workers:
                yield _finished(waiting)
        while waiting:
            yield _finished(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(waiting: deque[tuple[list[Contents], Future[Answers]]]) -> tuple[list[Contents], Answers]:
    chunk, future = waiting.popleft()
    return chunk, future.result()


def _answer_in_worker(text: str, inputs: Sequence[Contents]) -> Answers:
    return _parts(text)(inputs)


@lru_cache(maxsize=1)
def _parts(text: str) -> ListParts:
    """The parts of a program in JSON, made once in each process."""
    return ListParts(from_json(text))


def _answer(run: Callable[[Sequence[Item]], Answer], contents: Contents) -> Answer:
    """What a part says; where it fails, the error as a text, which agrees with nothing and is shown."""
    try:
        return run(contents)
    except Exception as error:  # any failure of emitted code is a disagreement, to be counted like another
        return f"{type(error).__name__}: {error}"
