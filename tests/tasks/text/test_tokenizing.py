import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassformer.tasks.text import split_at_spaces, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Plain words, and a stop.", "Plain words , and a stop ."),
        ("Wait... what?! No -- never!!!", "Wait ... what ? ! No -- never !!!"),
        ("See http://t.co/a_b?c=1, or (www.x.org).", "See http://t.co/a_b?c=1 , or ( www.x.org ) ."),
        ("Mail a.b@c.co.uk or @ann_b #tag2!", "Mail a.b@c.co.uk or @ann_b #tag2 !"),
        ("3.14 1,000 12:30 24/7 1990s 1st $5 50% -2", "3.14 1,000 12:30 24/7 1990s 1st $ 5 50 % - 2"),
        ("The U.S. and e.g. J.R.R. Tolkien", "The U.S. and e.g. J.R.R. Tolkien"),
        ("well-known AT&T rock'n'roll O'Brien", "well-known AT&T rock'n'roll O'Brien"),
        ("I can't, won't; it's we're I've he'll I'd I'm", "I ca n't , wo n't ; it 's we 're I 've he 'll I 'd I 'm"),
        ("DON'T Denver's dogs' 'quoted'", "DO N'T Denver 's dogs ' ' quoted '"),
        ("ca n't 's", "ca n't 's"),  # cut already
        ("don\u2019t it\u2019s", "do n\u2019t it \u2019s"),
        ("café cafe\u0301s हिन्दी में", "café cafe\u0301s हिन्दी में"),
        ("snake_case __init__", "snake_case __init__"),
    ],
)
def test_words_are_cut_as_documented(text, words):
    assert tokenize(text) == tuple(words.split())


@given(st.text())
def test_nothing_but_white_space_is_dropped(text):
    assert "".join(tokenize(text)) == "".join(text.split())
    assert all(word and not any(each.isspace() for each in word) for word in tokenize(text))


@pytest.mark.parametrize("text", ["a." * 20_000, "a'" * 20_000, "x@" * 20_000, "http://" + "." * 20_000, "1," * 20_000])
def test_no_text_takes_long(text):
    assert "".join(tokenize(text)) == text


def test_texts_that_are_cut_already():
    assert split_at_spaces(" it's  so laddish , ") == ("it's", "so", "laddish", ",")
    assert split_at_spaces(" \n") == tokenize(" \n") == ()
