"""Turn Transformers into programs that people can read, run, check and edit."""
