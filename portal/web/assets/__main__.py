"""`python -m portal.web.assets`"""

from portal.web.assets.build import build

build()
