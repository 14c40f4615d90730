"""Which areas are switched on, in the order of the house."""

from __future__ import annotations

from flask import Flask

from config import Settings
from portal.accounts import views as accounts
from portal.accounts.staff import views as staff
from portal.audit import views as audit
from portal.demo import mailbox
from portal.framework import views as framework
from portal.homes import views as homes
from portal.homes.people import views as people
from portal.market import views as market
from portal.market.beds import views as beds
from portal.market.map import views as homes_map
from portal.market.reconciliation import views as reconciliation
from portal.needs import views as needs
from portal.placements import views as placements
from portal.providers import views as providers
from portal.quality import views as quality
from portal.quality.actions import views as visit_actions
from portal.quality.intelligence import views as intelligence
from portal.quality.reports import views as visit_reports
from portal.quality.suspensions import views as suspensions
from portal.quality.themes import views as themes
from portal.returns import views as returns
from portal.returns.fees import views as fees
from portal.returns.pricing import views as pricing
from portal.returns.vacancies import views as vacancies
from portal.statements import views as statements
from portal.voice.disclosures import views as disclosures
from portal.voice.feedback import views as feedback
from portal.voice.inspectors import views as inspectors
from portal.voice.pooled import views as pooled
from portal.voice.residents import views as residents
from portal.web import pages, today


def register_areas(app: Flask, settings: Settings) -> None:
    """Register every area's views; the demonstration's own pages only in the demonstration."""
    for blueprint in (
        pages.blueprint,
        today.blueprint,
        accounts.blueprint,
        staff.blueprint,
        *providers.blueprints,
        *homes.blueprints,
        people.blueprint,
        needs.blueprint,
        placements.blueprint,
        reconciliation.blueprint,
        *framework.blueprints,
        *returns.blueprints,
        *pricing.blueprints,
        vacancies.blueprint,
        *fees.blueprints,
        market.blueprint,
        beds.blueprint,
        homes_map.blueprint,
        *quality.blueprints,
        *intelligence.blueprints,
        *feedback.blueprints,
        suspensions.blueprint,
        themes.blueprint,
        *visit_reports.blueprints,
        visit_actions.blueprint,
        visit_actions.own_blueprint,
        *pooled.blueprints,
        *statements.blueprints,
        *disclosures.blueprints,
        *inspectors.blueprints,
        *residents.blueprints,
        audit.blueprint,
    ):
        app.register_blueprint(blueprint)
    if settings.is_demo:
        app.register_blueprint(mailbox.blueprint)
