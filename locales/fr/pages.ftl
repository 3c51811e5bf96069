# Formal: "vous", with the words and the typography of errors.ftl.

page-close = Vous pouvez fermer cette page.
page-continue = Continuer vers { $app }

page-verify-email = Confirmez votre adresse e-mail
    .question = Votre adresse est-elle bien { $email } ?
    .action = Oui, la confirmer
    .not-mine = Vous n’avez pas créé de compte ?
    .disown = Ce compte n’est pas le mien : le supprimer

page-verified = Votre adresse est confirmée
    .text = Merci ! C’est tout ce qu’il y avait à faire.

page-disowned = Le compte est supprimé
    .text = Merci de nous l’avoir signalé. Votre adresse n’est plus utilisée ici.

page-disown-expired = Ce lien a expiré
    .text = Rien n’a été supprimé : les liens de nos e-mails ne sont valables qu’un certain temps. Si vous recevez encore des e-mails, veuillez contacter l’administrateur de ce service.

page-disown-invalid = Il n’y a rien à supprimer
    .text = Le compte est déjà supprimé, son adresse a été confirmée ou le lien est incomplet. Si vous recevez encore des e-mails, veuillez contacter l’administrateur de ce service.

page-verification-expired = Ce lien a expiré
    .text = Les liens de nos e-mails ne sont valables qu’un certain temps. Demandez un nouvel e-mail à { $app }.

page-verification-invalid = Ce lien ne fonctionne pas
    .text = Il est peut-être incomplet, ou un lien plus récent l’a remplacé. Ouvrez le lien du dernier e-mail ou demandez-en un nouveau.

page-verification-taken = Cette adresse est déjà utilisée
    .text = Entre-temps, cette adresse a été confirmée pour un autre compte { $app }. Connectez-vous à celui-ci ou utilisez une autre adresse.

page-undo-email-change = Gardez votre ancienne adresse
    .question = Quelqu’un, peut-être vous, a demandé à utiliser une autre adresse que { $email } pour votre compte { $app }. Si ce n’était pas vous, annulez-le ici.
    .consequence = Le compte revient à { $email }, tous les appareils sont déconnectés et le mot de passe ne fonctionne plus. Nous vous envoyons un lien pour en choisir un nouveau.
    .action = Garder l’ancienne adresse

page-email-change-undone = Votre ancienne adresse est rétablie
    .text = Tous les appareils sont déconnectés. Nous avons envoyé un e-mail à votre ancienne adresse : ouvrez le lien qu’il contient pour choisir un nouveau mot de passe.

page-undo-expired = Ce lien a expiré
    .text = Un changement d’adresse ne peut être annulé que pendant un certain temps. Veuillez contacter l’administrateur de ce service.

page-undo-invalid = Ce lien ne fonctionne pas
    .text = Il est peut-être incomplet ou a déjà été utilisé. Si le changement a déjà été annulé, cherchez un e-mail plus récent avec un lien pour choisir un nouveau mot de passe.

page-undo-taken = Votre ancienne adresse est déjà utilisée
    .text = Entre-temps, elle a été confirmée pour un autre compte { $app }. S’il est aussi à vous, supprimez-le ou modifiez son adresse, puis ouvrez de nouveau ce lien.

page-reset-password = Choisissez un nouveau mot de passe
    .failed-title = Erreur : choisissez un nouveau mot de passe
    .intro = Pour { $email }. Tous les appareils connectés seront déconnectés.
    .new-password = Nouveau mot de passe
    .hint = Au moins { $min } caractères, pas un mot de passe courant, ni votre nom ou votre adresse. Quelques mots à la suite sont faciles à retenir et difficiles à deviner.
    .confirmation = Répétez le nouveau mot de passe
    .action = Enregistrer le mot de passe
    .errors = Cela n’a pas encore fonctionné :

page-password-reset = Votre mot de passe est modifié
    .text = Tous vos appareils sont déconnectés. Connectez-vous désormais avec votre nouveau mot de passe.

page-reset-link-expired = Ce lien a expiré
    .text = Pour protéger votre compte, les liens vers un nouveau mot de passe ne sont valables qu’un certain temps. Veuillez en demander un nouveau.

page-reset-link-invalid = Ce lien ne fonctionne pas
    .text = Il est peut-être incomplet ou a déjà été utilisé : chaque lien ne permet de définir un mot de passe qu’une seule fois. Si vous venez d’en choisir un, connectez-vous avec. Sinon, veuillez demander un nouveau lien.

page-not-found = Il n’y a rien ici
    .text = L’adresse web est peut-être mal saisie, ou la page n’existe plus.

page-unreadable = Quelque chose s’est perdu en chemin
    .text = Nous n’avons pas pu lire ce que votre navigateur a envoyé. Veuillez ouvrir de nouveau le lien de notre e-mail et réessayer.

page-went-wrong = Une erreur s’est produite
    .text = Elle vient de nous, pas de vous. Veuillez réessayer dans un instant.
    .request = Si elle se reproduit, indiquez ce numéro à l’administrateur de ce service : { $request }

page-busy = Un instant, s’il vous plaît
    .text = Il y a beaucoup d’activité en ce moment. Veuillez réessayer dans quelques secondes.

page-mailbox = Boîte de réception
    .intro = Les e-mails que le serveur aurait envoyés. Cette page n’existe qu’en développement et se vide à chaque redémarrage.
    .empty = Pas encore d’e-mails. Créez un compte, et le premier apparaîtra ici.
    .to = À
    .subject = Objet
    .received = Reçu
    .back = Tous les e-mails
    .html = Tel qu’il s’affiche
    .text-view = En texte brut
    .links = Liens qu’il contient
    .source = Code source
