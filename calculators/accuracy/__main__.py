"""`python -m calculators.accuracy`: score and write the page's tables; `--fit` chooses the constants first."""

import sys

from calculators.accuracy.near_runs import analogues_table
from calculators.accuracy.page import write_blocks
from calculators.accuracy.scoring import full_fit, predictions, usable
from calculators.accuracy.tables import accuracy_table, predictions_table, write

if __name__ == "__main__":
    if "--fit" in sys.argv[1:]:
        table = full_fit()
        write("training_constants", table)
        write("training_analogues", analogues_table(usable(), table))
    write("training_accuracy", accuracy_table(predictions()))
    write("training_predictions", predictions_table(predictions()))
    write_blocks(predictions())
