"""What a home said of its vacancies between returns: rows are added, never changed; the newest one counts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.returns.vacancies.rules import Tap

__all__ = ["Tap", "VacancyUpdate"]


class VacancyUpdate(Base):
    """Places open to a child, and places held for one, after a tap on a day (`as_at_on`, in London).

    `follows` names the row whose figures the page showed ("entry-12", "update-7"): two taps on one page can never
    become two rows.
    """

    __tablename__ = "vacancy_update"
    __table_args__ = (
        CheckConstraint("open_places >= 0 AND held_places >= 0", name="not_negative"),
        UniqueConstraint("home_id", "follows"),
        Index("ix_vacancy_update_newest", "home_id", "updated_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"))
    tap: Mapped[Tap] = mapped_column(String(10))
    follows: Mapped[str] = mapped_column(String(24))
    open_places: Mapped[int]
    held_places: Mapped[int]
    as_at_on: Mapped[date]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
