# Formal: "usted", which is at home on both sides of the Atlantic. One word per thing: cuenta, dirección de correo (or
# dirección), nombre de usuario, contraseña, enlace, correo, dispositivo, iniciar y cerrar sesión, crear una cuenta,
# confirmar, solicitar, el administrador de este servicio.

error-invalid-credentials = La dirección de correo, el nombre de usuario o la contraseña no son correctos. Compruébelos e inténtelo de nuevo.
    .or-unverified = La dirección de correo, el nombre de usuario o la contraseña no son correctos, o la dirección aún no está confirmada. Compruébelos o abra el enlace del correo que le enviamos.
    .current = Esa no es su contraseña actual. Compruébela e inténtelo de nuevo.
error-email-not-verified = Confirme primero su dirección de correo. Abra el enlace del correo que le enviamos o solicite uno nuevo.
error-account-disabled = Esta cuenta está deshabilitada. Póngase en contacto con el administrador de este servicio.
error-too-many-attempts = Demasiados intentos. Espere { $wait } e inténtelo de nuevo.
error-refresh-token-invalid = Su sesión está cerrada. Inicie sesión de nuevo.
error-refresh-token-reused = Hemos cerrado aquí su sesión para proteger su cuenta. Inicie sesión de nuevo.
error-token-invalid = Este enlace no funciona o ya se ha utilizado. Solicite uno nuevo.
error-token-expired = Este enlace ha caducado. Solicite uno nuevo.
error-value-required = Complete este campo.
error-email-invalid = Escriba una dirección de correo, por ejemplo, nombre@example.org.
error-email-taken = Ya existe una cuenta con esta dirección de correo. Inicie sesión o utilice otra dirección.
error-username-invalid = Utilice de 3 a 32 caracteres: letras sin tilde (a-z), cifras, puntos, guiones bajos o guiones.
error-username-taken = Este nombre de usuario ya está en uso. Elija otro.
error-password-too-short = Utilice al menos { $min } caracteres.
error-password-too-long = Utilice como máximo { $max } caracteres.
error-password-too-common = Esta contraseña es demasiado fácil de adivinar. Elija una que no sea de uso común y que no coincida con su nombre ni con su dirección.
error-password-mismatch = Las dos contraseñas no coinciden. Escriba dos veces la misma.
error-locale-unsupported = Este idioma no está disponible. Elija otro.
error-value-too-long = Utilice como máximo { $max } caracteres.
error-value-invalid = Esto no es lo que se espera aquí. Compruébelo.
error-reauthentication-required = Inicie sesión de nuevo y, después, repita esta acción.
error-session-not-found = La sesión de este dispositivo ya está cerrada o no es suya.
error-registration-closed = Por el momento no se pueden crear cuentas aquí. Póngase en contacto con el administrador de este servicio.
