# Formal: "vous". One word per thing: compte, adresse e-mail (or adresse), nom d’utilisateur, mot de passe, lien, e-mail,
# appareil, se connecter et déconnecter, créer un compte, confirmer, demander, l’administrateur de ce service.
# Typography: ’, a space that does not break before a colon (U+00A0), a narrow one before ; ! ? (U+202F).
# No participle agrees with the reader: nothing here supposes their gender.

error-invalid-credentials = L’adresse e-mail, le nom d’utilisateur ou le mot de passe est incorrect. Vérifiez-les et réessayez.
    .or-unverified = L’adresse e-mail, le nom d’utilisateur ou le mot de passe est incorrect, ou l’adresse n’est pas encore confirmée. Vérifiez-les ou ouvrez le lien dans l’e-mail que nous vous avons envoyé.
    .current = Ce n’est pas votre mot de passe actuel. Vérifiez-le et réessayez.
error-email-not-verified = Veuillez d’abord confirmer votre adresse e-mail. Ouvrez le lien dans l’e-mail que nous vous avons envoyé ou demandez-en un nouveau.
error-account-disabled = Ce compte a été désactivé. Veuillez contacter l’administrateur de ce service.
error-too-many-attempts = Trop de tentatives. Veuillez patienter { $wait }, puis réessayez.
error-refresh-token-invalid = Votre session est terminée. Veuillez vous reconnecter.
error-refresh-token-reused = Pour protéger votre compte, nous avons mis fin à cette session. Veuillez vous reconnecter.
error-token-invalid = Ce lien ne fonctionne pas ou a déjà été utilisé. Veuillez en demander un nouveau.
error-token-expired = Ce lien a expiré. Veuillez en demander un nouveau.
error-value-required = Veuillez remplir ce champ.
error-email-invalid = Veuillez saisir une adresse e-mail, par exemple nom@example.org.
error-email-taken = Un compte existe déjà avec cette adresse e-mail. Connectez-vous ou utilisez une autre adresse.
error-username-invalid = Utilisez de 3 à 32 caractères : lettres sans accent (a-z), chiffres, points, tirets bas ou traits d’union.
error-username-taken = Ce nom d’utilisateur est déjà pris. Veuillez en choisir un autre.
error-password-too-short = Utilisez au moins { $min } caractères.
error-password-too-long = Utilisez au plus { $max } caractères.
error-password-too-common = Ce mot de passe est trop facile à deviner. Choisissez-en un qui ne soit pas d’usage courant et qui ne corresponde ni à votre nom ni à votre adresse.
error-password-mismatch = Les deux mots de passe sont différents. Saisissez deux fois le même.
error-locale-unsupported = Cette langue n’est pas disponible. Veuillez en choisir une autre.
error-value-too-long = Utilisez au plus { $max } caractères.
error-value-invalid = Ce n’est pas ce qui est attendu ici. Veuillez vérifier.
error-reauthentication-required = Veuillez d’abord vous reconnecter, puis recommencer.
error-session-not-found = Cet appareil est déjà déconnecté ou n’est pas le vôtre.
error-registration-closed = Il n’est pas possible de créer un compte ici pour le moment. Veuillez contacter l’administrateur de ce service.
