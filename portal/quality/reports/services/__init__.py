"""What can be done about findings and reports. Each verb is one transaction with its event."""

from portal.quality.reports.services.accuracy import decide_point, extend_window, save_point, say_done
from portal.quality.reports.services.common import MOST_PHOTOGRAPH_BYTES, MOST_PHOTOGRAPHS, Stale
from portal.quality.reports.services.drafting import begin_report, save_section, send_report
from portal.quality.reports.services.findings import finish_visit, save_finding
from portal.quality.reports.services.finishing import approve_report, finalise, list_late
from portal.quality.reports.services.photographs import TOO_LATE, add_photograph, remove_photograph
from portal.quality.reports.services.sharing import copy_of, give_consent, take_copy, withdraw_consent
from portal.quality.services.visits import Refused

__all__ = [
    "MOST_PHOTOGRAPHS",
    "MOST_PHOTOGRAPH_BYTES",
    "TOO_LATE",
    "Refused",
    "Stale",
    "add_photograph",
    "approve_report",
    "begin_report",
    "copy_of",
    "decide_point",
    "extend_window",
    "finalise",
    "finish_visit",
    "give_consent",
    "list_late",
    "remove_photograph",
    "save_finding",
    "save_point",
    "save_section",
    "say_done",
    "send_report",
    "take_copy",
    "withdraw_consent",
]
