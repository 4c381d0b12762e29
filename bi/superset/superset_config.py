"""Settings for the Superset that dashboard.py starts. The key comes from SUPERSET_SECRET_KEY.

A dashboard cannot say how numbers are written: D3_FORMAT is for the settings of a Superset of one's own, too.
"""

from superset.config import TALISMAN_CONFIG

D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " kr."]}

# Superset's pages fetch a picture that counts its users; a browser obeys this and does not.
TALISMAN_CONFIG["content_security_policy"]["img-src"] = ["'self'", "blob:", "data:"]
