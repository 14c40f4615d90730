"""From the public start page to an approved organisation with colleagues, in a real browser at both widths."""

from __future__ import annotations

from collections.abc import Callable

from portal.access import Role
from portal.providers.models import ProviderStatus, ServiceType
from tests import factories
from tests.factories import PASSWORD
from tests.support.browser import Visitor
from tests.support.live import LiveServer
from tests.support.mail import MailServer

EMAIL = "jo@sandhills.example"
LONG = "The Society of Saint Somebody-or-Other's Incorporated Homes for Children and Young People of the North West"


def fill_contact(visitor: Visitor, kind: str, name: str) -> None:
    visitor.fill(**{f"{kind}_name": name, f"{kind}_email": EMAIL, f"{kind}_phone": "0151 496 0000"})
    visitor.press("Save and continue")


def answer_steps(visitor: Visitor) -> None:
    """Every step in turn, each page looked at once and once with its errors."""
    visitor.follow("The organisation’s name")
    visitor.press("Save and continue")
    visitor.look("Register name with an error")
    visitor.fill(legal_name=LONG, trading_name="Saint Somebody's")
    visitor.press("Save and continue")
    visitor.press("Save and continue")
    visitor.look("Register numbers with an error")
    visitor.fill(company_number="sc123456")
    visitor.press("Save and continue")
    visitor.look("Register owner")
    visitor.fill(ultimate_owner="Dune Holdings Limited")
    visitor.press("Save and continue")
    visitor.press("Save and continue")
    visitor.look("Register sector with an error")
    visitor.page.get_by_label("Voluntary, community or social enterprise").check()
    visitor.press("Save and continue")
    visitor.look("Register contact")
    fill_contact(visitor, "contact", "Jo Alder")
    visitor.look("Register services")
    visitor.page.get_by_label("Children’s homes", exact=True).check()
    visitor.page.get_by_label("Fostering").check()
    visitor.press("Save and continue")
    visitor.look("Register safeguarding lead")
    fill_contact(visitor, "safeguarding", "Sam Rowan")
    visitor.look("Register declarations")
    declare(visitor)


def declare(visitor: Visitor) -> None:
    for name, answer in (
        ("exclusion_grounds", "no"),
        ("connected_persons", "yes"),
        ("conflicts_of_interest", "no"),
        ("accuracy", "yes"),
    ):
        visitor.page.locator(f'[name="{name}"][value="{answer}"]').check()
    visitor.press("Save and continue")
    visitor.look("Register declarations with an error")
    visitor.fill(connected_persons_why="Dune Holdings owns all shares")
    visitor.press("Save and continue")


def test_an_organisation_registers_is_declined_and_then_approved(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], mail_server: MailServer
) -> None:
    with live_server.session() as session:
        commissioner = factories.make_staff(session, Role.COMMISSIONER)
    applicant, council = new_visitor(), new_visitor()
    register(applicant, mail_server)
    council.sign_in(commissioner)
    council.look("Today with an organisation waiting")
    council.follow("1 provider waits for a decision")
    council.look("Providers")
    council.follow(LONG)
    council.look("Provider waiting for a decision")
    decline(council)
    applicant.go("/today")
    applicant.look("Today after a decline")
    applicant.follow("Your registration was declined. Change it and send it again")
    applicant.look("Register after a decline")
    applicant.press("Check and send")
    applicant.press("Send the registration")
    council.page.reload()
    council.press("Approve")
    council.look("Approve a provider")
    council.press("Approve this provider")
    council.look("Provider approved")
    keep_profile(applicant)


def register(visitor: Visitor, mail_server: MailServer) -> None:
    visitor.go("/register/")
    visitor.look("Register start")
    visitor.press("Start now")
    visitor.press("Send me a link")
    visitor.look("Register email with an error")
    visitor.fill(email=EMAIL)
    visitor.press("Send me a link")
    visitor.look("Register check your email")
    visitor.go(mail_server.link(EMAIL))
    visitor.look("Register account")
    visitor.fill(full_name="Jo Alder", password=PASSWORD)
    visitor.press("Create my account")
    visitor.look("Register tasks")
    answer_steps(visitor)
    visitor.look("Register check answers")
    visitor.press("Send the registration")
    visitor.look("Register sent")
    visitor.follow("Read what you sent")
    visitor.look("Registration as sent")


