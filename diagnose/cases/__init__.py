"""Cases: known faults of backpropagation, one a file, each reproduced, measured and cured.

    found = recurrence.run(seed=1)      or, from the command line, `dout case recurrence`
    print(recurrence.told(found))
    recurrence.draw(found).savefig("recurrence.png")

A case's docstring states the fault, derives in a few lines what it must do, names the cure and
the source. Then come its constants, and three functions:

    run(seed=1) -> dict      trains and measures; plain numbers and arrays by name, the same
                             for the same seed
    told(found) -> str       the figures in sentences, measured beside predicted, and the cure
    draw(found) -> Figure    a picture, with the main figures in its caption

The nets, losses and rules are those of layers/, nets/ and optim/: a case shows them going wrong
in a user's hands, and needs no download. `dout/case.py` lists the cases.
"""
