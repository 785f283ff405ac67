import pytest

from glassformer.errors import InputError
from glassformer.tasks.text import WordList, read_word_list, tokenize


def test_single_words_are_in_or_not():
    towns = WordList("towns", (("Rome",), ("Oslo",)))
    assert (towns.name, towns.values) == ("in_towns", ("no", "yes"))
    assert towns.of_text(["In", "rome", "and", "Lima"], {}) == ["no", "yes", "no", "no"]


def test_the_longest_entry_from_the_left():
    towns = WordList("towns", (("York",), ("New", "York"), ("New", "York", "City"), ("City", "of", "Rome")))
    assert towns.values == ("no", "begin", "inside")
    assert towns.of_text(["in", "New", "York", "City", "of", "Rome"], {}) == [
        "no",
        "begin",
        "inside",
        "inside",
        "no",
        "no",
    ]
    assert towns.of_text(["New", "New", "York"], {}) == ["no", "begin", "inside"]
    assert towns.of_text(["York", "New"], {}) == ["begin", "no"]


def test_case_may_matter():
    assert WordList("names", (("Will",),), is_cased=True).of_text(["will", "Will"], {}) == ["no", "yes"]


def test_a_file_has_an_entry_a_line(tmp_path):
    path = tmp_path / "towns.txt"
    path.write_text("Rome\n\nNew York\nSt. Louis\nRome\n", encoding="utf-8")
    assert read_word_list(path) == WordList("towns", (("Rome",), ("New", "York"), ("St.", "Louis")))
    assert read_word_list(path, name="t", tokenizer=tokenize).entries[-1] == ("St", ".", "Louis")


def test_a_file_without_entries(tmp_path):
    path = tmp_path / "towns.txt"
    path.write_text("\n\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"towns\.txt has no entries; a word list has one a line"):
        read_word_list(path)


@pytest.mark.parametrize("entries", [(), ((),)])
def test_a_list_has_entries_of_words(entries):
    with pytest.raises(InputError, match="word list 'towns': it needs entries, each of one word or more"):
        WordList("towns", entries)
