"""The end of a run: the best program, simplified, checked against network and task, and written to the folder."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from glassformer import __version__
from glassformer.agreement import Agreement, count_agreement
from glassformer.emission import Facts, n_lines, size, to_python
from glassformer.learning import progress
from glassformer.learning.annealing import test_program
from glassformer.learning.checkpoints import write_json
from glassformer.learning.configuration import Configuration
from glassformer.learning.data import Data, Hits
from glassformer.learning.metrics import METRICS, best_epochs
from glassformer.learning.resources import Resources
from glassformer.learning.restart import Candidate, save_network
from glassformer.passes import Simplified, rewrite, simplify
from glassformer.passes.pipeline import LIMIT
from glassformer.program import Program, save
from glassformer.program.locate import LEARNED
from glassformer.proof import Verdict, verify
from glassformer.tasks import Proportion, Task


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a summary says of how a run was done; ``begin`` is when, by ``time.monotonic()``."""

    configuration: Configuration
    resources: Resources
    begin: float


def write_results(
    folder: Path,
    task: Task,
    data: Data,
    candidates: Sequence[Candidate],
    best: Candidate,
    setting: Setting,
    *,
    shown: bool,
) -> None:
    """Simplify the best candidate, check it, and write everything; ``summary.json`` comes last."""
    signature = data.signature
    save_network(best.network, folder)
    save(best.program, folder / LEARNED)
    simplified = simplified_for(task, best.program, setting.configuration, shown=shown)
    program = best.program if simplified is None else simplified.program
    save(program, folder / "program.glass")
    save(program, folder / "program.json")
    write_json(
        folder / "vocabulary.json", {"tokens": [*signature.marks, *signature.alphabet], "labels": signature.labels}
    )
    with progress.counted("agreement", shown=shown) as count:
        agreement = count_agreement(best.network, program, task, workers=setting.resources.workers_here, progress=count)
    with progress.counted("proof", shown=shown) as count:
        verdict = verify(program, task, progress=count)
    hits = {part: test_program(program, getattr(data, part)) for part in ("train", "valid", "test")}
    facts = facts_of(hits["test"], agreement, verdict)
    to_python(program, path=folder / "program.py", facts=facts)
    summary = {
        **_how_it_was_learned(program, task, candidates, best, setting),
        "accuracy": {part: describe_hits(found) for part, found in hits.items()},
        "agreement": agreement.to_dict(),
        "verdict": verdict.to_dict(),
        "program": describe_size(program),
        "learned": describe_size(best.program),
        "simplification": None if simplified is None else simplified.to_dict(),
        "facts": {"accuracy": facts.accuracy, "agreement": facts.agreement, "verdict": facts.verdict},
        "spread": spread_of(candidates, folder),
        "best_restart": best.number,
    }
    write_json(folder / "summary.json", summary)
    shutil.rmtree(folder / "restarts", ignore_errors=True)


def _how_it_was_learned(
    program: Program, task: Task, candidates: Sequence[Candidate], best: Candidate, setting: Setting
) -> dict[str, Any]:
    """The beginning of a summary: from what, by what and in how long."""
    return {
        "origin": program.origin,
        "parents": [],
        "task": task.name,
        "vocabulary_size": task.vocabulary_size,
        "max_length": task.max_length,
        "found_by": best.found_by,
        "seed": setting.configuration.seed,
        "restarts": len(candidates),
        "seconds": round(time.monotonic() - setting.begin, 1),
        "device": setting.resources.device,
    }


def spread_of(candidates: Sequence[Candidate], folder: Path) -> list[dict[str, Any]]:
    """Every restart in numbers; ``descent`` is what its program got right before it was finished, in its best epoch."""
    best = best_epochs(folder / METRICS)
    found = []
    for candidate in candidates:
        report = best.get(candidate.number)
        wanted = ("epoch", "valid_sequence", "valid_token")
        descent = None if report is None else {name: report[name] for name in wanted}
        found.append({**candidate.facts(), "descent": descent})
    return found


def simplified_for(task: Task, program: Program, configuration: Configuration, *, shown: bool) -> Simplified | None:
    """The program simplified on the task's domain; None where that is not asked for."""
    if not configuration.simplify:
        return None
    with progress.named("simplify", shown=shown) as told:
        return shortened(program, task, told, n_features=configuration.rewrite * configuration.numbers)


def shortened(
    program: Program, task: Task, told: Callable[[str], None] | None = None, *, n_features: int = Configuration.rewrite
) -> Simplified:
    """The program simplified on all inputs of the task; where they are too many to go through, by what holds on all.

    What only a sample shows is left alone: a program that was learned from examples is not narrowed to others.
    """
    is_small = task.domain.n_inputs <= LIMIT
    rewriting = partial(rewrite, n_features=n_features) if n_features else None
    return simplify(
        program, task.domain, task=task, rewriting=rewriting, evidence=None if is_small else "reasoning", told=told
    )


def describe_size(program: Program) -> dict[str, int]:
    """How large a program is: operations, and the size and lines of its Python."""
    source = to_python(program)
    return {"operations": len(program.operations), "size": size(source), "lines": n_lines(source)}


def describe_hits(hits: Hits) -> dict[str, Any]:
    """Token and sequence accuracy as shares (None: of nothing), with what they are shares of and 95 % intervals."""
    token, sequence = proportions(hits)
    return {
        "token": token.value if token.n else None,
        "sequence": sequence.value if sequence.n else None,
        "n_tokens": token.n,
        "n_sequences": sequence.n,
        "token_interval": token.interval,
        "sequence_interval": sequence.interval,
    }


def proportions(hits: Hits) -> tuple[Proportion, Proportion]:
    """The share of labels, and of whole inputs, that are right."""
    return Proportion(hits.tokens, hits.n_tokens), Proportion(hits.sequences, hits.n_sequences)


def facts_of(hits: Hits, agreement: Agreement, verdict: Verdict) -> Facts:
    """What the heading of the emitted file says."""
    token, sequence = proportions(hits)
    return Facts(
        accuracy=f"on unseen inputs, labels {token}; whole inputs {sequence}",
        agreement=str(agreement),
        verdict=str(verdict),
        version=__version__,
    )
