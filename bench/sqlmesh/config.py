"""SQLMesh on the dbt project in whose folder this lies."""

from io import StringIO
from pathlib import Path

import pandas as pd
from sqlmesh.core.config import ModelDefaultsConfig
from sqlmesh.core.model import seed
from sqlmesh.dbt.loader import sqlmesh_config


def som_tekst(laeser):
    """SQLMesh guesses the types of seeds before it reads their column_types: '5.360' would be 5.36."""
    if laeser._df is None:
        celler = {"dtype": str, "keep_default_na": False, "na_values": [""]}
        laeser._df = pd.read_csv(StringIO(laeser.content), index_col=False, **celler)
    return laeser._df


seed.CsvSeedReader._get_df = som_tekst
config = sqlmesh_config(
    Path(__file__).parent,
    disable_anonymized_analytics=True,
    virtual_environment_mode="dev_only",
    model_defaults=ModelDefaultsConfig(start="2024-01-01"),
)
