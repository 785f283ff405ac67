import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassformer.errors import InputError
from glassformer.tasks.text.schemes import (
    Scheme,
    Span,
    flaws,
    from_iob2,
    read_spans,
    recognise,
    repair,
    split_tag,
    to_iob2,
    write_spans,
)

SCHEMES = (Scheme.IOB1, Scheme.IOB2, Scheme.BIOES, Scheme.BILOU)
LETTERS = {Scheme.IOB1: "BI", Scheme.IOB2: "BI", Scheme.BIOES: "BIES", Scheme.BILOU: "BILU"}
SAME = {
    # Two places side by side, a person of three words, a place of one.
    Scheme.IOB1: "I-LOC I-LOC B-LOC O I-PER I-PER I-PER I-LOC O",
    Scheme.IOB2: "B-LOC I-LOC B-LOC O B-PER I-PER I-PER B-LOC O",
    Scheme.BIOES: "B-LOC E-LOC S-LOC O B-PER I-PER E-PER S-LOC O",
    Scheme.BILOU: "B-LOC L-LOC U-LOC O B-PER I-PER L-PER U-LOC O",
}


@st.composite
def texts_with_spans(draw):
    """Any spans that do not overlap, and how many words there are."""
    spans, position = [], 0
    for gap, length, type_ in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from("ab")))):
        start = position + gap
        position = start + length
        spans.append(Span(start, position, type_))
    return spans, position + draw(st.integers(0, 2))


def any_tags(letters):
    return st.lists(st.sampled_from(["O", *(f"{letter}-{type_}" for letter in letters for type_ in "ab")]))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_writes_the_same_spans_in_its_own_way(scheme):
    tags = tuple(SAME[scheme].split())
    assert to_iob2(tags, scheme) == tuple(SAME[Scheme.IOB2].split())
    assert from_iob2(SAME[Scheme.IOB2].split(), scheme) == tags
    assert read_spans(tags) == [Span(0, 2, "LOC"), Span(2, 3, "LOC"), Span(4, 7, "PER"), Span(7, 8, "LOC")]
    assert recognise([tags]) is scheme


@pytest.mark.parametrize("scheme", SCHEMES)
@given(text=texts_with_spans())
def test_what_is_written_is_read(scheme, text):
    spans, n_words = text
    tags = write_spans(spans, n_words, scheme)
    assert len(tags) == n_words
    assert {tag[0] for tag in tags} <= set(LETTERS[scheme] + "O")
    assert read_spans(tags) == spans
    assert flaws(tags, scheme) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@given(text=texts_with_spans())
def test_conversion_is_exact_both_ways(scheme, text):
    iob2 = write_spans(*text)
    there = from_iob2(iob2, scheme)
    assert to_iob2(there, scheme) == iob2
    assert from_iob2(to_iob2(there, scheme), scheme) == there


@pytest.mark.parametrize("scheme", SCHEMES)
@given(data=st.data())
def test_mending_gives_well_formed_tags_and_leaves_those_alone(scheme, data):
    tags = data.draw(any_tags(LETTERS[scheme]))
    mended = repair(tags, scheme)
    assert flaws(mended, scheme) == []
    assert [tag == "O" for tag in mended] == [tag == "O" for tag in tags]
    assert [tag[2:] for tag in mended] == [tag[2:] for tag in tags]
    assert (list(mended) == tags) == (flaws(tags, scheme) == [])


@pytest.mark.parametrize(
    ("scheme", "tags", "mended"),
    [
        (Scheme.IOB2, "O I-a I-a", "O B-a I-a"),
        (Scheme.IOB2, "B-a I-b I-b", "B-a B-b I-b"),
        (Scheme.IOB2, "B-a E-a", "B-a I-a"),
        (Scheme.IOB1, "B-a I-a", "I-a I-a"),
        (Scheme.IOB1, "I-a B-b", "I-a I-b"),
        (Scheme.BIOES, "B-a O", "S-a O"),
        (Scheme.BIOES, "B-a I-a O", "B-a E-a O"),
        (Scheme.BIOES, "I-a E-a E-a", "B-a E-a S-a"),
        (Scheme.BIOES, "S-a I-a", "S-a S-a"),
        (Scheme.BILOU, "B-a U-a L-b", "U-a U-a U-b"),
    ],
)
def test_ill_formed_tags_are_read_as_conlls_script_reads_them(scheme, tags, mended):
    assert repair(tags.split(), scheme) == tuple(mended.split())
    assert flaws(tags.split(), scheme)


def test_a_flaw_says_what_should_be_there():
    assert flaws(["O", "I-LOC", "B-LOC", "I-PER"], Scheme.IOB2) == [(1, "I-LOC", "B-LOC"), (3, "I-PER", "B-PER")]
    with pytest.raises(InputError, match="word 2: tag 'I-LOC' is not well-formed IOB2, which has 'B-LOC' here"):
        from_iob2(["O", "I-LOC"], Scheme.BIOES)


@pytest.mark.parametrize(
    ("sequences", "scheme"),
    [
        (["O O", "O"], Scheme.PLAIN),  # nothing is marked anywhere
        (["DT NN", "PRP"], Scheme.PLAIN),
        (["S O V", "O"], Scheme.PLAIN),  # subject, object, verb
        (["B I O", "B O"], Scheme.IOB2),  # one kind of entity, without a name
        (["I O", "I B O"], Scheme.IOB1),
        (["B-a I-a", "O I-a"], Scheme.IOB2),  # one flaw in either
        (["B-a I-a", "O I-a", "I-a"], Scheme.IOB1),
        (["B-a I-a", "B-a", "O I-a"], Scheme.IOB2),
        (["B-a I-a", "S-a"], Scheme.BIOES),
        (["B-a E-a"], Scheme.BIOES),
        (["U-a"], Scheme.BILOU),
        (["B-a 0"], Scheme.IOB2),  # with a slip, which is for others to report
    ],
)
def test_schemes_are_recognised(sequences, scheme):
    assert recognise([tags.split() for tags in sequences]) is scheme


def test_types_may_have_hyphens():
    assert split_tag("I-creative-work") == ("I", "creative-work")
    assert to_iob2(["I-creative-work"], Scheme.IOB1) == ("B-creative-work",)


@pytest.mark.parametrize("tag", ["NN", "B-", "b-LOC", "X-LOC", "0", ""])
def test_what_is_no_tag_of_a_span(tag):
    with pytest.raises(InputError, match=f"tag '{tag}' marks no span: expected O, or a letter of BIESLU"):
        split_tag(tag)


def test_plain_tags_cannot_mark_spans():
    with pytest.raises(InputError, match="plain tags mark no spans"):
        write_spans([Span(0, 1, "a")], 1, Scheme.PLAIN)
