"""The command line: `dout train` and its sisters, one subcommand a file.

options(parser)    adds the command's flags; imports nothing slow, so that --help is quick
run(args) -> int   does the work and returns the exit code: 0 done, 1 failed, 2 wrong usage,
                   130 interrupted
"""
