# Formal: "Sie", and the words of errors.ftl. The greeting ends in "!", as a comma would ask for a small letter after it.

mail-greeting = Guten Tag!
mail-link-below = Falls die Schaltfläche nicht funktioniert, kopieren Sie bitte diesen Link in Ihren Browser:
mail-footer = { $app } hat diese E-Mail zu Ihrem Konto an { $email } gesendet. Antworten darauf werden nicht gelesen.

mail-verify-email = Bestätigen Sie Ihre E-Mail-Adresse
    .opening = Willkommen bei { $app }! Bitte bestätigen Sie, dass { $email } Ihre Adresse ist, damit Sie jederzeit wieder Zugang zu Ihrem Konto erhalten.
    .action = Adresse bestätigen
    .validity = Der Link ist { $lifetime } gültig.
    .not-you = Sie haben sich nicht registriert? Dann hat sich vermutlich jemand bei der eigenen Adresse vertippt, und Sie können diese E-Mail ignorieren.

mail-already-registered = Sie haben bereits ein Konto
    .opening = Jemand, vermutlich Sie selbst, wollte sich mit { $email } bei { $app } registrieren. Zu dieser Adresse gibt es bereits ein Konto, daher wurde nichts geändert.
    .action = Neues Passwort wählen
    .advice = Melden Sie sich einfach wie gewohnt an. Wenn Sie Ihr Passwort nicht mehr wissen, fordern Sie bei der Anmeldung ein neues an.
    .not-you = Das waren nicht Sie? Dann brauchen Sie nichts zu tun: Niemand hat sich Zugang zu Ihrem Konto verschafft.

mail-reset-password = Wählen Sie ein neues Passwort
    .opening = Jemand, vermutlich Sie selbst, hat für Ihr Konto bei { $app } ({ $email }) ein neues Passwort angefordert.
    .action = Neues Passwort wählen
    .validity = Der Link ist { $lifetime } gültig und kann einmal verwendet werden. Sobald Sie ein neues Passwort festlegen, werden Sie auf allen Geräten abgemeldet.
    .not-you = Das waren nicht Sie? Dann ignorieren Sie diese E-Mail: Ihr Passwort bleibt, wie es ist.

mail-invitation = Ihr Konto ist bereit
    .opening = Für Sie wurde ein Konto bei { $app } mit der Adresse { $email } angelegt. Wählen Sie ein Passwort, dann können Sie sich anmelden.
    .action = Passwort wählen
    .validity = Der Link ist { $lifetime } gültig und kann einmal verwendet werden. Danach fordern Sie bei der Anmeldung ein neues Passwort an.
    .not-you = Sie kennen { $app } nicht? Dann können Sie diese E-Mail ignorieren.

mail-password-changed = Ihr Passwort wurde geändert
    .opening = Das Passwort Ihres Kontos bei { $app } ({ $email }) wurde geändert, und alle anderen Geräte wurden abgemeldet.
    .action = Neues Passwort wählen
    .advice = Das waren Sie selbst? Dann ist alles in Ordnung, und Sie brauchen nichts zu tun.
    .not-you = Das waren nicht Sie? Dann fordern Sie bei der Anmeldung sofort ein neues Passwort an: Der Link kommt an diese Adresse und meldet alle anderen ab.

mail-refresh-token-reused = Wir haben eines Ihrer Geräte abgemeldet
    .opening = Ein Schlüssel, mit dem eines Ihrer Geräte bei { $app } ({ $email }) angemeldet bleibt, wurde zweimal verwendet. Möglicherweise wurde er kopiert, daher haben wir dieses Gerät abgemeldet. Ihre anderen Geräte bleiben angemeldet.
    .action = Neues Passwort wählen
    .advice = Um fortzufahren, melden Sie sich dort erneut an. Auch ein Gerät, das aus einer Sicherung wiederhergestellt wurde oder im falschen Moment die Verbindung verloren hat, kann die Ursache sein.
    .not-you = Wenn Sie glauben, dass jemand anderes Zugang zu Ihrem Konto hatte, wählen Sie ein neues Passwort: Damit werden alle Geräte abgemeldet.

mail-new-device = Neue Anmeldung bei Ihrem Konto
    .opening = Jemand hat sich mit einem Gerät, das wir noch nicht kennen, bei Ihrem Konto bei { $app } ({ $email }) angemeldet: { $device }, IP-Adresse { $address }, { $when }.
    .action = Neues Passwort wählen
    .advice = Das waren Sie selbst? Dann ist alles in Ordnung, und Sie brauchen nichts zu tun.
    .not-you = Das waren nicht Sie? Dann fordern Sie bei der Anmeldung sofort ein neues Passwort an: Der Link kommt an diese Adresse, und sobald Sie ein neues Passwort festlegen, werden alle anderen abgemeldet.

