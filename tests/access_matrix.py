"""Who may use which address: written by hand from the table "Who may do what" of the trust design, never from the code.

One line an address: its rule, its methods, who may use it, and which record its placeholders name. Records are made in
`tests/support/world`, each as one's own, another's (of another organisation or authority) and a missing one.

- Whoever may use an address gets an answer for their own record, and for another's the same 404 as for a missing one.
- Everybody else gets 403 whatever the record; people who have not signed in are sent to sign in.
- EVERYBODY and SIGNED_IN addresses have no wrong roles. REGISTRANT addresses belong to the person who registers: for
  all other people who have signed in the record is missing.
- RESIDENT addresses belong to whoever holds the card of their code and knows its PIN, who is no person of the portal:
  everybody, whatever their role, is asked for the PIN, whether or not there is such a card.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.access import Role

Who = frozenset[Role] | str

EVERYBODY, SIGNED_IN, REGISTRANT, RESIDENT = "everybody", "signed in", "registrant", "resident"
READ, BOTH, POSTED = "GET", "GET POST", "POST"


def only(*roles: Role) -> Who:
    return frozenset(roles)


MEMBER, ADMIN = Role.PROVIDER_MEMBER, Role.PROVIDER_ADMIN
COORDINATOR, YOUNG = Role.COORDINATOR, Role.YOUNG_INSPECTOR
COMMISSIONER, PUBLISHER, QA, AUDITOR = Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR
SAFEGUARDING = Role.SAFEGUARDING_LEAD
ORGANISATION = only(MEMBER, ADMIN)
MARKET = only(COMMISSIONER, PUBLISHER)
MARKET_READERS = only(COMMISSIONER, PUBLISHER, QA, AUDITOR)
LOG_READERS, LOG_WRITERS = only(QA, COMMISSIONER, PUBLISHER, AUDITOR), only(QA, COMMISSIONER)
DRAFT_READERS = only(COMMISSIONER, PUBLISHER, AUDITOR)
INSPECTOR, DESK = only(Role.YOUNG_INSPECTOR), only(Role.COORDINATOR)


@dataclass(frozen=True)
class Route:
    """One address. `dead` is the answer to a record that is missing, where it is not 404."""

    rule: str
    methods: str
    who: Who
    record: str | None = None
    dead: int = 404


MATRIX = (
    # Pages for everybody, and the addresses machines ask.
    Route("/", READ, EVERYBODY),
    Route("/help", READ, EVERYBODY),
    Route("/accessibility", READ, EVERYBODY),
    Route("/privacy", READ, EVERYBODY),
    Route("/robots.txt", READ, EVERYBODY),
    Route("/healthz", READ, EVERYBODY),
    Route("/readyz", READ, EVERYBODY),
    # Published statement: R for everybody.
    Route("/statements/", READ, EVERYBODY),
    Route("/statements/<slug>/", READ, EVERYBODY, "published"),
    Route("/statements/<slug>/statement.pdf", READ, EVERYBODY, "published pdf"),
    Route("/statements/<slug>/data.json", READ, EVERYBODY, "published"),
    Route("/statements/<slug>/data/<table>.csv", READ, EVERYBODY, "published table"),
    Route("/statements/<slug>/versions/", READ, EVERYBODY, "published"),
    Route("/statements/<slug>/versions/<int:number>/", READ, EVERYBODY, "published version"),
    Route("/statements/<slug>/versions/<int:number>/statement.pdf", READ, EVERYBODY, "published pdf version"),
    Route("/statements/<slug>/versions/<int:number>/data.json", READ, EVERYBODY, "published version"),
    Route("/statements/<slug>/versions/<int:number>/data/<table>.csv", READ, EVERYBODY, "published version table"),
    Route("/statements/files/<sha256>/<name>", READ, EVERYBODY, "published file"),
    # Totals of areas, by the disclosure rule: S for everybody.
    Route("/map", READ, EVERYBODY),
    # Signing in, one's own account, links by mail.
    Route("/sign-in", BOTH, EVERYBODY),
    Route("/sign-out", BOTH, EVERYBODY),
    Route("/reset", BOTH, EVERYBODY),
    Route("/reset/<token>", BOTH, EVERYBODY, "reset link", dead=410),
    Route("/invitations/<token>", BOTH, EVERYBODY, "invitation link", dead=410),
    Route("/today", READ, SIGNED_IN),
    Route("/account", READ, SIGNED_IN),
    Route("/account/desk", BOTH, SIGNED_IN),
    Route("/account/password", BOTH, SIGNED_IN),
    # Registration: the person who registers, until it is approved.
    Route("/register/", READ, EVERYBODY),
    Route("/register/email", BOTH, EVERYBODY),
    Route("/register/confirm/<token>", BOTH, EVERYBODY, "registration link", dead=410),
    Route("/register/new", BOTH, SIGNED_IN),
    Route("/register/<reference>/", READ, REGISTRANT, "registration"),
    Route("/register/<reference>/steps/<step>", BOTH, REGISTRANT, "registration step"),
    Route("/register/<reference>/check", BOTH, REGISTRANT, "registration"),
    Route("/register/<reference>/sent", READ, REGISTRANT, "registration"),
    # Provider profile: provider member RO, provider admin RWO; QA R; commissioner and publisher RWA; auditor R.
    Route("/provider/", READ, ORGANISATION),
    Route("/provider/change/<part>", BOTH, only(ADMIN), "profile part"),
    Route("/commissioning/providers/", READ, MARKET_READERS),
    Route("/commissioning/providers/list.csv", READ, MARKET_READERS),
    Route("/commissioning/providers/<reference>/", READ, MARKET_READERS, "staff: provider"),
    Route("/commissioning/providers/<reference>/approve", BOTH, MARKET, "staff: applicant"),
    Route("/commissioning/providers/<reference>/decline", BOTH, MARKET, "staff: applicant"),
    # People and grants of an organisation: provider admin RWO.
    Route("/provider/people/", READ, only(ADMIN)),
    Route("/provider/people/invite", BOTH, only(ADMIN)),
    Route("/provider/people/<reference>/", READ, only(ADMIN), "colleague"),
    Route("/provider/people/<reference>/homes", BOTH, only(ADMIN), "colleague"),
    Route("/provider/people/<reference>/prices", BOTH, only(ADMIN), "colleague"),
    Route("/provider/people/<reference>/remove", BOTH, only(ADMIN), "colleague"),
    Route("/provider/people/<reference>/resend", BOTH, only(ADMIN), "invited colleague"),
    # People and grants of the authority: portal admin RW, publisher A, auditor R.
    Route("/admin/people/", READ, only(Role.PORTAL_ADMIN, PUBLISHER, AUDITOR)),
    Route("/admin/people/invite", BOTH, only(Role.PORTAL_ADMIN)),
    Route("/admin/people/<reference>/", READ, only(Role.PORTAL_ADMIN, PUBLISHER, AUDITOR), "staff: grant"),
    Route("/admin/people/<reference>/remove", BOTH, only(Role.PORTAL_ADMIN), "staff: grant"),
    Route("/admin/people/<reference>/resend", BOTH, only(Role.PORTAL_ADMIN), "staff: invitation"),
    Route("/admin/people/<reference>/approve", BOTH, only(PUBLISHER), "staff: waiting grant"),
    Route("/admin/people/<reference>/refuse", BOTH, only(PUBLISHER), "staff: waiting grant"),
    # Events: provider member own actions; provider admin RO; coordinator, QA and commissioner own; safeguarding lead
    # its own list's, of which only own actions are built; publisher R; portal admin metadata; auditor R, verifies.
    Route("/audit/events", READ, frozenset(Role) - {Role.YOUNG_INSPECTOR}),
    Route("/audit/verify", READ, only(AUDITOR)),
    # Home without address: provider member RO, provider admin RWO; commissioner and publisher RW; QA and auditor R.
    # Home's address: provider member RH, provider admin RWO, so a member's record is one of the homes they look after.
    Route("/provider/homes/", READ, ORGANISATION),
    Route("/provider/homes/list.csv", READ, ORGANISATION),
    Route("/provider/homes/add", BOTH, only(ADMIN)),
    Route("/provider/homes/add/<reference>/", READ, only(ADMIN), "home draft"),
    Route("/provider/homes/add/<reference>/<step>", BOTH, only(ADMIN), "home draft step"),
    Route("/provider/homes/add/<reference>/check", BOTH, only(ADMIN), "home draft"),
    Route("/provider/homes/add/<reference>/discard", BOTH, only(ADMIN), "home draft"),
    Route("/provider/homes/<reference>/", READ, ORGANISATION, "home"),
    Route("/provider/homes/<reference>/added", READ, only(ADMIN), "home"),
    Route("/provider/homes/<reference>/change/<step>", BOTH, only(ADMIN), "home step"),
    Route("/provider/homes/<reference>/open", BOTH, only(ADMIN), "planned home"),
    Route("/provider/homes/<reference>/close", BOTH, only(ADMIN), "home"),
    Route("/provider/homes/<reference>/buildings/add", BOTH, only(ADMIN), "home"),
    Route("/provider/homes/<reference>/buildings/<building>", BOTH, only(ADMIN), "building"),
    Route("/provider/homes/<reference>/buildings/<building>/remove", BOTH, only(ADMIN), "building"),
    Route("/commissioning/homes/", READ, MARKET_READERS),
    Route("/commissioning/homes/list.csv", READ, MARKET_READERS),
    Route("/commissioning/homes/add", BOTH, MARKET),
    Route("/commissioning/homes/add/<reference>/", READ, MARKET, "staff: home draft"),
    Route("/commissioning/homes/add/<reference>/<step>", BOTH, MARKET, "staff: home draft step"),
    Route("/commissioning/homes/add/<reference>/check", BOTH, MARKET, "staff: home draft"),
    Route("/commissioning/homes/add/<reference>/discard", BOTH, MARKET, "staff: home draft"),
    Route("/commissioning/homes/<reference>/", READ, MARKET_READERS, "staff: home"),
    Route("/commissioning/homes/<reference>/added", READ, MARKET, "staff: home"),
    Route("/commissioning/homes/<reference>/change/<step>", BOTH, MARKET, "staff: home step"),
    Route("/commissioning/homes/<reference>/open", BOTH, MARKET, "staff: planned home"),
    Route("/commissioning/homes/<reference>/close", BOTH, MARKET, "staff: home"),
    Route("/commissioning/homes/<reference>/urn", BOTH, MARKET, "staff: contested home"),
    # Address: recorded. Auditors get it by break-glass, which is not built yet.
    Route("/commissioning/homes/<reference>/address", READ, MARKET, "staff: home"),
    # Capacity entry: provider member RWH and submits, provider admin RWO and submits; commissioner RA and queries;
    # publisher RA; QA and auditor R.
    Route("/provider/returns/", READ, ORGANISATION),
    Route("/provider/returns/<slug>/", READ, ORGANISATION, "month"),
    Route("/provider/returns/<slug>/send", BOTH, ORGANISATION, "month"),
    Route("/provider/returns/<slug>/sent", READ, ORGANISATION, "month"),
    Route("/provider/returns/<slug>/<home>/", READ, ORGANISATION, "entry"),
    Route("/provider/returns/<slug>/<home>/capacity", BOTH, ORGANISATION, "entry"),
    Route("/provider/returns/<slug>/<home>/check", BOTH, ORGANISATION, "entry"),
    Route("/provider/returns/<slug>/<home>/nil", BOTH, ORGANISATION, "entry"),
    Route("/provider/returns/<slug>/<home>/versions/<int:number>", READ, ORGANISATION, "entry version"),
    Route("/provider/returns/<slug>/<home>/versions/<int:number>/receipt", READ, ORGANISATION, "entry version"),
    # Live vacancies are part of the capacity entry.
    Route("/provider/vacancies/", READ, ORGANISATION),
    Route("/provider/vacancies/<reference>", BOTH, ORGANISATION, "home"),
    Route("/commissioning/returns/", READ, MARKET_READERS),
    Route("/commissioning/returns/new", BOTH, MARKET),
    Route("/commissioning/returns/<slug>/", READ, MARKET_READERS, "month"),
    Route("/commissioning/returns/<slug>/list.csv", READ, MARKET_READERS, "month"),
    Route("/commissioning/returns/<slug>/extension", BOTH, MARKET, "month"),
    Route("/commissioning/returns/<slug>/accept-all", BOTH, MARKET, "month"),
    Route("/commissioning/returns/<slug>/<home>/", READ, MARKET_READERS, "staff: entry"),
    Route("/commissioning/returns/<slug>/<home>/versions/<int:number>", READ, MARKET_READERS, "staff: entry version"),
    Route("/commissioning/returns/<slug>/<home>/accept", BOTH, MARKET, "staff: sent entry"),
    Route("/commissioning/returns/<slug>/<home>/query", BOTH, only(COMMISSIONER), "staff: sent entry"),
    # Intelligence log and market reviews: QA and commissioner RW, publisher and auditor R. A note that somebody shared
    # is read and answered by an admin of its provider (decision 19).
    Route("/commissioning/providers/<reference>/notes/", READ, LOG_READERS, "staff: provider"),
    Route("/commissioning/providers/<reference>/notes/add", BOTH, LOG_WRITERS, "staff: provider"),
    Route("/commissioning/providers/<reference>/notes/<note>/", READ, LOG_READERS, "staff: note"),
    Route("/commissioning/providers/<reference>/notes/<note>/share", BOTH, LOG_WRITERS, "staff: note"),
    Route("/commissioning/providers/<reference>/notes/<note>/strike", BOTH, LOG_WRITERS, "staff: note"),
    Route("/commissioning/providers/<reference>/reviews/", READ, LOG_READERS, "staff: provider"),
    Route("/commissioning/providers/<reference>/reviews/add", BOTH, LOG_WRITERS, "staff: provider"),
    Route("/provider/notes/", READ, only(ADMIN)),
    Route("/provider/notes/<note>/answer", BOTH, only(ADMIN), "shared note"),
    # The framework is the council's register of whom it buys from: read and written as registrations are. A provider
    # reads its own standing (its registration: member RO, admin RWO); the lots themselves are for everybody.
    Route("/framework/", READ, EVERYBODY),
    Route("/provider/framework/", READ, ORGANISATION),
    Route("/commissioning/framework/", READ, MARKET_READERS),
    Route("/commissioning/framework/new", BOTH, MARKET),
    Route("/commissioning/framework/<reference>/", READ, MARKET_READERS, "staff: framework"),
    Route("/commissioning/framework/<reference>/change/<part>", BOTH, MARKET, "staff: framework part"),
    Route("/commissioning/framework/<reference>/publish", BOTH, MARKET, "staff: framework"),
    Route("/commissioning/framework/<reference>/take-down", BOTH, MARKET, "staff: framework"),
    Route("/commissioning/framework/<reference>/lots/new", BOTH, MARKET, "staff: framework"),
    Route("/commissioning/framework/<reference>/lots/<lot>", BOTH, MARKET, "staff: lot"),
    Route("/commissioning/framework/<reference>/members/", READ, MARKET_READERS, "staff: framework"),
    Route("/commissioning/framework/<reference>/members/list.csv", READ, MARKET_READERS, "staff: framework"),
    Route("/commissioning/framework/<reference>/members/add", BOTH, MARKET, "staff: framework"),
    Route("/commissioning/framework/<reference>/members/<member>/", READ, MARKET_READERS, "staff: member"),
    Route("/commissioning/framework/<reference>/members/<member>/terms", BOTH, MARKET, "staff: member"),
    Route(
        "/commissioning/framework/<reference>/members/<member>/standing/<change>",
        BOTH,
        MARKET,
        "staff: member standing",
    ),
    # The map of homes holds every address as a point: R recorded for commissioner and publisher.
    Route("/commissioning/map/", READ, MARKET),
    Route("/commissioning/map/script.js", READ, MARKET),
    Route("/commissioning/map/homes.csv", READ, MARKET),
    # List prices: provider admin RWO, a member if the admin allows; commissioner and publisher RA; the market is S for
    # providers, as ranges that were released.
    Route("/provider/prices/market", READ, only(ADMIN)),
    Route("/commissioning/prices/", READ, MARKET),
    Route("/commissioning/prices/list", READ, MARKET),
    Route("/commissioning/prices/list.csv", READ, MARKET),
    Route("/commissioning/prices/release", BOTH, MARKET),
    # Beds now: capacity entries with distances drawn from addresses, which commissioner and publisher read recorded.
    Route("/commissioning/market/", READ, MARKET_READERS),
    Route("/commissioning/beds-now/", READ, MARKET),
    Route("/commissioning/beds-now/list.csv", READ, MARKET),
    # Placements: commissioner RW, publisher RWA, auditor R without fees; nobody else. A file is its sender's alone.
    Route("/commissioning/placements/", READ, DRAFT_READERS),
    Route("/commissioning/placements/list.csv", READ, DRAFT_READERS),
    Route("/commissioning/placements/totals", READ, DRAFT_READERS),
    Route("/commissioning/placements/add", BOTH, MARKET),
    Route("/commissioning/placements/import", BOTH, MARKET),
    Route("/commissioning/placements/import/<reference>/", BOTH, MARKET, "staff: placement upload"),
    Route("/commissioning/placements/<reference>/", READ, DRAFT_READERS, "staff: placement"),
    Route("/commissioning/placements/<reference>/change/<step>", BOTH, MARKET, "staff: placement step"),
    Route("/commissioning/placements/<reference>/end", BOTH, MARKET, "staff: placement"),
    Route("/commissioning/placements/<reference>/review", BOTH, MARKET, "staff: placement"),
    # Placements beside capacity entries: whoever reads both. Agreed fees beside list prices: not auditors.
    Route("/commissioning/reconciliation/", READ, DRAFT_READERS),
    Route("/commissioning/reconciliation/list.csv", READ, DRAFT_READERS),
    Route("/commissioning/reconciliation/fees", READ, MARKET),
    # List prices, open book, uplift: provider admin RWO, provider member if the admin allows (the member here is not
    # allowed; tests/integration/returns/pricing/test_scope.py has one who is); commissioner and publisher RA; auditors
    # by break-glass, which is not built yet. A commissioner queries, as with capacity.
    Route("/provider/returns/<slug>/prices/", READ, only(ADMIN), "pricing month"),
    Route("/provider/returns/<slug>/prices/<home>/<lot>/", READ, only(ADMIN), "price"),
    Route("/provider/returns/<slug>/prices/<home>/<lot>/fees", BOTH, only(ADMIN), "price"),
    Route("/provider/returns/<slug>/prices/<home>/<lot>/open-book", BOTH, only(ADMIN), "price"),
    Route("/provider/returns/<slug>/prices/<home>/<lot>/check", BOTH, only(ADMIN), "price"),
    Route("/provider/returns/<slug>/prices/<home>/<lot>/unchanged", BOTH, only(ADMIN), "price"),
    Route("/provider/returns/<slug>/prices/<home>/<lot>/versions/<int:number>", READ, only(ADMIN), "price version"),
    Route(
        "/provider/returns/<slug>/prices/<home>/<lot>/versions/<int:number>/receipt",
        READ,
        only(ADMIN),
        "price version",
    ),
    Route("/commissioning/returns/<slug>/prices/", READ, MARKET, "pricing month"),
    Route("/commissioning/returns/<slug>/prices/list.csv", READ, MARKET, "pricing month"),
    Route("/commissioning/returns/<slug>/prices/<home>/<lot>/", READ, MARKET, "staff: price"),
    Route(
        "/commissioning/returns/<slug>/prices/<home>/<lot>/versions/<int:number>",
        READ,
        MARKET,
        "staff: price version",
    ),
    Route("/commissioning/returns/<slug>/prices/<home>/<lot>/accept", BOTH, MARKET, "staff: price"),
    Route("/commissioning/returns/<slug>/prices/<home>/<lot>/query", BOTH, only(COMMISSIONER), "staff: price"),
    # Uplift decision: commissioner RW, publisher RWA.
    Route("/commissioning/returns/<slug>/prices/<home>/<lot>/uplift", BOTH, MARKET, "staff: price"),
    # QA visit: QA RW, commissioner R, publisher RA, auditor R.
    Route("/quality/", READ, MARKET_READERS),
    Route("/quality/list.csv", READ, MARKET_READERS),
    Route("/quality/homes/<reference>/", READ, MARKET_READERS, "staff: home"),
    Route("/quality/providers/<reference>/", READ, MARKET_READERS, "staff: provider"),
    Route("/quality/themes/", READ, MARKET_READERS),
    Route("/quality/homes/<reference>/day", BOTH, only(QA), "staff: home"),
    Route("/quality/homes/<reference>/lift", BOTH, only(QA), "staff: home"),
    Route("/quality/visits/", READ, MARKET_READERS),
    Route("/quality/visits/mine.ics", READ, only(QA)),
    Route("/quality/visits/plan/<home>", BOTH, only(QA), "staff: home to visit"),
    Route("/quality/visits/<reference>/", READ, MARKET_READERS, "staff: visit"),
    Route("/quality/visits/<reference>/before", READ, MARKET_READERS, "staff: visit"),
    Route("/quality/visits/<reference>/visit.ics", READ, MARKET_READERS, "staff: visit"),
    Route("/quality/visits/<reference>/change", BOTH, only(QA), "staff: visit"),
    Route("/quality/visits/<reference>/cancel", BOTH, only(QA), "staff: visit"),
    Route("/quality/visits/<reference>/hand-over", BOTH, only(QA), "staff: visit"),
    Route("/quality/visits/<reference>/who-went", BOTH, only(QA), "staff: visit report"),
    # Address: QA by an assigned visit, so a colleague's visit is another's.
    Route("/quality/visits/<reference>/address", READ, only(QA), "staff: assigned visit"),
    # Judgements are public facts; QA officers and commissioners keep them.
    Route("/quality/homes/<reference>/judgements/add", BOTH, only(QA, COMMISSIONER), "staff: home"),
    Route("/quality/homes/<reference>/judgements/<judged_on>/remove", BOTH, only(QA, COMMISSIONER), "staff: judgement"),
    # QA visit, to the provider: RO when shared. An announced visit is shared as far as it is planned; a member sees
    # those of the homes they look after.
    Route("/provider/visits/", READ, ORGANISATION),
    Route("/provider/visits/<reference>/", READ, ORGANISATION, "announced visit"),
    # Disclosure: W for young inspectors; R own inspectors' for coordinators; RW, with home and address, for
    # safeguarding leads; nobody else anything.
    Route("/inspect/not-safe", BOTH, only(Role.YOUNG_INSPECTOR)),
    Route("/inspect/not-safe/card/", BOTH, EVERYBODY),
    Route("/inspect/not-safe/card/<code>", BOTH, EVERYBODY, "card"),
    Route("/inspect/not-safe/<reference>", READ, only(Role.YOUNG_INSPECTOR), "own disclosure"),
    Route("/voice/disclosures/", READ, only(COORDINATOR)),
    Route("/voice/disclosures/<reference>/", READ, only(COORDINATOR), "own disclosure"),
    Route("/safeguarding/", READ, only(SAFEGUARDING)),
    Route("/safeguarding/rota", READ, only(SAFEGUARDING)),
    Route("/safeguarding/rota/add", BOTH, only(SAFEGUARDING)),
    Route("/safeguarding/rota/<reference>/remove", BOTH, only(SAFEGUARDING), "staff: rota turn"),
    Route("/safeguarding/arrangements", BOTH, only(SAFEGUARDING)),
    Route("/safeguarding/<reference>/", READ, only(SAFEGUARDING), "staff: disclosure"),
    Route("/safeguarding/<reference>/address", READ, only(SAFEGUARDING), "staff: disclosure"),
    Route("/safeguarding/<reference>/feedback", READ, only(SAFEGUARDING), "staff: disclosure of feedback"),
    Route("/safeguarding/<reference>/acknowledge", BOTH, only(SAFEGUARDING), "staff: disclosure"),
    Route("/safeguarding/<reference>/notes", BOTH, only(SAFEGUARDING), "staff: disclosure"),
    Route("/safeguarding/<reference>/reminders/<duty>", BOTH, only(SAFEGUARDING), "staff: reminder"),
    Route("/safeguarding/<reference>/close", BOTH, only(SAFEGUARDING), "staff: disclosure"),
    Route("/safeguarding/<reference>/hold", BOTH, only(SAFEGUARDING), "staff: disclosure"),
    # Young inspector's identity and consent: the inspector RW own, coordinator RW (own inspectors, or as deputy);
    # nobody else, not even portal admin and auditor. Joining and coming back are for whoever has a card.
    Route("/inspect/", BOTH, EVERYBODY),
    Route("/inspect/<code>/", BOTH, EVERYBODY, "card"),
    Route("/inspect/<code>/back", BOTH, EVERYBODY, "card"),
    Route("/inspect/join/promises", BOTH, EVERYBODY),
    Route("/inspect/join/age", BOTH, EVERYBODY),
    Route("/inspect/join/nickname", BOTH, EVERYBODY),
    Route("/inspect/join/pin", BOTH, EVERYBODY),
    Route("/inspect/new-pin", BOTH, EVERYBODY),
    Route("/inspect/lost", READ, EVERYBODY),
    Route("/inspect/promises", BOTH, EVERYBODY),
    Route("/inspect/sign-out", BOTH, EVERYBODY),
    Route("/inspect/home", READ, only(YOUNG)),
    # A resident's card: whoever holds it, and behind the PIN nobody else (tests/integration/voice/residents: another
    # card's pages are missing for them). Telling that somebody is not safe takes the card alone.
    Route("/card/", BOTH, EVERYBODY),
    Route("/card/lost", READ, EVERYBODY),
    Route("/card/not-safe", BOTH, EVERYBODY),
    Route("/card/sign-out", BOTH, EVERYBODY),
    Route("/card/<code>/", BOTH, EVERYBODY, "unused card"),
    Route("/card/<code>/pin", BOTH, EVERYBODY, "unused card"),
    Route("/card/<code>/back", BOTH, EVERYBODY, "unused card"),
    Route("/card/<code>/not-safe", BOTH, EVERYBODY, "unused card"),
    Route("/card/<code>/not-safe/sent", READ, EVERYBODY, "unused card"),
    Route("/card/<code>/feedback/", BOTH, RESIDENT, "card told of"),
    Route("/card/<code>/feedback/questions/<slug>", BOTH, RESIDENT, "card told of"),
    Route("/card/<code>/feedback/quote", BOTH, RESIDENT, "card told of"),
    Route("/card/<code>/feedback/check", BOTH, RESIDENT, "card told of"),
    Route("/card/<code>/feedback/changes/", BOTH, RESIDENT, "card with proposal"),
    Route("/card/<code>/feedback/changes/<slug>", BOTH, RESIDENT, "card with proposal"),
    Route("/card/<code>/feedback/answers", READ, RESIDENT, "card with answers"),
    Route("/card/<code>/feedback/enough", BOTH, RESIDENT, "card with answers"),
    Route("/card/<code>/feedback/changed", BOTH, RESIDENT, "card with answers"),
    # How many cards a home has and where they stand, never whose: coordinators of the authority.
    Route("/voice/cards/", READ, DESK),
    Route("/voice/cards/<home>/", READ, DESK, "home with cards"),
    Route("/voice/cards/<home>/new", BOTH, DESK, "home with cards"),
    Route("/voice/cards/<home>/<batch>/end", BOTH, DESK, "home with cards"),
    # What young people said in a quarter, taken together: feedback moderated, coordinator RWA, publisher RA; public S.
    Route("/you-said-we-did", READ, EVERYBODY),
    Route("/you-said-we-did/<quarter>", READ, EVERYBODY, "published quarter"),
    Route("/you-said-we-did/<quarter>/easy-read", READ, EVERYBODY, "published quarter"),
    Route("/you-said-we-did/<quarter>/report.pdf", READ, EVERYBODY, "published quarter"),
    Route("/you-said-we-did/<quarter>/easy-read.pdf", READ, EVERYBODY, "published quarter"),
    Route("/voice/reports/", READ, only(COORDINATOR, PUBLISHER)),
    Route("/voice/reports/new", BOTH, only(COORDINATOR)),
    Route("/voice/reports/<reference>/", READ, only(COORDINATOR, PUBLISHER), "voice report"),
    Route("/voice/reports/<reference>/themes/new", BOTH, only(COORDINATOR), "voice report"),
    Route("/voice/reports/<reference>/themes/<theme>", BOTH, only(COORDINATOR), "voice theme"),
    Route("/voice/reports/<reference>/themes/<theme>/remove", BOTH, only(COORDINATOR), "voice theme"),
    Route("/voice/reports/<reference>/send", BOTH, only(COORDINATOR), "voice report"),
    Route("/voice/reports/<reference>/send-back", BOTH, only(PUBLISHER), "voice report"),
    Route("/voice/reports/<reference>/publish", BOTH, only(PUBLISHER), "voice report"),
    Route("/voice/reports/<reference>/withdraw", BOTH, only(PUBLISHER), "voice report"),
    Route("/voice/reports/<reference>/themes/<theme>/take-out", BOTH, only(PUBLISHER), "voice theme"),
    Route("/voice/reports/<reference>/quotes/<key>/take-out", BOTH, only(PUBLISHER), "voice quote"),
    Route("/voice/inspectors/", READ, only(COORDINATOR)),
    Route("/voice/inspectors/new", BOTH, only(COORDINATOR)),
    Route("/voice/inspectors/deputy", BOTH, only(COORDINATOR)),
    Route("/voice/inspectors/stand-in", BOTH, only(COORDINATOR)),
    Route("/voice/inspectors/stand-in/end", POSTED, only(COORDINATOR)),
    Route("/voice/inspectors/<reference>/", READ, only(COORDINATOR), "inspector"),
    Route("/voice/inspectors/<reference>/card", BOTH, only(COORDINATOR), "inspector"),
    Route("/voice/inspectors/<reference>/contact", BOTH, only(COORDINATOR), "inspector"),
    Route("/voice/inspectors/<reference>/training", BOTH, only(COORDINATOR), "inspector"),
    Route("/voice/inspectors/<reference>/hours", BOTH, only(COORDINATOR), "inspector"),
    Route("/voice/inspectors/<reference>/hours/<int:number>/take-back", "POST", only(COORDINATOR), "inspector hours"),
    Route("/voice/inspectors/<reference>/payments", BOTH, only(COORDINATOR), "inspector"),
    Route(
        "/voice/inspectors/<reference>/payments/<int:number>/take-back", "POST", only(COORDINATOR), "inspector payment"
    ),
    Route("/voice/inspectors/<reference>/certificate", BOTH, only(COORDINATOR), "inspector"),
    Route("/voice/inspectors/<reference>/leave", BOTH, only(COORDINATOR), "inspector"),
    # Home without address, and its address in the visit window: young inspector V, coordinator V.
    Route("/inspect/visits/<reference>/", READ, only(YOUNG), "inspector's visit"),
    Route("/inspect/visits/<reference>/here", "POST", only(YOUNG), "inspector's visit"),
    Route("/inspect/visits/<reference>/home-safe", "POST", only(YOUNG), "inspector's visit"),
    Route("/voice/visits/", READ, only(COORDINATOR)),
    Route("/voice/visits/<reference>/", READ, only(COORDINATOR), "voice visit"),
    Route("/voice/visits/<reference>/inspectors/new", BOTH, only(COORDINATOR), "voice visit"),
    Route("/voice/visits/<reference>/inspectors/<inspector>/off", "POST", only(COORDINATOR), "voice place"),
    Route("/voice/visits/<reference>/inspectors/<inspector>/travel", BOTH, only(COORDINATOR), "voice place"),
    Route("/voice/visits/<reference>/inspectors/<inspector>/debrief", BOTH, only(COORDINATOR), "voice place"),
    # What was found, its report and actions are parts of the visit; a QA officer writes on visits that they are an
    # officer of (tests/integration/quality/reports has one who is not). Approving is the publisher's.
    Route("/quality/visits/<reference>/findings/", READ, MARKET_READERS, "staff: visit"),
    Route("/quality/visits/<reference>/findings/<slug>", BOTH, only(QA), "staff: visit sheet"),
    Route("/quality/visits/<reference>/finish", BOTH, only(QA), "staff: visit"),
    Route("/quality/visits/<reference>/photographs/add", BOTH, only(QA), "staff: visit"),
    Route("/quality/visits/<reference>/photographs/<photograph>.jpg", READ, MARKET_READERS, "staff: photograph"),
    Route("/quality/visits/<reference>/photographs/<photograph>/remove", BOTH, only(QA), "staff: photograph"),
    Route("/quality/visits/<reference>/report/", READ, MARKET_READERS, "staff: visit"),
    Route("/quality/visits/<reference>/report/begin", BOTH, only(QA), "staff: visit"),
    Route("/quality/visits/<reference>/report/sections/<slug>", BOTH, only(QA), "staff: visit report"),
    Route("/quality/visits/<reference>/report/send", BOTH, only(QA), "staff: visit report"),
    Route("/quality/visits/<reference>/report/more-time", BOTH, only(QA), "staff: visit report"),
    Route("/quality/visits/<reference>/report/points/<slug>", BOTH, only(QA), "staff: visit report"),
    Route("/quality/visits/<reference>/report/finalise", BOTH, only(QA), "staff: visit report"),
    Route("/quality/visits/<reference>/report/approve", BOTH, only(PUBLISHER), "staff: visit report"),
    Route("/quality/visits/<reference>/report/share", BOTH, only(QA), "staff: visit report"),
    Route("/quality/visits/<reference>/report/report.pdf", READ, MARKET_READERS, "staff: visit report"),
    Route("/quality/visits/<reference>/actions/", READ, MARKET_READERS, "staff: visit"),
    Route("/quality/visits/<reference>/actions/add", BOTH, only(QA), "staff: visit report"),
    Route("/quality/visits/<reference>/actions/<action>/change", BOTH, only(QA), "staff: visit action"),
    Route("/quality/visits/<reference>/actions/<action>/remove", BOTH, only(QA), "staff: visit action"),
    Route("/quality/visits/<reference>/actions/<action>/move", BOTH, only(QA), "staff: visit action"),
    Route("/quality/visits/<reference>/actions/<action>/close", BOTH, only(QA), "staff: visit action"),
    Route("/quality/visits/<reference>/actions/<action>/send-back", BOTH, only(QA), "staff: visit action"),
    Route("/quality/visits/<reference>/close", BOTH, only(QA), "staff: visit report"),
    Route("/quality/actions/", READ, MARKET_READERS),
    # Once shared, the organisation reads and replies: a member about homes they look after. Consent is the admin's.
    Route("/provider/visits/<reference>/", READ, ORGANISATION, "visit report"),
    Route("/provider/visits/<reference>/points/<slug>", BOTH, ORGANISATION, "visit report"),
    Route("/provider/visits/<reference>/done", BOTH, ORGANISATION, "visit report"),
    Route("/provider/visits/<reference>/consent", BOTH, only(ADMIN), "visit report"),
    Route("/provider/visits/<reference>/consent/withdraw", BOTH, only(ADMIN), "visit report"),
    Route("/provider/visits/<reference>/report.pdf", READ, ORGANISATION, "visit report"),
    Route("/provider/visits/<reference>/actions/<action>", BOTH, ORGANISATION, "visit action"),
    # New placements at a home: the home is RW for commissioner and publisher.
    Route("/commissioning/homes/<reference>/new-placements", BOTH, MARKET, "staff: home"),
    Route("/commissioning/homes/<reference>/new-placements/<suspension>/lift", BOTH, MARKET, "staff: suspension"),
    # Needs data is the authority's material for its draft statement: read and written by the same people.
    Route("/commissioning/needs/", READ, DRAFT_READERS),
    Route("/commissioning/needs/import", BOTH, MARKET),
    Route("/commissioning/needs/measures/<slug>", READ, DRAFT_READERS, "staff: measure"),
    Route("/commissioning/needs/measures/<slug>/print-as-source", BOTH, only(PUBLISHER), "staff: withheld measure"),
    Route("/commissioning/needs/measures/<slug>/withhold-again", BOTH, only(PUBLISHER), "staff: printed measure"),
    # Draft statement: commissioner RW, publisher RWA, auditor R.
    Route("/commissioning/statements/", READ, DRAFT_READERS),
    Route("/commissioning/statements/new", BOTH, MARKET),
    Route("/commissioning/statements/<reference>", READ, DRAFT_READERS, "staff: draft"),
    Route("/commissioning/statements/<reference>/names", READ, DRAFT_READERS, "staff: draft"),
    Route("/commissioning/statements/<reference>/preview", READ, DRAFT_READERS, "staff: draft"),
    Route("/commissioning/statements/<reference>/details", BOTH, MARKET, "staff: draft"),
    Route("/commissioning/statements/<reference>/send", BOTH, MARKET, "staff: draft"),
    Route("/commissioning/statements/<reference>/reopen", BOTH, MARKET, "staff: statement"),
    Route("/commissioning/statements/<reference>/decision", BOTH, only(PUBLISHER), "staff: draft"),
    Route("/commissioning/statements/<reference>/publish", BOTH, only(PUBLISHER), "staff: draft"),
    Route("/commissioning/statements/<reference>/sections/new", BOTH, MARKET, "staff: draft"),
    Route("/commissioning/statements/<reference>/sections/<section>", BOTH, MARKET, "staff: section"),
    Route("/commissioning/statements/<reference>/sections/<section>/move", BOTH, MARKET, "staff: section"),
    Route("/commissioning/statements/<reference>/sections/<section>/remove", BOTH, MARKET, "staff: section"),
    # Withdrawing is the publisher's; the withdrawn bytes are kept for the publisher and the auditor.
    Route(
        "/commissioning/statements/<reference>/versions/<int:number>/withdraw",
        BOTH,
        only(PUBLISHER),
        "staff: statement version",
    ),
    Route(
        "/commissioning/statements/<reference>/versions/<int:number>/withdrawn",
        READ,
        only(PUBLISHER, AUDITOR),
        "staff: withdrawn version",
    ),
    # Feedback as written: the young inspector W and R own, the coordinator RW (each look recorded), nobody else here.
    Route("/inspect/visits/<reference>/feedback/", BOTH, INSPECTOR, "visit told of"),
    Route("/inspect/visits/<reference>/feedback/questions/<slug>", BOTH, INSPECTOR, "visit told of"),
    Route("/inspect/visits/<reference>/feedback/quote", BOTH, INSPECTOR, "visit told of"),
    Route("/inspect/visits/<reference>/feedback/check", BOTH, INSPECTOR, "visit told of"),
    Route("/inspect/visits/<reference>/feedback/changes/", BOTH, INSPECTOR, "visit with proposal"),
    Route("/inspect/visits/<reference>/feedback/changes/<slug>", BOTH, INSPECTOR, "visit with proposal"),
    Route("/inspect/visits/<reference>/feedback/answers", READ, INSPECTOR, "visit with answers"),
    Route("/inspect/visits/<reference>/feedback/enough", BOTH, INSPECTOR, "visit with answers"),
    Route("/inspect/visits/<reference>/feedback/changed", BOTH, INSPECTOR, "visit with answers"),
    Route("/voice/feedback/", READ, DESK),
    Route("/voice/feedback/<reference>/", READ, DESK, "staff: written feedback"),
    Route("/voice/feedback/<reference>/steps/<step>", POSTED, DESK, "staff: written feedback"),
    Route("/voice/feedback/<reference>/answers/<slug>", BOTH, DESK, "staff: written feedback"),
    Route("/voice/feedback/<reference>/share", BOTH, DESK, "staff: written feedback"),
    Route("/inspect/visits/<reference>/together/", BOTH, INSPECTOR, "visit of a pair"),
    Route("/voice/feedback/<reference>/joint/", READ, DESK, "staff: joined feedback"),
    Route("/voice/feedback/<reference>/joint/share", BOTH, DESK, "staff: joined feedback"),
    Route("/voice/feedback/<reference>/tell-lead", BOTH, DESK, "staff: written feedback"),
    Route("/voice/feedback/<reference>/hold", BOTH, DESK, "staff: written feedback"),
    Route("/voice/feedback/<reference>/release", POSTED, DESK, "staff: written feedback"),
    Route("/voice/feedback/<reference>/late", POSTED, DESK, "staff: written feedback"),
    Route("/voice/feedback/<reference>/plain/<slug>", BOTH, DESK, "staff: answered feedback"),
    # Feedback moderated: provider member and admin RO and reply (a member for homes they keep); QA, commissioner and
    # auditor R; publisher RA (publication, which is not built yet).
    Route("/provider/feedback/", READ, ORGANISATION),
    Route("/provider/feedback/<reference>/", READ, ORGANISATION, "feedback"),
    Route("/provider/feedback/<reference>/points/<slug>", BOTH, ORGANISATION, "feedback"),
    Route("/provider/feedback/<reference>/send", POSTED, ORGANISATION, "feedback"),
    Route("/commissioning/feedback/", READ, MARKET_READERS),
    Route("/commissioning/feedback/<reference>/", READ, MARKET_READERS, "staff: feedback"),
)
