"""What emitted files of text programs have beside ``run``: a text cut into words, and words described by features.

``tokenizers``, ``features`` and ``answering`` hold the source of single functions, the same definitions as in
`tasks.text`, and ``parts`` puts together what one program and its reader need of them.
"""

from __future__ import annotations

from glassformer.emission.texts.parts import OWN_TEXT_NAMES, TextParts, text_parts

__all__ = ["OWN_TEXT_NAMES", "TextParts", "text_parts"]
