"""A small world in which every address of the access matrix has a record: one's own, another's and a missing one.

Two organisations (Sandhills is the visitors' own, Dunes another's), and two authorities (Sefton is the visitors' own;
Wirral another's, with an organisation that Sefton knows nothing of). `Records` hold the values of placeholders.
"""

from tests.support.world.maker import Maker
from tests.support.world.records import Values, World, records_for

__all__ = ["Maker", "Values", "World", "records_for"]
