#!/usr/bin/env python3
"""Makes tests/DeepOptDistill.ManagedTests/Data/Tables/gaps-*: a table with gaps as CSV, and its rows as Debian's pandas and scikit-learn fill them in.

    scripts/reference/table_gaps.py

Every spelling that this pandas takes for missing stands in it, and UCI's question mark. Of the numbers, one column has gaps in both files, one in the test file
alone, one an even and one an odd count of numbers; the words' gaps become 'missing'. Rows are the numbers and one-hot words in the order of the columns, then one
mark for each column of numbers with gaps in the training file (SimpleImputer(strategy="median", add_indicator=True), which drops no mark that training has).
"""
import csv
import json
import pathlib

import numpy as np
import pandas
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "tests/DeepOptDistill.ManagedTests/Data/Tables"
SPELLINGS = ["", "?", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "n/a", "nan", "null"]
NUMBERS, COLUMNS = ["age", "size", "weight"], ["age", "colour", "size", "weight", "bought"]
random = np.random.RandomState(11)


def write(part, count, gaps):
    """Rows with so many gaps in each column, at random places, spelt in turn."""
    cells = {
        "age": [str(v) for v in random.randint(18, 90, count)],
        "colour": [["red", "green", "blue"][v] for v in random.randint(0, 3, count)],
        "size": [f"{v:.3f}" for v in random.normal(10, 3, count)],
        "weight": [repr(float(v)) for v in np.exp(random.normal(0, 4, count))],
        "bought": [["no", "yes"][v] for v in random.randint(0, 2, count)],
    }
    for column, number in gaps.items():
        for k, row in enumerate(random.permutation(count)[:number]):
            cells[column][row] = SPELLINGS[k % len(SPELLINGS)]
    with open(FOLDER / f"gaps-{part}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(zip(*(cells[column] for column in COLUMNS)))
    return pandas.read_csv(FOLDER / f"gaps-{part}.csv", na_values=["?"])


train = write("train", 60, dict(age=23, colour=21, weight=19))
test = write("test", 30, dict(age=5, colour=6, size=7, weight=20))
imputer = SimpleImputer(strategy="median", add_indicator=True).fit(train[NUMBERS])
words = OneHotEncoder(sparse_output=False).fit(train[["colour"]].fillna("missing"))


def rows(frame):
    filled, hot = imputer.transform(frame[NUMBERS]), words.transform(frame[["colour"]].fillna("missing"))
    assert filled.shape[1] == 5
    return np.column_stack([filled[:, :1], hot, filled[:, 1:]]).astype(np.float32).astype(float).tolist()


assert np.allclose(imputer.statistics_, train[NUMBERS].median())
with open(FOLDER / "gaps.json", "w") as file:
    json.dump(dict(medians=train[NUMBERS].median().to_dict(), words=words.categories_[0].tolist(), train=rows(train), test=rows(test)), file)
    file.write("\n")
print(train.isna().sum().to_dict(), test.isna().sum().to_dict(), train[NUMBERS].median().to_dict())
