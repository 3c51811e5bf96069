# The server's own small pages.

page-close = You can close this page.
page-continue = Continue to { $app }

page-verify-email = Confirm your email address
    .question = Is { $email } your address?
    .action = Yes, confirm it
    .not-mine = You didn't sign up?
    .disown = This isn't my account: delete it

page-verified = Your address is confirmed
    .text = Thank you! That's all there was to do.

page-disowned = The account is deleted
    .text = Thank you for telling us. Your address isn't used here any more.

page-disown-expired = This link is too old
    .text = Nothing was deleted: links in our mails only work for a while. If mails keep coming, please contact whoever runs this service.

page-disown-invalid = There is nothing to delete
    .text = The account is gone already, its address has been confirmed, or the link is cut off. If mails keep coming, please contact whoever runs this service.

page-verification-expired = This link is too old
    .text = Links in our mails only work for a while. Ask { $app } for a new mail.

page-verification-invalid = This link doesn't work
    .text = It may be cut off, or a newer one has replaced it. Open the link in the latest mail, or ask for a new one.

page-verification-taken = This address is in use already
    .text = Another { $app } account has confirmed this address in the meantime. Sign in to that one, or use another address.

page-undo-email-change = Keep your old address
    .question = Somebody, perhaps you, asked to move your { $app } account away from { $email }. If that wasn't you, take it back here.
    .consequence = The account goes back to { $email }, everyone is signed out, and the password stops working. We mail you a link to choose a new one.
    .action = Keep the old address

page-email-change-undone = Your old address is back
    .text = Everyone is signed out. We sent a mail to your old address: open the link in it to choose a new password.

page-undo-expired = This link is too old
    .text = A change of address can only be taken back for a while. Please contact whoever runs this service.

page-undo-invalid = This link doesn't work
    .text = It may be cut off, or was used already. If the change was taken back before, look for a newer mail with a link to choose a new password.

page-undo-taken = Your old address is in use already
    .text = Another { $app } account has confirmed it in the meantime. If that one is yours, too, delete it or change its address, then open this link again.

page-reset-password = Choose a new password
    .failed-title = Error: choose a new password
    .intro = For { $email }. Every device that is signed in will be signed out.
    .new-password = New password
    .hint = At least { $min } characters, and none of the common passwords, nor your name or address. A few words in a row are easy to remember and hard to guess.
    .confirmation = The same password again
    .action = Set the new password
    .errors = This didn't work yet:

page-password-reset = Your password is changed
    .text = You are signed out everywhere. Sign in with your new password from now on.

page-reset-link-expired = This link is too old
    .text = Links for a new password only work for a while, to keep your account safe. Please ask for a new one.

page-reset-link-invalid = This link doesn't work
    .text = It may be cut off, or was used already: each link sets one password, once. If you have just set one, sign in with it. If not, please ask for a new link.

page-not-found = There is nothing here
    .text = The address may be mistyped, or the page is gone.

page-unreadable = Something got lost on the way
    .text = We couldn't read what your browser sent. Please open the link in our mail again, and try once more.

page-went-wrong = Something went wrong
    .text = That was our fault, not yours. Please try again in a moment.
    .request = If it keeps happening, tell whoever runs this service this number: { $request }

page-busy = Just a moment
    .text = There is a lot to do right now. Please try again in a few seconds.

page-mailbox = Mailbox
    .intro = Mails that the server would have sent. This page exists in development only, and forgets everything at a restart.
    .empty = No mails yet. Register somebody, and the first one appears here.
    .to = To
    .subject = Subject
    .received = Received
    .back = All mails
    .html = As it looks
    .text-view = As plain text
    .links = Links in it
    .source = Source