def decline(visitor: Visitor) -> None:
    visitor.press("Decline")
    visitor.press("Decline this registration")
    visitor.look("Decline a provider with an error")
    visitor.fill(reason="Tell us more about the safeguarding lead: their training and how long they have led.")
    visitor.press("Decline this registration")
    visitor.look("Provider declined")


def keep_profile(visitor: Visitor) -> None:
    visitor.go("/sign-in")
    visitor.fill(email=EMAIL, password=PASSWORD)
    visitor.press("Sign in")
    visitor.follow("Your organisation")
    visitor.look("Organisation")
    visitor.follow("Change contact")
    visitor.fill(contact_name="")
    visitor.press("Save")
    visitor.look("Organisation contact with an error")


def test_admins_look_after_their_people(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        provider = factories.make_provider(session)
        for name in ("Marram House", "Dune Lodge"):
            factories.make_home(session, provider, name)
        factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, "Mo Member")
        admin = factories.make_provider_person(session, provider)
    visitor.sign_in(admin)
    visitor.follow("People")
    visitor.look("People of an organisation")
    visitor.press("Invite a colleague")
    visitor.press("Send the invitation")
    visitor.look("Invite a colleague with an error")
    visitor.fill(full_name="Noor New", email="noor@sandhills.example")
    visitor.page.get_by_label("Marram House").check()
    visitor.press("Send the invitation")
    visitor.look("People after an invitation")
    visitor.follow("Noor New")
    visitor.look("Somebody invited")
    visitor.follow("Change homes they look after")
    visitor.look("Homes somebody looks after")
    visitor.press("Save")
    visitor.press("Send the invitation again")
    visitor.look("Send the invitation again")
    visitor.press("Send another invitation")
    visitor.press("Remove")
    visitor.look("Remove a colleague")
    visitor.press("Remove this person")
    visitor.look("People after a removal")


def test_a_publisher_approves_the_role_a_portal_admin_gave(
    live_server: LiveServer, new_visitor: Callable[..., Visitor]
) -> None:
    with live_server.session() as session:
        admin = factories.make_staff(session, Role.PORTAL_ADMIN, name="Avery Oak")
        publisher = factories.make_staff(session, Role.PUBLISHER, name="Pat Yew")
    giving, approving = new_visitor(), new_visitor(script=False)
    giving.sign_in(admin)
    giving.follow("People")
    giving.look("People of the authority")
    giving.press("Give somebody a role")
    giving.press("Give this role")
    giving.look("Give a role with an error")
    giving.fill(full_name="Noor New", email="noor@council.example")
    giving.page.get_by_label("Commissioner").check()
    giving.press("Give this role")
    giving.look("People with a role that waits")
    approving.sign_in(publisher)
    approving.follow("1 role waits for your approval")
    approving.follow("Noor New")
    approving.press("Do not approve")
    approving.follow("Cancel")
    approving.press("Approve")
    approving.press("Approve this role")
    assert "We have sent an invitation to noor@council.example." in approving.page.locator("main").inner_text()


def test_a_long_list_of_providers(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        for number in range(60):
            factories.make_provider(
                session,
                f"{LONG} {number}",
                status=list(ProviderStatus)[1 + number % 5],
                services=list(ServiceType)[: 1 + number % 7],
            )
        commissioner = factories.make_staff(session, Role.COMMISSIONER)
    visitor.sign_in(commissioner)
    visitor.go("/commissioning/providers/?sort=name&page=2")
    visitor.look("Providers long list")
    visitor.go("/commissioning/providers/?search=nobody")
    visitor.look("Providers none found")
