# Formal: "usted", and the words of errors.ftl. A greeting ends in a colon.

mail-greeting = Hola:
mail-link-below = Si el botón no funciona, copie este enlace en su navegador:
mail-footer = { $app } ha enviado este correo a { $email } en relación con su cuenta. Las respuestas no se leen.

mail-verify-email = Confirme su dirección de correo
    .opening = ¡Le damos la bienvenida a { $app }! Confirme que { $email } es su dirección para que siempre pueda recuperar el acceso a su cuenta.
    .action = Confirmar mi dirección
    .validity = El enlace es válido durante { $lifetime }.
    .not-you = ¿No ha creado usted una cuenta? Probablemente alguien se equivocó al escribir su propia dirección. Puede ignorar este correo.

mail-already-registered = Ya tiene una cuenta
    .opening = Alguien, probablemente usted, ha intentado crear una cuenta en { $app } con { $email }. Ya existe una cuenta con esta dirección, así que no se ha cambiado nada.
    .action = Elegir una contraseña nueva
    .advice = Inicie sesión como de costumbre. Si no recuerda su contraseña, solicite una nueva en la página de inicio de sesión.
    .not-you = ¿No ha sido usted? Entonces no tiene que hacer nada: nadie ha accedido a su cuenta.

mail-reset-password = Elija una contraseña nueva
    .opening = Alguien, probablemente usted, ha solicitado una contraseña nueva para su cuenta de { $app } ({ $email }).
    .action = Elegir una contraseña nueva
    .validity = El enlace funciona una sola vez y es válido durante { $lifetime }. Al establecer una contraseña nueva, se cerrará su sesión en todos los dispositivos.
    .not-you = ¿No ha sido usted? Ignore este correo: su contraseña sigue siendo la misma.

mail-invitation = Su cuenta está lista
    .opening = Se ha creado para usted una cuenta de { $app } con la dirección { $email }. Elija una contraseña y podrá iniciar sesión.
    .action = Elegir una contraseña
    .validity = El enlace funciona una sola vez y es válido durante { $lifetime }. Después, solicite una contraseña nueva en la página de inicio de sesión.
    .not-you = ¿No conoce { $app }? Entonces puede ignorar este correo.

mail-password-changed = Su contraseña ha cambiado
    .opening = La contraseña de su cuenta de { $app } ({ $email }) ha cambiado y se ha cerrado la sesión en todos los demás dispositivos.
    .action = Elegir una contraseña nueva
    .advice = ¿Ha sido usted? Entonces todo está en orden y no tiene que hacer nada.
    .not-you = ¿No ha sido usted? Solicite de inmediato una contraseña nueva en la página de inicio de sesión: el enlace llegará a esta dirección y se cerrará la sesión de cualquier otra persona.

mail-refresh-token-reused = Hemos cerrado la sesión en uno de sus dispositivos
    .opening = Una clave que mantiene abierta la sesión de uno de sus dispositivos en { $app } ({ $email }) se ha utilizado dos veces. Es posible que alguien la haya copiado, así que hemos cerrado la sesión en ese dispositivo. En los demás dispositivos su sesión sigue abierta.
    .action = Elegir una contraseña nueva
    .advice = Para continuar, inicie sesión allí de nuevo. Un dispositivo restaurado desde una copia de seguridad, o que perdió la conexión en mal momento, también puede ser la causa.
    .not-you = Si cree que otra persona ha accedido a su cuenta, elija una contraseña nueva: así se cerrará la sesión en todos los dispositivos.

mail-new-device = Nuevo inicio de sesión en su cuenta
    .opening = Alguien ha iniciado sesión en su cuenta de { $app } ({ $email }) desde un dispositivo que no conocíamos: { $device }, dirección IP { $address }, { $when }.
    .action = Elegir una contraseña nueva
    .advice = ¿Ha sido usted? Entonces todo está en orden y no tiene que hacer nada.
    .not-you = ¿No ha sido usted? Solicite de inmediato una contraseña nueva en la página de inicio de sesión: el enlace llegará a esta dirección y, en cuanto elija la nueva, se cerrará la sesión de cualquier otra persona.

# En lugar de un dispositivo o de una dirección que no se conoce.
device-unknown = desconocido

mail-confirm-email-change = Confirme su nueva dirección de correo
    .opening = Alguien, probablemente usted, quiere utilizar { $email } para una cuenta de { $app }. Confirme que es su dirección: desde ese momento servirá para los correos y para iniciar sesión.
    .action = Confirmar mi nueva dirección
    .validity = El enlace es válido durante { $lifetime }. Mientras no lo siga, la dirección anterior sigue vigente.
    .not-you = ¿No ha sido usted? Probablemente alguien se equivocó al escribir su propia dirección. Puede ignorar este correo.

mail-email-change-requested = Su dirección de correo va a cambiar
    .opening = Alguien, probablemente usted, ha solicitado cambiar la dirección de su cuenta de { $app } de { $email } a { $new }. Se hará en cuanto se confirme la dirección nueva.
    .action = Conservar mi dirección anterior
    .validity = ¿Ha sido usted? Entonces todo está en orden y no tiene que hacer nada. El enlace es válido durante { $lifetime }, también después del cambio.
    .not-you = ¿No ha sido usted? Siga el enlace de inmediato: conservará su dirección, se cerrará la sesión en todos los dispositivos y la contraseña dejará de funcionar. Con el siguiente correo podrá elegir una nueva.

mail-email-changed = Su dirección de correo ha cambiado
    .opening = La dirección de su cuenta de { $app } ha cambiado de { $email } a { $new }. A partir de ahora, los correos se envían allí.
    .action = Deshacer el cambio
    .validity = ¿Ha sido usted? Entonces todo está en orden y no tiene que hacer nada. El enlace es válido durante { $lifetime }.
    .not-you = ¿No ha sido usted? Siga el enlace de inmediato: recuperará su dirección, se cerrará la sesión en todos los dispositivos y la contraseña dejará de funcionar. Con el siguiente correo podrá elegir una nueva.

mail-email-change-taken = Ya tiene una cuenta
    .opening = Alguien, probablemente usted, ha intentado utilizar { $email } para otra cuenta de { $app }. Ya existe una cuenta con esta dirección, así que no se ha cambiado nada.
    .advice = Para utilizar esta dirección en la otra cuenta, elimine primero esta cuenta o cambie su dirección.
    .not-you = ¿No ha sido usted? Entonces no tiene que hacer nada: nadie ha accedido a su cuenta.

mail-email-change-undone = Su dirección de correo anterior vuelve a estar vigente
    .opening = El cambio de dirección de su cuenta de { $app } se ha deshecho: su dirección vuelve a ser { $email }. Se ha cerrado la sesión en todos los dispositivos y la contraseña ya no funciona.
    .action = Elegir una contraseña nueva
    .validity = El enlace funciona una sola vez y es válido durante { $lifetime }. Si ha caducado, solicite una contraseña nueva en la página de inicio de sesión.
    .not-you = ¿No ha deshecho usted el cambio? Entonces es posible que otra persona lea sus correos: elija también una contraseña nueva para su buzón.

mail-account-deleted = Su cuenta se ha eliminado
    .opening = Su cuenta de { $app } ({ $email }) se ha eliminado, con todo lo que le pertenecía. Este es el último correo sobre ella.
    .advice = ¿Ha sido usted? Entonces no tiene que hacer nada. Puede crear otra cuenta cuando quiera.
    .not-you = ¿No ha sido usted? Entonces alguien conocía su contraseña: si la utiliza en otros sitios, cámbiela también allí.