# Anstelle eines Geräts oder einer Adresse, die nicht bekannt ist.
device-unknown = unbekannt

mail-confirm-email-change = Bestätigen Sie Ihre neue E-Mail-Adresse
    .opening = Jemand, vermutlich Sie selbst, möchte { $email } für ein Konto bei { $app } verwenden. Bitte bestätigen Sie, dass dies Ihre Adresse ist: Von da an gilt sie für E-Mails und für die Anmeldung.
    .action = Neue Adresse bestätigen
    .validity = Der Link ist { $lifetime } gültig. Solange Sie ihm nicht folgen, bleibt die alte Adresse in Kraft.
    .not-you = Das waren nicht Sie? Dann hat sich vermutlich jemand bei der eigenen Adresse vertippt, und Sie können diese E-Mail ignorieren.

mail-email-change-requested = Ihre E-Mail-Adresse soll geändert werden
    .opening = Jemand, vermutlich Sie selbst, möchte die Adresse Ihres Kontos bei { $app } von { $email } zu { $new } ändern. Das geschieht, sobald die neue Adresse bestätigt ist.
    .action = Alte Adresse behalten
    .validity = Das waren Sie selbst? Dann ist alles in Ordnung, und Sie brauchen nichts zu tun. Der Link ist { $lifetime } gültig, auch noch nach der Änderung.
    .not-you = Das waren nicht Sie? Dann folgen Sie sofort dem Link: Ihre Adresse bleibt bestehen, alle Geräte werden abgemeldet, und das Passwort wird ungültig. Mit der nächsten E-Mail wählen Sie ein neues.

mail-email-changed = Ihre E-Mail-Adresse wurde geändert
    .opening = Die Adresse Ihres Kontos bei { $app } wurde von { $email } zu { $new } geändert. E-Mails gehen von nun an dorthin.
    .action = Änderung zurücknehmen
    .validity = Das waren Sie selbst? Dann ist alles in Ordnung, und Sie brauchen nichts zu tun. Der Link ist { $lifetime } gültig.
    .not-you = Das waren nicht Sie? Dann folgen Sie sofort dem Link: Ihre Adresse gilt wieder, alle Geräte werden abgemeldet, und das Passwort wird ungültig. Mit der nächsten E-Mail wählen Sie ein neues.

mail-email-change-taken = Sie haben bereits ein Konto
    .opening = Jemand, vermutlich Sie selbst, wollte die Adresse eines anderen Kontos bei { $app } zu { $email } ändern. Zu dieser Adresse gibt es bereits ein Konto, daher wurde nichts geändert.
    .advice = Um diese Adresse für das andere Konto zu verwenden, löschen Sie zuerst dieses Konto oder ändern Sie dessen Adresse.
    .not-you = Das waren nicht Sie? Dann brauchen Sie nichts zu tun: Niemand hat sich Zugang zu Ihrem Konto verschafft.

mail-email-change-undone = Ihre alte E-Mail-Adresse gilt wieder
    .opening = Die Änderung der Adresse Ihres Kontos bei { $app } wurde zurückgenommen: Es gilt wieder { $email }. Alle Geräte wurden abgemeldet, und das Passwort ist ungültig.
    .action = Neues Passwort wählen
    .validity = Der Link ist { $lifetime } gültig und kann einmal verwendet werden. Ist er abgelaufen, fordern Sie bei der Anmeldung ein neues Passwort an.
    .not-you = Sie haben die Änderung nicht zurückgenommen? Dann liest möglicherweise jemand anderes Ihre E-Mails: Wählen Sie auch für Ihr E-Mail-Postfach ein neues Passwort.

mail-account-deleted = Ihr Konto wurde gelöscht
    .opening = Ihr Konto bei { $app } ({ $email }) wurde gelöscht, mit allem, was dazugehörte. Dies ist die letzte E-Mail dazu.
    .advice = Das waren Sie selbst? Dann brauchen Sie nichts zu tun. Sie können sich jederzeit wieder registrieren.
    .not-you = Das waren nicht Sie? Dann kannte jemand Ihr Passwort: Falls Sie es auch anderswo verwenden, ändern Sie es dort.
