"""Text tasks learned: data as tensors, programs, and the baselines that they are compared with."""
