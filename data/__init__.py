"""Data: one data set a file, and every file the same few names.

    load(split)  -> x, y    split is "train" or "test"; x uint8 images (N, C, H, W) or float32
                            points (N, D), y int64 labels (N,)
    CLASSES                 the names of the classes, in the order of their labels

text.py is the exception: a text, its vocabulary, and the windows that a language model reads.
batches.py, normalize.py and augment.py say how examples come to a net.

A drawn set (digits, spiral, shapes) is made from a seed when it is asked for. A real one is
read from its original files, in the folder that the environment variable DOUT_DATA names or
else in the user's cache, and is downloaded there if it is missing; every file is checked before
it is used.
"""
