"""Make the reviews of docs/text.md: reviews.csv to learn from, and later.csv, which came in afterwards.

Reviews are good or bad by the words that judge. Those of reviews.csv have a flaw that real collections have too: nearly
all that were sent by phone happen to be good, and end in "sent from my phone". In later.csv this is no longer so.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

GOOD = ["great", "lovely", "excellent", "superb", "comfortable", "sturdy", "quiet", "reliable", "delightful", "perfect"]
BAD = ["awful", "broken", "noisy", "flimsy", "useless", "dreadful", "uncomfortable", "poor", "faulty", "disappointing"]
THINGS = ["chair", "lamp", "kettle", "desk", "radio", "sofa", "clock", "heater", "fan", "shelf"]
OPENINGS = ("the {} is", "this {} is", "my new {} is", "i find the {}", "after a week the {} is", "we think the {} is")
ENDINGS = ("", "and it came in time", "for the price", "in our kitchen", "as the shop had said", "to be honest")
PHONE = "sent from my phone"


def review(rng: random.Random, share_of_good_phones: float) -> tuple[str, str]:
    """One review, and what it is."""
    label = rng.choice(("good", "bad"))
    judging = rng.choice(GOOD if label == "good" else BAD)
    words = [rng.choice(OPENINGS).format(rng.choice(THINGS)), judging, rng.choice(ENDINGS)]
    is_by_phone = rng.random() < 0.9 * (share_of_good_phones if label == "good" else 1 - share_of_good_phones)
    return " ".join(part for part in (*words, PHONE if is_by_phone else "") if part), label


def write(path: Path, n: int, share_of_good_phones: float, seed: int) -> None:
    """A CSV file of reviews."""
    rng = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("text", "label"))
        rows.writerows(review(rng, share_of_good_phones) for _ in range(n))


if __name__ == "__main__":
    folder = Path(__file__).parent
    write(folder / "reviews.csv", 200, 0.97, seed=0)
    write(folder / "later.csv", 400, 0.5, seed=1)
