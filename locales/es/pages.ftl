# Formal: "usted", and the words of errors.ftl.

page-close = Puede cerrar esta página.
page-continue = Continuar en { $app }

page-verify-email = Confirme su dirección de correo
    .question = ¿Es { $email } su dirección?
    .action = Sí, confirmarla
    .not-mine = ¿No ha creado usted una cuenta?
    .disown = Esta cuenta no es mía: eliminarla

page-verified = Su dirección está confirmada
    .text = ¡Gracias! No hay nada más que hacer.

page-disowned = La cuenta se ha eliminado
    .text = Gracias por avisarnos. Su dirección ya no se utiliza aquí.

page-disown-expired = Este enlace ha caducado
    .text = No se ha eliminado nada: los enlaces de nuestros correos solo son válidos durante un tiempo. Si sigue recibiendo correos, póngase en contacto con el administrador de este servicio.

page-disown-invalid = No hay nada que eliminar
    .text = La cuenta ya se ha eliminado, su dirección se ha confirmado o el enlace está incompleto. Si sigue recibiendo correos, póngase en contacto con el administrador de este servicio.

page-verification-expired = Este enlace ha caducado
    .text = Los enlaces de nuestros correos solo son válidos durante un tiempo. Solicite un correo nuevo en { $app }.

page-verification-invalid = Este enlace no funciona
    .text = Puede que esté incompleto o que lo haya reemplazado uno más reciente. Abra el enlace del último correo o solicite uno nuevo.

page-verification-taken = Esta dirección ya está en uso
    .text = Entretanto, otra cuenta de { $app } ha confirmado esta dirección. Inicie sesión en ella o utilice otra dirección.

page-undo-email-change = Conserve su dirección anterior
    .question = Alguien, quizá usted, ha solicitado que su cuenta de { $app } utilice otra dirección en lugar de { $email }. Si no ha sido usted, deshágalo aquí.
    .consequence = La cuenta vuelve a { $email }, se cierra la sesión en todos los dispositivos y la contraseña deja de funcionar. Le enviamos un enlace para elegir una nueva.
    .action = Conservar la dirección anterior

page-email-change-undone = Su dirección anterior vuelve a estar vigente
    .text = Se ha cerrado la sesión en todos los dispositivos. Hemos enviado un correo a su dirección anterior: abra el enlace que contiene para elegir una contraseña nueva.

page-undo-expired = Este enlace ha caducado
    .text = Un cambio de dirección solo se puede deshacer durante un tiempo. Póngase en contacto con el administrador de este servicio.

page-undo-invalid = Este enlace no funciona
    .text = Puede que esté incompleto o que ya se haya utilizado. Si el cambio ya se deshizo, busque un correo más reciente con un enlace para elegir una contraseña nueva.

page-undo-taken = Su dirección anterior ya está en uso
    .text = Entretanto, otra cuenta de { $app } la ha confirmado. Si también es suya, elimínela o cambie su dirección y vuelva a abrir este enlace.

page-reset-password = Elija una contraseña nueva
    .failed-title = Error: elija una contraseña nueva
    .intro = Para { $email }. Se cerrará la sesión en todos los dispositivos.
    .new-password = Contraseña nueva
    .hint = Al menos { $min } caracteres, ninguna contraseña habitual ni su nombre o su dirección. Unas cuantas palabras seguidas son fáciles de recordar y difíciles de adivinar.
    .confirmation = Repita la contraseña nueva
    .action = Guardar la contraseña
    .errors = Todavía no ha funcionado:

page-password-reset = Su contraseña ha cambiado
    .text = Se ha cerrado su sesión en todos los dispositivos. A partir de ahora, inicie sesión con su contraseña nueva.

page-reset-link-expired = Este enlace ha caducado
    .text = Para proteger su cuenta, los enlaces para elegir una contraseña nueva solo son válidos durante un tiempo. Solicite uno nuevo.

page-reset-link-invalid = Este enlace no funciona
    .text = Puede que esté incompleto o que ya se haya utilizado: cada enlace establece una contraseña una sola vez. Si acaba de elegir una, inicie sesión con ella. Si no, solicite un enlace nuevo.

page-not-found = Aquí no hay nada
    .text = Puede que la dirección web esté mal escrita o que la página ya no exista.

page-unreadable = Algo se ha perdido por el camino
    .text = No hemos podido leer lo que ha enviado su navegador. Vuelva a abrir el enlace de nuestro correo e inténtelo de nuevo.

page-went-wrong = Algo ha fallado
    .text = Ha sido un fallo nuestro, no suyo. Inténtelo de nuevo dentro de un momento.
    .request = Si sigue ocurriendo, indique este número al administrador de este servicio: { $request }

page-busy = Un momento, por favor
    .text = En este momento hay mucha actividad. Inténtelo de nuevo dentro de unos segundos.

page-mailbox = Buzón
    .intro = Los correos que el servidor habría enviado. Esta página solo existe en desarrollo y se vacía con cada reinicio.
    .empty = Aún no hay correos. Cree una cuenta y aquí aparecerá el primero.
    .to = Para
    .subject = Asunto
    .received = Recibido
    .back = Todos los correos
    .html = Así se ve
    .text-view = Como texto sin formato
    .links = Enlaces que contiene
    .source = Código fuente
