import pytest

from glassformer.errors import ConfigurationError, InputError
from glassformer.tasks.text import Scheme, Source, TextExamples
from glassformer.tasks.text.reading.tags import normalise_tags


def part(*texts, file="a.conll"):
    """Tagged texts, a line a word, a blank line between texts."""
    labels = tuple(tuple(text.split()) for text in texts)
    starts = [1 + sum(len(tags) + 1 for tags in labels[:n]) for n in range(len(labels))]
    lines = [Source(file, start, range(start, start + len(tags))) for start, tags in zip(starts, labels, strict=True)]
    tokens = tuple(("w",) * len(tags) for tags in labels)
    return TextExamples(kind="tag", tokens=tokens, labels=labels, sources=tuple(lines))


@pytest.mark.parametrize(
    ("texts", "scheme"),
    [
        (("I-a B-a O", "I-b"), Scheme.IOB1),
        (("B-a B-a O", "B-b"), Scheme.IOB2),
        (("S-a S-a O", "S-b"), Scheme.BIOES),
        (("U-a U-a O", "U-b"), Scheme.BILOU),
    ],
)
def test_tags_of_every_scheme_become_iob2(texts, scheme):
    found = normalise_tags({"train": part(*texts)})
    assert (found.scheme, found.notes) == (scheme, ())
    assert found.parts["train"].tags == (("B-a", "B-a", "O"), ("B-b",))


def test_all_parts_together_say_the_scheme():
    parts = {"train": part("B-a O", "O I-a"), "test": part("B-a I-a")}
    assert normalise_tags({"train": parts["train"]}, mends=True).scheme is Scheme.IOB2
    assert normalise_tags({**parts, "valid": part("I-a", "I-a")}, mends=True).scheme is Scheme.IOB1
    assert normalise_tags({**parts, "valid": part("S-a")}, mends=True).scheme is Scheme.BIOES


def test_plain_tags_stay_as_they_are():
    found = normalise_tags({"train": part("DT NN", "I")})
    assert (found.scheme, found.parts["train"].tags) == (Scheme.PLAIN, (("DT", "NN"), ("I",)))


def test_ill_formed_tags_are_reported_with_their_line():
    parts = {"train": part("B-a I-a O", "B-a", "O I-a"), "test": part("B-a O I-b", file="b.conll")}
    with pytest.raises(InputError) as caught:
        normalise_tags(parts)
    assert str(caught.value) == (
        "a.conll, line 8: tag 'I-a' where IOB2 has 'B-a' (ill-formed tags in all: 2). Give their scheme; or repair=True"
        " to have them mended, or scheme 'plain' to keep tags as they are"
    )


def test_ill_formed_tags_are_mended_and_counted():
    parts = {"train": part("B-a I-a O", "B-a", "O I-a"), "test": part("B-a O I-b", file="b.conll")}
    found = normalise_tags(parts, mends=True)
    assert found.parts["train"].tags[2] == ("O", "B-a")
    assert found.parts["test"].tags[0] == ("B-a", "O", "B-b")
    assert found.notes == ("2 ill-formed tags mended; the first: a.conll, line 8: tag 'I-a' where IOB2 has 'B-a'",)


def test_a_slip_among_tags():
    with pytest.raises(InputError, match=r"a\.conll, line 2: tag '0' is not IOB2, as others are: expected O"):
        normalise_tags({"train": part("B-a 0")})
    assert normalise_tags({"train": part("B-a 0")}, Scheme.PLAIN).parts["train"].tags == (("B-a", "0"),)


def test_schemes_have_names():
    assert normalise_tags({"train": part("I-a")}, "iob1").parts["train"].tags == (("B-a",),)
    with pytest.raises(ConfigurationError, match=r"scheme 'iob3' is unknown; did you mean 'iob\d'"):
        normalise_tags({"train": part("I-a")}, "iob3")


def test_a_scheme_that_is_given_is_held():
    with pytest.raises(InputError, match="line 1: tag 'I-a' where IOB2 has 'B-a'"):
        normalise_tags({"train": part("I-a O")}, Scheme.IOB2)
