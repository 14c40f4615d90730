"""Pages of statements: staff.py, sections.py and review.py for the council, public.py and public_map.py for everybody.

Importing this room also registers what waits on people's Today page and the job that makes PDFs.
"""

from portal.statements import today
from portal.statements.services import pdf
from portal.statements.views import public, public_map, review, sections, staff

__all__ = ["blueprints", "pdf", "review", "sections", "today"]

blueprints = (public.blueprint, public_map.blueprint, staff.blueprint)
