"""SQLMesh on the dbt project in whose folder this lies."""

from io import StringIO
from pathlib import Path

import pandas as pd
from sqlmesh.core.config import ModelDefaultsConfig
from sqlmesh.core.model import seed
from sqlmesh.dbt.loader import sqlmesh_config


def as_text(reader):
    """SQLMesh guesses the types of seeds before it reads their column_types: '5.360' would be 5.36."""
    if reader._df is None:
        cells = {"dtype": str, "keep_default_na": False, "na_values": [""]}
        reader._df = pd.read_csv(StringIO(reader.content), index_col=False, **cells)
    return reader._df


seed.CsvSeedReader._get_df = as_text
config = sqlmesh_config(
    Path(__file__).parent,
    disable_anonymized_analytics=True,
    virtual_environment_mode="dev_only",
    model_defaults=ModelDefaultsConfig(start="2024-01-01"),
)
