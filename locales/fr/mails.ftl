# Formal: "vous", with the words and the typography of errors.ftl.

mail-greeting = Bonjour,
mail-link-below = Si le bouton ne fonctionne pas, copiez ce lien dans votre navigateur :
mail-footer = { $app } a envoyé cet e-mail à { $email } au sujet de votre compte. Les réponses ne sont pas lues.

mail-verify-email = Confirmez votre adresse e-mail
    .opening = Bienvenue sur { $app } ! Veuillez confirmer que { $email } est bien votre adresse, afin de toujours pouvoir retrouver l’accès à votre compte.
    .action = Confirmer mon adresse
    .validity = Le lien est valable { $lifetime }.
    .not-you = Vous n’avez pas créé de compte ? Quelqu’un a sans doute mal saisi sa propre adresse. Vous pouvez ignorer cet e-mail.

mail-already-registered = Vous avez déjà un compte
    .opening = Quelqu’un, sans doute vous, a voulu créer un compte sur { $app } avec { $email }. Un compte existe déjà avec cette adresse ; rien n’a donc été modifié.
    .action = Choisir un nouveau mot de passe
    .advice = Connectez-vous simplement comme d’habitude. Si vous ne vous souvenez plus de votre mot de passe, demandez-en un nouveau sur la page de connexion.
    .not-you = Ce n’était pas vous ? Alors vous n’avez rien à faire : personne n’a accédé à votre compte.

mail-reset-password = Choisissez un nouveau mot de passe
    .opening = Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte { $app } ({ $email }).
    .action = Choisir un nouveau mot de passe
    .validity = Le lien ne fonctionne qu’une fois et reste valable { $lifetime }. Dès que vous aurez défini un nouveau mot de passe, tous vos appareils seront déconnectés.
    .not-you = Ce n’était pas vous ? Alors ignorez cet e-mail : votre mot de passe reste le même.

mail-invitation = Votre compte est prêt
    .opening = Un compte { $app } a été créé pour vous avec l’adresse { $email }. Choisissez un mot de passe, et vous pourrez vous connecter.
    .action = Choisir un mot de passe
    .validity = Le lien ne fonctionne qu’une fois et reste valable { $lifetime }. Ensuite, demandez un nouveau mot de passe sur la page de connexion.
    .not-you = Vous ne connaissez pas { $app } ? Alors vous pouvez ignorer cet e-mail.

mail-password-changed = Votre mot de passe a été modifié
    .opening = Le mot de passe de votre compte { $app } ({ $email }) a été modifié, et tous les autres appareils ont été déconnectés.
    .action = Choisir un nouveau mot de passe
    .advice = C’était vous ? Alors tout va bien, et vous n’avez rien à faire.
    .not-you = Ce n’était pas vous ? Alors demandez tout de suite un nouveau mot de passe sur la page de connexion : le lien arrivera à cette adresse, et toute autre personne sera déconnectée.

mail-refresh-token-reused = Nous avons déconnecté l’un de vos appareils
    .opening = Une clé qui garde l’un de vos appareils connecté à { $app } ({ $email }) a été utilisée deux fois. Elle a peut-être été copiée ; nous avons donc déconnecté cet appareil. Vos autres appareils restent connectés.
    .action = Choisir un nouveau mot de passe
    .advice = Pour continuer, reconnectez-vous sur cet appareil. Une restauration à partir d’une sauvegarde ou une connexion coupée au mauvais moment peut aussi en être la cause.
    .not-you = Si vous pensez que quelqu’un d’autre a accédé à votre compte, choisissez un nouveau mot de passe : tous les appareils seront alors déconnectés.

mail-new-device = Nouvelle connexion à votre compte
    .opening = Quelqu’un s’est connecté à votre compte { $app } ({ $email }) depuis un appareil que nous ne connaissions pas : { $device }, adresse IP { $address }, { $when }.
    .action = Choisir un nouveau mot de passe
    .advice = C’était vous ? Alors tout va bien, et vous n’avez rien à faire.
    .not-you = Ce n’était pas vous ? Alors demandez tout de suite un nouveau mot de passe sur la page de connexion : le lien arrivera à cette adresse, et dès que vous aurez choisi le nouveau, toute autre personne sera déconnectée.

