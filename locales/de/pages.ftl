# Formal: "Sie", and the words of errors.ftl.

page-close = Sie können diese Seite schließen.
page-continue = Weiter zu { $app }

page-verify-email = Bestätigen Sie Ihre E-Mail-Adresse
    .question = Ist { $email } Ihre Adresse?
    .action = Ja, Adresse bestätigen
    .not-mine = Sie haben sich nicht registriert?
    .disown = Dieses Konto ist nicht meines: löschen

page-verified = Ihre Adresse ist bestätigt
    .text = Vielen Dank! Mehr ist nicht zu tun.

page-disowned = Das Konto ist gelöscht
    .text = Vielen Dank für den Hinweis. Ihre Adresse wird hier nicht mehr verwendet.

page-disown-expired = Dieser Link ist abgelaufen
    .text = Es wurde nichts gelöscht: Die Links in unseren E-Mails sind nur eine Zeit lang gültig. Falls weiter E-Mails kommen, wenden Sie sich bitte an den Betreiber dieses Dienstes.

page-disown-invalid = Es gibt nichts zu löschen
    .text = Das Konto ist bereits gelöscht, seine Adresse wurde bestätigt, oder der Link ist unvollständig. Falls weiter E-Mails kommen, wenden Sie sich bitte an den Betreiber dieses Dienstes.

page-verification-expired = Dieser Link ist abgelaufen
    .text = Die Links in unseren E-Mails sind nur eine Zeit lang gültig. Fordern Sie bei { $app } eine neue E-Mail an.

page-verification-invalid = Dieser Link funktioniert nicht
    .text = Vielleicht ist er unvollständig oder durch einen neueren ersetzt. Öffnen Sie den Link in der neuesten E-Mail oder fordern Sie eine neue an.

page-verification-taken = Diese Adresse wird bereits verwendet
    .text = Inzwischen wurde diese Adresse für ein anderes Konto bei { $app } bestätigt. Melden Sie sich dort an oder verwenden Sie eine andere Adresse.

page-undo-email-change = Behalten Sie Ihre alte Adresse
    .question = Jemand, vielleicht Sie selbst, möchte für Ihr Konto bei { $app } eine andere Adresse als { $email } verwenden. Wenn das nicht Sie waren, nehmen Sie es hier zurück.
    .consequence = Für das Konto gilt dann wieder { $email }, alle Geräte werden abgemeldet, und das Passwort wird ungültig. Wir senden Ihnen einen Link, mit dem Sie ein neues wählen.
    .action = Alte Adresse behalten

page-email-change-undone = Ihre alte Adresse gilt wieder
    .text = Alle Geräte sind abgemeldet. Wir haben eine E-Mail an Ihre alte Adresse gesendet: Öffnen Sie den Link darin, um ein neues Passwort zu wählen.

page-undo-expired = Dieser Link ist abgelaufen
    .text = Eine geänderte Adresse lässt sich nur eine Zeit lang zurücknehmen. Bitte wenden Sie sich an den Betreiber dieses Dienstes.

page-undo-invalid = Dieser Link funktioniert nicht
    .text = Vielleicht ist er unvollständig oder wurde bereits verwendet. Wenn die Änderung schon zurückgenommen wurde, suchen Sie nach einer neueren E-Mail mit einem Link für ein neues Passwort.

page-undo-taken = Ihre alte Adresse wird bereits verwendet
    .text = Inzwischen wurde sie für ein anderes Konto bei { $app } bestätigt. Wenn auch das Ihres ist, löschen Sie es oder ändern Sie dessen Adresse, und öffnen Sie dann diesen Link noch einmal.

page-reset-password = Wählen Sie ein neues Passwort
    .failed-title = Fehler: Wählen Sie ein neues Passwort
    .intro = Für { $email }. Alle angemeldeten Geräte werden dabei abgemeldet.
    .new-password = Neues Passwort
    .hint = Mindestens { $min } Zeichen, kein verbreitetes Passwort und nicht Ihr Name oder Ihre Adresse. Mehrere Wörter hintereinander sind leicht zu merken und schwer zu erraten.
    .confirmation = Neues Passwort wiederholen
    .action = Neues Passwort festlegen
    .errors = Das hat noch nicht funktioniert:

page-password-reset = Ihr Passwort ist geändert
    .text = Sie sind nun auf allen Geräten abgemeldet. Melden Sie sich ab jetzt mit Ihrem neuen Passwort an.

page-reset-link-expired = Dieser Link ist abgelaufen
    .text = Links für ein neues Passwort sind zum Schutz Ihres Kontos nur eine Zeit lang gültig. Bitte fordern Sie einen neuen an.

page-reset-link-invalid = Dieser Link funktioniert nicht
    .text = Vielleicht ist er unvollständig, oder er wurde bereits verwendet: Jeder Link legt nur einmal ein Passwort fest. Wenn Sie gerade eines festgelegt haben, melden Sie sich damit an. Wenn nicht, fordern Sie bitte einen neuen Link an.

page-not-found = Hier ist nichts
    .text = Vielleicht enthält die Webadresse einen Tippfehler, oder es gibt die Seite nicht mehr.

page-unreadable = Unterwegs ging etwas verloren
    .text = Was Ihr Browser gesendet hat, war nicht lesbar. Bitte öffnen Sie den Link in unserer E-Mail noch einmal, und versuchen Sie es erneut.

page-went-wrong = Etwas ist schiefgegangen
    .text = Der Fehler lag bei uns, nicht bei Ihnen. Bitte versuchen Sie es gleich noch einmal.
    .request = Falls es wieder geschieht, nennen Sie dem Betreiber dieses Dienstes bitte diese Nummer: { $request }

page-busy = Einen Moment, bitte
    .text = Im Augenblick ist viel los. Bitte versuchen Sie es in einigen Sekunden noch einmal.

page-mailbox = Postfach
    .intro = E-Mails, die der Server verschickt hätte. Diese Seite gibt es nur in der Entwicklung, und nach einem Neustart ist sie leer.
    .empty = Noch keine E-Mails. Registrieren Sie jemanden, und die erste erscheint hier.
    .to = An
    .subject = Betreff
    .received = Eingegangen
    .back = Alle E-Mails
    .html = So sieht sie aus
    .text-view = Als reiner Text
    .links = Links darin
    .source = Quelltext
