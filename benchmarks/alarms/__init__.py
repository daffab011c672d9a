"""Alarms: how often the leaks' rules are right, on nets that learn and on nets that leak.

    python -m benchmarks.alarms              a line a run, and a table at the end
    python -m benchmarks.alarms healthy      those alone
    python -m benchmarks.alarms ill

A healthy run is a net of the zoo on real data, by the settings of `dout train` or near them;
it is looked at before training, in its midst and at its end, and is right if no rule raises an
alarm. An ill run has one leak made on purpose, and is right if the leak's rule names it at the
layer where it was made, and at no other.
"""
