"""What people are told whose form was not acted on (see `portal.web.parked`): staff and young people."""

from __future__ import annotations

from markupsafe import Markup

KEPT = "You were signed out. Sign in to go on: what you typed is kept."
KEPT_YOUNG = "Not sent yet. You were signed out. Come back in to send it. Your words are kept for you."
KEPT_BRIEFLY = "You were signed out. Sign in to go on: what you typed is kept for one hour."
KEPT_BRIEFLY_YOUNG = (
    "Not sent yet. You were signed out. Come back in to send it. Your words are kept for you for one hour."
)
KEPT_FOR_WRITER = (
    "This was not sent: whoever wrote it has been signed out. It is kept for them, until they sign in at this computer."
)
KEPT_FOR_WRITER_YOUNG = "Not sent yet. The one who wrote this was signed out. The words are kept for them."
KEPT_FOR_WRITER_BRIEFLY = (
    "This was not sent: whoever wrote it has been signed out. It is kept for one hour, until they sign in at this "
    "computer."
)
KEPT_FOR_WRITER_BRIEFLY_YOUNG = (
    "Not sent yet. The one who wrote this was signed out. The words are kept for them for one hour."
)
# To whoever is in already, before a link to the page; and after signing in, where they go to another one first.
WAITS = "What you typed is kept. Open the page to send it:"
WAITING = Markup(
    'What you typed before you were signed out is kept until {}. <a class="govuk-link" href="{}">Open the page to send '
    "it</a>"
)
NOT_KEPT = "You were signed out, and what you typed could not be kept. Sign in and write it again."
NOT_KEPT_YOUNG = "Not sent. You were signed out. We could not keep your words. Come back in and write them again."
UNDONE = "That was not done. Press it again."
UNDONE_ELSEWHERE = Markup('That was not done. <a class="govuk-link" href="{}">Press it again</a>.')
UNDONE_ENDED = "You were signed out, so that was not done. Sign in and press it again."
UNDONE_ENDED_YOUNG = "That was not done. You were signed out. Come back in and press it again."
UNDONE_OF_OTHER = "That was not done: whoever pressed it has been signed out."
UNDONE_OF_OTHER_YOUNG = "That was not done. The one who pressed it was signed out."
NOT_TYPED = "That was not done. Try once more."
CHECK_AND_SEND = (
    "Your session had ended, so this was not sent. What you typed is still here: check it and send it again."
)
ELSEWHERE = Markup(
    'What you typed on another page is kept too. <a class="govuk-link" href="{}">Go to that page to send it</a>'
)
ELSEWHERE_YOUNG = Markup(
    'Your words from one more page are kept too. <a class="govuk-link" href="{}">Look at them and send them</a>'
)
UNTIL = " It is kept until {}."
UNTIL_YOUNG = " We keep them until {}."
CHECK_AND_SEND_YOUNG = "This was not sent yet. Your words are still here. Look at them and send them again."
# Restored words that no page takes, and forms that were refused as a whole.
GIVEN_BACK = "We cannot put what you typed back into its page. You can copy it here."
GIVEN_BACK_YOUNG = "We can not take this any more. Here are your words. You can copy them."
OTHER_DESK = (
    "If you wrote it for another organisation that you work for, choose that one and open the page again to send it."
)
REFUSED = "What you typed was not sent. You can copy it here."
REFUSED_YOUNG = "We could not take this. Here are your words. You can copy them."
CHOICE_LOST = "Your session had ended, and what you chose on a page could not be saved any more."
CHOICE_OTHER_DESK = (
    "What you chose on a page is kept. If it was for another organisation that you work for, choose that one and open "
    "the page again to send it."
)
CHOICE_LOST_YOUNG = "You were signed out. We could not take what you picked."
GONE_YOUNG = "You can not come back in. So we could not take this."
GONE_OF_OTHER_YOUNG = "We could not take this. The one who wrote it can not come back in."
GONE_ENDED_YOUNG = "You were signed out. You can not come back in with this card."
SENT_BEFORE = "You sent this before. Nothing is left to send."
SENT_BEFORE_YOUNG = "You sent this before. We have it."