# À la place d’un appareil ou d’une adresse que l’on ne connaît pas.
device-unknown = inconnu

mail-confirm-email-change = Confirmez votre nouvelle adresse e-mail
    .opening = Quelqu’un, sans doute vous, souhaite utiliser { $email } pour un compte { $app }. Veuillez confirmer que c’est bien votre adresse : elle servira ensuite pour les e-mails et pour la connexion.
    .action = Confirmer ma nouvelle adresse
    .validity = Le lien est valable { $lifetime }. Tant que vous ne l’avez pas suivi, l’ancienne adresse reste en vigueur.
    .not-you = Ce n’était pas vous ? Quelqu’un a sans doute mal saisi sa propre adresse. Vous pouvez ignorer cet e-mail.

mail-email-change-requested = Votre adresse e-mail va être modifiée
    .opening = Quelqu’un, sans doute vous, a demandé à remplacer l’adresse { $email } de votre compte { $app } par { $new }. Ce sera fait dès que la nouvelle adresse sera confirmée.
    .action = Garder mon ancienne adresse
    .validity = C’était vous ? Alors tout va bien, et vous n’avez rien à faire. Le lien est valable { $lifetime }, même après la modification.
    .not-you = Ce n’était pas vous ? Alors suivez tout de suite le lien : votre adresse est conservée, tous les appareils sont déconnectés et le mot de passe ne fonctionne plus. L’e-mail suivant vous permet d’en choisir un nouveau.

mail-email-changed = Votre adresse e-mail a été modifiée
    .opening = L’adresse { $email } de votre compte { $app } a été remplacée par { $new }. Les e-mails y sont désormais envoyés.
    .action = Annuler la modification
    .validity = C’était vous ? Alors tout va bien, et vous n’avez rien à faire. Le lien est valable { $lifetime }.
    .not-you = Ce n’était pas vous ? Alors suivez tout de suite le lien : votre adresse est rétablie, tous les appareils sont déconnectés et le mot de passe ne fonctionne plus. L’e-mail suivant vous permet d’en choisir un nouveau.

mail-email-change-taken = Vous avez déjà un compte
    .opening = Quelqu’un, sans doute vous, a voulu utiliser { $email } pour un autre compte { $app }. Un compte existe déjà avec cette adresse ; rien n’a donc été modifié.
    .advice = Pour utiliser cette adresse avec l’autre compte, supprimez d’abord celui-ci ou modifiez son adresse.
    .not-you = Ce n’était pas vous ? Alors vous n’avez rien à faire : personne n’a accédé à votre compte.

mail-email-change-undone = Votre ancienne adresse e-mail est rétablie
    .opening = La modification de l’adresse de votre compte { $app } a été annulée : { $email } est de nouveau son adresse. Tous les appareils ont été déconnectés et le mot de passe ne fonctionne plus.
    .action = Choisir un nouveau mot de passe
    .validity = Le lien ne fonctionne qu’une fois et reste valable { $lifetime }. S’il a expiré, demandez un nouveau mot de passe sur la page de connexion.
    .not-you = Vous n’avez pas annulé la modification ? Alors quelqu’un d’autre lit peut-être vos e-mails : choisissez aussi un nouveau mot de passe pour votre messagerie.

mail-account-deleted = Votre compte a été supprimé
    .opening = Votre compte { $app } ({ $email }) a été supprimé, avec tout ce qui en faisait partie. Ceci est le dernier e-mail à son sujet.
    .advice = C’était vous ? Alors vous n’avez rien à faire. Vous pouvez créer un nouveau compte à tout moment.
    .not-you = Ce n’était pas vous ? Alors quelqu’un connaissait votre mot de passe : si vous l’utilisez ailleurs, changez-le là aussi.
