"""Is a program right, is it the same as another: checked on a whole domain or on a sample, and said in honest words.

``verify`` checks against a task's oracle, ``verify_against`` against another program. Both choose their ``inputs``
(every one of the domain, or a random sample), ``counting`` compares the answers, and the `Verdict` that comes out of
``verdicts`` says *proved*, *refuted*, *tested* or *unknown*. ``fitting`` says when a program and a task can be compared
at all. A domain is never narrowed to make a proof, and a sample never proves. Importing this room does not import
torch.
"""

from __future__ import annotations

from glassformer.proof.inputs import Inputs, Method, Progress, choose_inputs
from glassformer.proof.verdicts import Counterexample, Verdict
from glassformer.proof.verification import verify, verify_against

__all__ = [
    "Counterexample",
    "Inputs",
    "Method",
    "Progress",
    "Verdict",
    "choose_inputs",
    "verify",
    "verify_against",
]
