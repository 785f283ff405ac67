"""Small text with known rules, made and not found: a person follows a title, a place follows "in" or "to"."""

import random

TITLES = ("Mr", "Ms", "Dr")
NAMES = ("Ash", "Bell", "Cole", "Dean", "Flint", "Gray")
PLACES = ("Rome", "Oslo", "Lima", "Bern")
LONG_PLACES = (("New", "York"), ("San", "Marino"))
VERBS = ("went", "moved", "wrote", "flew")
QUESTIONS = {
    "HUM": ("Who {verb} to {place} ?", "Who is {title} {name} ?"),
    "LOC": ("Where is {place} ?", "Where did {title} {name} live ?"),
    "NUM": ("How many people live in {place} ?", "How often was {name} in {place} ?"),
}


def tagged_sentence(rng):
    """Words and their IOB2 tags."""
    place = rng.choice([(place,) for place in PLACES] + list(LONG_PLACES))
    name = rng.sample(NAMES, rng.choice((1, 2)))
    words = [rng.choice(TITLES), *name, rng.choice(VERBS), rng.choice(("in", "to")), *place, "."]
    tags = ["O", "B-PER", *["I-PER"] * (len(name) - 1), "O", "O", "B-LOC", *["I-LOC"] * (len(place) - 1), "O"]
    return words, tags


def tagged_sentences(n, seed=0):
    rng = random.Random(seed)
    return [tagged_sentence(rng) for _ in range(n)]


def questions(n, seed=0):
    """Texts and their labels."""
    rng = random.Random(seed)
    drawn = []
    for _ in range(n):
        label = rng.choice(list(QUESTIONS))
        words = {"title": TITLES, "name": NAMES, "place": PLACES, "verb": VERBS}
        text = rng.choice(QUESTIONS[label]).format(**{slot: rng.choice(among) for slot, among in words.items()})
        drawn.append((text, label))
    return drawn


def as_conll(sentences, between="\t"):
    """The text of a CoNLL file, with words and tags in columns."""
    blocks = ("".join(f"{word}{between}{tag}\n" for word, tag in zip(*each, strict=True)) for each in sentences)
    return "\n".join(blocks)
