"""Checking: the gradient check that names the mistake.

    check.py       a target's items, each in a process of its own
    target.py      which file, which names, which contract;  subject.py: how each is judged
    process.py     starts the worker and ends it in time;  worker.py: where the file runs;
                   arrays/message.py: what passes between them
    problem.py     what a table of the sweep says;  known/ and cs231n/: the tables
    truth.py       what is right, by complex steps through a reference;  by differences
                   through the file's own forward, where nobody knows it: stranger.py and
                   visitor.py
    layer.py, pair.py, rule.py    how to ask under each contract
    judge.py       in which order answers are looked at;  answer.py: whether they are answers
    naming.py      which mistake it is;  generic.py: by rules for any array;  traits.py: by what
                   is special where it shows
    finding.py, report.py, picture.py, drawing.py, where.py    how it is said and shown

Whoever judges and whoever is judged are two processes. What is right is never known to the
second, so nothing that a file does in there can make a wrong answer right.
"""
