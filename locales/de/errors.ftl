# Formal: "Sie". One word per thing: Konto, E-Mail-Adresse (kurz Adresse), Benutzername, Passwort, Link, E-Mail, Gerät,
# anmelden und abmelden, registrieren, bestätigen, anfordern, der Betreiber dieses Dienstes.

error-invalid-credentials = Die E-Mail-Adresse, der Benutzername oder das Passwort stimmt nicht. Bitte prüfen Sie Ihre Angaben und versuchen Sie es noch einmal.
    .or-unverified = Die E-Mail-Adresse, der Benutzername oder das Passwort stimmt nicht, oder die Adresse ist noch nicht bestätigt. Bitte prüfen Sie Ihre Angaben oder öffnen Sie den Link in der E-Mail, die wir Ihnen geschickt haben.
    .current = Das ist nicht Ihr aktuelles Passwort. Bitte prüfen Sie es und versuchen Sie es noch einmal.
error-email-not-verified = Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse. Öffnen Sie dazu den Link in der E-Mail, die wir Ihnen geschickt haben, oder fordern Sie eine neue an.
error-account-disabled = Dieses Konto ist gesperrt. Bitte wenden Sie sich an den Betreiber dieses Dienstes.
error-too-many-attempts = Zu viele Versuche. Bitte warten Sie { $wait } und versuchen Sie es dann noch einmal.
error-refresh-token-invalid = Sie sind abgemeldet. Bitte melden Sie sich erneut an.
error-refresh-token-reused = Zum Schutz Ihres Kontos haben wir Sie hier abgemeldet. Bitte melden Sie sich erneut an.
error-token-invalid = Dieser Link funktioniert nicht oder wurde bereits verwendet. Bitte fordern Sie einen neuen an.
error-token-expired = Dieser Link ist abgelaufen. Bitte fordern Sie einen neuen an.
error-value-required = Bitte füllen Sie dieses Feld aus.
error-email-invalid = Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.org.
error-email-taken = Zu dieser E-Mail-Adresse gibt es bereits ein Konto. Melden Sie sich an oder verwenden Sie eine andere Adresse.
error-username-invalid = Verwenden Sie 3 bis 32 Zeichen: Buchstaben von a bis z, Ziffern, Punkte, Unterstriche oder Bindestriche.
error-username-taken = Dieser Benutzername ist bereits vergeben. Bitte wählen Sie einen anderen.
error-password-too-short = Verwenden Sie mindestens { $min } Zeichen.
error-password-too-long = Verwenden Sie höchstens { $max } Zeichen.
error-password-too-common = Dieses Passwort ist zu leicht zu erraten. Wählen Sie eines, das nicht gebräuchlich ist und weder Ihrem Namen noch Ihrer Adresse entspricht.
error-password-mismatch = Die beiden Passwörter stimmen nicht überein. Bitte geben Sie zweimal dasselbe ein.
error-locale-unsupported = Diese Sprache steht nicht zur Verfügung. Bitte wählen Sie eine andere.
error-value-too-long = Verwenden Sie höchstens { $max } Zeichen.
error-value-invalid = Diese Angabe ist hier nicht möglich. Bitte prüfen Sie sie.
error-reauthentication-required = Bitte melden Sie sich zuerst erneut an und wiederholen Sie dann diesen Schritt.
error-session-not-found = Dieses Gerät ist bereits abgemeldet oder gehört nicht zu Ihrem Konto.
error-registration-closed = Zurzeit können hier keine neuen Konten angelegt werden. Bitte wenden Sie sich an den Betreiber dieses Dienstes.
