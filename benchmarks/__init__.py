"""Benchmarks: training steps and layers, ours beside PyTorch's, as ratios measured in one run.

    python -m benchmarks                 every workload, as a table
    python -m benchmarks mlp-adam        one
    python -m benchmarks scaling         how time and memory grow
    python -m benchmarks profile         what each part of a step of ours takes

A workload (catalogue.py) is two builders, ours and theirs, of the same step or layer on the
same data from the same weights, and the shapes of its matrix products. Each side runs in a
process of its own (worker.py); alternate.py lets them take turns in short bursts, after
agree.py has seen both compute the same. NOTES.md says what the columns mean and what was tried.
"""
