# What a form or a person is told: what is wrong, and what to do about it.

error-invalid-credentials = That email, username or password isn't right. Check them and try again.
    .or-unverified = That email, username or password isn't right, or the address isn't confirmed yet. Check them, or open the link in the mail we sent you.
    .current = That isn't your current password. Check it and try again.
error-email-not-verified = Please confirm your email address first. Open the link in the mail we sent you, or ask for a new one.
error-account-disabled = This account has been disabled. Please contact whoever runs this service.
error-too-many-attempts = Too many tries. Please wait { $wait }, then try again.
error-refresh-token-invalid = You are signed out. Please sign in again.
error-refresh-token-reused = We signed you out here to keep your account safe. Please sign in again.
error-token-invalid = This link doesn't work, or was used already. Please ask for a new one.
error-token-expired = This link is too old. Please ask for a new one.
error-value-required = Please fill this in.
error-email-invalid = Please enter an email address, like name@example.org.
error-email-taken = This email address has an account already. Sign in instead, or use another address.
error-username-invalid = Use 3 to 32 letters, digits, dots, underscores or hyphens.
error-username-taken = This username is taken. Please choose another one.
error-password-too-short = Use at least { $min } characters.
error-password-too-long = Use at most { $max } characters.
error-password-too-common = This password is too easy to guess. Choose one that isn't in common use and isn't your name or address.
error-password-mismatch = The two passwords differ. Type the same one twice.
error-locale-unsupported = This language isn't available. Please choose another one.
error-value-too-long = Use at most { $max } characters.
error-value-invalid = This isn't what is expected here. Please check it.
error-reauthentication-required = Please sign in again first, then repeat this.
error-session-not-found = This device is signed out already, or isn't yours.
error-registration-closed = New accounts can't be created here at the moment. Please contact whoever runs this service.
