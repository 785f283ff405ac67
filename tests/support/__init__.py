"""Material that the tests of all rooms share. Nothing here imports torch."""
