"""Whether a program and a task, or two programs, are about the same inputs and answers, and so can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from glassformer.errors import VerificationError
from glassformer.program.signature import Signature, describe_lengths
from glassformer.tasks import AllSequences, Domain, Task
from glassformer.tasks.wording import describe_texts


def check_fits(signature: Signature, task: Task) -> None:
    """Raise VerificationError, saying all that differs, unless programs of this signature can solve the task.

    Alphabet, lengths and marks are the same, so that nothing that the program takes is left out of the check. It must
    have every label of the task; it may have more, be causal where the task does not ask for it, and label tokens that
    the task leaves unlabelled. A causal program may take shorter inputs (`Signature.of`).
    """
    wanted = Signature.of(task)
    faults = [
        *_set_faults("alphabet", signature.alphabet, wanted.alphabet),
        *_lengths_faults(signature, (wanted.lengths, task.lengths)),
        *_value_faults("marks", " ".join(signature.marks), " ".join(wanted.marks)),
        *_column_faults(signature, wanted),
        *_value_faults("answers", _per(signature), _per(wanted)),
        *_missing("labels", signature.labels, wanted.labels),
        *_missing("labels at tokens", wanted.unlabelled, signature.unlabelled),
    ]
    if wanted.is_causal and not signature.is_causal:
        faults.append("the task is causal, but the program sees later tokens")
    _raise(f"the program does not fit task {task.name!r}", faults)


def check_comparable(signature: Signature, other: Signature) -> None:
    """Raise VerificationError, saying all that differs, unless two programs take the same inputs and answer alike.

    How they do it is their own affair: marks may differ, one may be causal, and labels may have another order.
    """
    faults = [
        *_set_faults("alphabet", signature.alphabet, other.alphabet),
        *_lengths_faults(signature, (other.lengths,)),
        *_set_faults("unlabelled", signature.unlabelled, other.unlabelled),
        *_column_faults(signature, other),
        *_value_faults("answers", _per(signature), _per(other)),
    ]
    _raise("the two programs cannot be compared", faults)


def takes(signature: Signature, domain: AllSequences) -> bool:
    """Whether programs of this signature take every input of the domain, which has each input once, and has some.

    Programs with columns take none of a domain of tokens alone.
    """
    alphabet = set(domain.alphabet)
    has_some_once = len(alphabet) == len(domain.alphabet) and domain.n_inputs > 0
    return (
        not signature.columns
        and has_some_once
        and alphabet <= set(signature.alphabet)
        and set(domain.lengths) <= set(signature.lengths)
    )


def why_not_shared(signature: Signature, right: Task | Signature, domain: Domain) -> str:
    """Why programs of this signature cannot be checked against a task, or another program, by sharing prefixes.

    Empty where they can (`glassformer.proof.prefixes`).
    """
    if type(domain) is not AllSequences:  # one that is derived from it may leave some out
        return "the domain is not that of all sequences over an alphabet"
    if not takes(signature, domain):
        return "the domain has inputs that the program does not take, or that come twice"
    if not signature.is_causal or signature.gives_one_label:
        return "the program is not causal with one label for each token"
    if isinstance(right, Task):
        return "" if right.reader else f"task {right.name!r} has no reader, which answers token by token"
    return "" if right.is_causal else "the other program is not causal"


def check_same(signature: Signature, other: Signature, what: str) -> None:
    """Raise VerificationError, naming the fields that differ, unless two signatures are the same."""
    pairs = {field.name: (getattr(signature, field.name), getattr(other, field.name)) for field in fields(Signature)}
    _raise(what, [f"{name}: {found!r}, not {wanted!r}" for name, (found, wanted) in pairs.items() if found != wanted])


def _raise(what: str, faults: Iterable[str]) -> None:
    listed = "; ".join(faults)
    if listed:
        raise VerificationError(f"{what}: {listed}")


def _per(signature: Signature) -> str:
    return "one for the whole input" if signature.gives_one_label else "one for each token"


def _column_faults(signature: Signature, wanted: Signature) -> list[str]:
    """Columns that are not the same; the order of their values does not matter."""
    found, expected = (", ".join(column.name for column in each.columns) or "none" for each in (signature, wanted))
    if found != expected:
        return [f"columns: {found}, not {expected}"]
    pairs = zip(signature.columns, wanted.columns, strict=True)
    return [fault for one, other in pairs for fault in _set_faults(f"column {one.name}", one.values, other.values)]


def _value_faults(field: str, found: str, wanted: str) -> list[str]:
    return [f"{field}: {found}, not {wanted}"] if found != wanted else []


def _set_faults(field: str, found: tuple[str, ...], wanted: tuple[str, ...]) -> list[str]:
    """What is missing, and what is too much; the order does not matter."""
    known = set(wanted)
    too_many = [value for value in found if value not in known]
    also = [f"{field}: {describe_texts(too_many)} should not be there"] if too_many else []
    return [*_missing(field, found, wanted), *also]


def _missing(field: str, found: tuple[str, ...], wanted: tuple[str, ...]) -> list[str]:
    known = set(found)
    missing = [value for value in wanted if value not in known]
    return [f"{field}: {describe_texts(missing)} missing"] if missing else []


def _lengths_faults(signature: Signature, wanted: tuple[range, ...]) -> list[str]:
    if signature.lengths in wanted:
        return []
    return [f"lengths: {describe_lengths(signature.lengths)}, not {describe_lengths(wanted[-1])}"]
