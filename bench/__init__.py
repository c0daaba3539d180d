"""Side-by-side measurements. `python -m bench` prints the table; `python -m bench.rush` and `bench.start` one figure each."""
