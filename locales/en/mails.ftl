# One message is one mail: its subject, then what happened, the button, what to know about it, and what to do
# if it wasn't the reader. Every mail gets { $app } and { $email }; mails with a link get { $lifetime }, too.

mail-greeting = Hello,
mail-link-below = If the button doesn't work, copy this link into your browser:
mail-footer = { $app } sent this mail to { $email } about your account. Nobody reads answers to it.

mail-verify-email = Confirm your email address
    .opening = Welcome to { $app }! Please confirm that { $email } is your address, so that you can always get back into your account.
    .action = Confirm my address
    .validity = The link works for { $lifetime }.
    .not-you = You didn't sign up? Then somebody probably mistyped their address. You can ignore this mail.

mail-already-registered = You already have an account
    .opening = Somebody, probably you, tried to sign up for { $app } with { $email }. This address has an account already, so nothing was changed.
    .action = Choose a new password
    .advice = Just sign in as usual. If you don't remember your password, ask for a new one where you sign in.
    .not-you = It wasn't you? Then there is nothing to do: nobody got into your account.

mail-reset-password = Choose a new password
    .opening = Somebody, probably you, asked for a new password for your { $app } account ({ $email }).
    .action = Choose a new password
    .validity = The link works once, for { $lifetime }. Setting a new password signs you out everywhere.
    .not-you = It wasn't you? Then ignore this mail: your password stays as it is.

mail-invitation = Your account is ready
    .opening = An account for { $app } was made for you, with the address { $email }. Choose a password, and you can sign in.
    .action = Choose a password
    .validity = The link works once, for { $lifetime }. Later, ask for a new password where you sign in.
    .not-you = You don't know { $app }? Then you can ignore this mail.

mail-password-changed = Your password was changed
    .opening = The password of your { $app } account ({ $email }) was changed, and every other device has been signed out.
    .action = Choose a new password
    .advice = It was you? Then all is well, and there is nothing to do.
    .not-you = It wasn't you? Then ask for a new password where you sign in, right away: the link comes to this address, and signs everyone else out.

mail-refresh-token-reused = We signed out one of your devices
    .opening = A key that keeps one of your devices signed in to { $app } ({ $email }) was used twice. It may have been copied, so we signed that device out. Your other devices stay signed in.
    .action = Choose a new password
    .advice = Sign in again there to go on. A device that was restored from a backup, or lost its connection at the wrong moment, can cause this, too.
    .not-you = If you think that somebody else has been in your account, choose a new password: that signs out every device.

mail-new-device = New sign-in to your account
    .opening = Somebody signed in to your { $app } account ({ $email }) from a device that we haven't seen before: { $device }, IP address { $address }, { $when }.
    .action = Choose a new password
    .advice = It was you? Then all is well, and there is nothing to do.
    .not-you = It wasn't you? Then ask for a new password where you sign in, right away: the link comes to this address, and setting one signs everyone else out.

# In place of a device or an address that is not known.
device-unknown = unknown

mail-confirm-email-change = Confirm your new email address
    .opening = Somebody, probably you, wants to use { $email } for a { $app } account. Please confirm that it is your address: from then on, mail and signing in go by it.
    .action = Confirm my new address
    .validity = The link works for { $lifetime }. Until you follow it, the old address stays in force.
    .not-you = It wasn't you? Then somebody probably mistyped their address. You can ignore this mail.

# The mails to the old address also get { $new }, the new one.
mail-email-change-requested = Your email address is about to change
    .opening = Somebody, probably you, asked to change the address of your { $app } account from { $email } to { $new }. That happens as soon as the new address is confirmed.
    .action = Keep my old address
    .validity = It was you? Then all is well, and there is nothing to do. The link works for { $lifetime }, and after the change, too.
    .not-you = It wasn't you? Then follow the link right away: it keeps your address, signs everyone out, and makes the password useless. You choose a new one with the mail that comes next.

mail-email-changed = Your email address was changed
    .opening = The address of your { $app } account was changed from { $email } to { $new }. From now on, mail goes there.
    .action = Take the change back
    .validity = It was you? Then all is well, and there is nothing to do. The link works for { $lifetime }.
    .not-you = It wasn't you? Then follow the link right away: it brings your address back, signs everyone out, and makes the password useless. You choose a new one with the mail that comes next.

mail-email-change-taken = You already have an account
    .opening = Somebody, probably you, tried to move another { $app } account to { $email }. This address has an account already, so nothing was changed.
    .advice = To use this address for the other account, delete this one or change its address first.
    .not-you = It wasn't you? Then there is nothing to do: nobody got into your account.

mail-email-change-undone = Your old email address is back
    .opening = The change of address of your { $app } account was taken back: { $email } is its address again. Everyone was signed out, and the password doesn't work any more.
    .action = Choose a new password
    .validity = The link works once, for { $lifetime }. If it is too late for it, ask for a new password where you sign in.
    .not-you = You didn't take the change back? Then somebody else may read your mail: choose a new password for your mailbox, too.

mail-account-deleted = Your account was deleted
    .opening = Your { $app } account ({ $email }) was deleted, with everything that belonged to it. This is the last mail about it.
    .advice = It was you? Then there is nothing to do. You are welcome to sign up again at any time.
    .not-you = It wasn't you? Then somebody knew your password: if you use it anywhere else, change it there.
