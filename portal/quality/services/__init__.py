"""What can be done about visits. Each verb is one transaction with its event."""

from portal.quality.services.standards import load_standards
from portal.quality.services.visits import Refused, plan_visit

__all__ = ["Refused", "load_standards", "plan_visit"]
