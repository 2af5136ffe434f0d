"""How well the training calculator predicts published runs: fits its constants without a source, and scores.

Not part of the package that browsers load.
"""
