"""`python -m glassformer` is the command line, as `glassformer` is."""

from glassformer.cli import main

if __name__ == "__main__":
    main(prog_name="glassformer")
