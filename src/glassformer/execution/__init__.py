"""Running a program: the reference interpreter on lists, the batched tensor executor, and traces."""
