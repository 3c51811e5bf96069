//! Messages, mails and pages in the language of whoever reads them.

use std::{fs, path::Path};

use crate::harness::{DAY, PASSWORD, Server};

/// What a language says, and how one asks for it.
struct Spoken {
    tag: &'static str,
    /// An `Accept-Language` that likes it best.
    accept: &'static str,
    wrong_password: &'static str,
    verify: &'static str,
    reset: &'static str,
    valid_for: &'static str,
    changed: &'static str,
    question: &'static str,
    expired: &'static str,
}

const SPOKEN: [Spoken; 4] = [
    Spoken {
        tag: "en",
        accept: "en-GB,en;q=0.9",
        wrong_password: "That email, username or password isn't right. Check them and try again.",
        verify: "Confirm your email address",
        reset: "Choose a new password",
        valid_for: "The link works for 24 hours.",
        changed: "Your password was changed",
        question: "Is someone@example.org your address?",
        expired: "This link is too old",
    },
    Spoken {
        tag: "de",
        accept: "tlh, de-AT, en;q=0.5",
        wrong_password: "Die E-Mail-Adresse, der Benutzername oder das Passwort stimmt nicht. Bitte prüfen Sie Ihre \
                         Angaben und versuchen Sie es noch einmal.",
        verify: "Bestätigen Sie Ihre E-Mail-Adresse",
        reset: "Wählen Sie ein neues Passwort",
        valid_for: "Der Link ist 24 Stunden gültig.",
        changed: "Ihr Passwort wurde geändert",
        question: "Ist someone@example.org Ihre Adresse?",
        expired: "Dieser Link ist abgelaufen",
    },
    Spoken {
        tag: "fr",
        accept: "en;q=0.3, fr;q=0.8",
        wrong_password: "L’adresse e-mail, le nom d’utilisateur ou le mot de passe est incorrect. Vérifiez-les et \
                         réessayez.",
        verify: "Confirmez votre adresse e-mail",
        reset: "Choisissez un nouveau mot de passe",
        valid_for: "Le lien est valable 24\u{a0}heures.",
        changed: "Votre mot de passe a été modifié",
        question: "Votre adresse est-elle bien someone@example.org\u{202f}?",
        expired: "Ce lien a expiré",
    },
    Spoken {
        tag: "es",
        accept: "es-419, pt;q=0.9",
        wrong_password: "La dirección de correo, el nombre de usuario o la contraseña no son correctos. Compruébelos e \
                         inténtelo de nuevo.",
        verify: "Confirme su dirección de correo",
        reset: "Elija una contraseña nueva",
        valid_for: "El enlace es válido durante 24 horas.",
        changed: "Su contraseña ha cambiado",
        question: "¿Es someone@example.org su dirección?",
        expired: "Este enlace ha caducado",
    },
];

const EMAIL: &str = "someone@example.org";

/// The sentence of the one refusal.
async fn told_in(server: &Server, accept_language: &str) -> String {
    let answer = server.log_in(EMAIL, "wrong").header("accept-language", accept_language).await;
    let payload = answer.fails_with(["INVALID_CREDENTIALS"]);
    payload["errors"][0]["message"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_refusal_is_told_in_the_language_asked_for() {
    let server = Server::start().await;
    for spoken in SPOKEN {
        assert_eq!(told_in(&server, spoken.accept).await, spoken.wrong_password, "{}", spoken.tag);
    }
    for nothing_offered in ["it, pt;q=0.5", "*", "", "\u{fffd}"] {
        assert_eq!(told_in(&server, nothing_offered).await, SPOKEN[0].wrong_password, "{nothing_offered:?}");
    }
}

#[tokio::test]
async fn the_first_of_the_languages_is_for_whoever_asks_for_none() {
    let server = Server::with([("LOCALES", "fr,de")]).await;
    assert_eq!(told_in(&server, "en").await, SPOKEN[2].wrong_password);
}

#[tokio::test]
async fn every_mail_comes_in_the_language_of_its_account_whoever_asks() {
    for spoken in SPOKEN {
        let server = Server::start().await;
        let other = if spoken.tag == "de" { "fr" } else { "de" };
        server.register(EMAIL, PASSWORD).input("locale", spoken.tag).header("accept-language", other).await.signs_in();
        server.request_password_reset(EMAIL).header("accept-language", other).await.succeeds();
        let token = server.mailbox.latest_to(EMAIL).await.token();
        server.reset_password(&token, "another long phrase").header("accept-language", other).await.succeeds();

        let mails = server.mailbox.to(EMAIL).await;
        let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        assert_eq!(subjects, [spoken.verify, spoken.reset, spoken.changed]);
        assert!(mails[0].text.contains(spoken.valid_for), "{:#?}", mails[0]);
        for mail in &mails {
            assert!(mail.html.contains(&format!("<html lang=\"{}\">", spoken.tag)), "{mail:#?}");
            assert!(mail.html.contains(&mail.subject), "{mail:#?}");
        }
    }
}

#[tokio::test]
async fn who_names_no_language_at_registration_gets_mail_in_the_one_of_the_request() {
    let server = Server::start().await;
    for spoken in SPOKEN {
        let email = format!("{}@example.org", spoken.tag);
        let request = server.register(&email, PASSWORD).header("accept-language", spoken.accept);
        let payload = request.await.succeeds();
        assert_eq!(payload["user"]["locale"], spoken.tag);
        assert_eq!(server.mailbox.latest_to(&email).await.subject, spoken.verify);
    }
}

#[tokio::test]
async fn a_page_speaks_to_an_account_in_its_own_language_and_to_others_in_theirs() {
    for spoken in SPOKEN {
        let server = Server::start().await;
        server.register(EMAIL, PASSWORD).input("locale", spoken.tag).await.signs_in();
        let link = server.mailbox.latest_to(EMAIL).await.link();
        let page = server.open(&link).header("accept-language", "tlh").await;
        assert!(page.page().says(spoken.question), "{page:#?}");
        assert!(page.body.contains(&format!("<html lang=\"{}\">", spoken.tag)), "{page:#?}");

        server.clock.advance(DAY);
        let page = server.open(&link).header("accept-language", spoken.accept).await;
        assert!(page.page().says(spoken.expired), "{page:#?}");
    }
}

#[tokio::test]
async fn a_refused_form_says_why_in_the_language_of_its_account() {
    let server = Server::start().await;
    server.register(EMAIL, PASSWORD).input("locale", "es").await.signs_in();
    server.request_password_reset(EMAIL).await.succeeds();
    let link = server.mailbox.latest_to(EMAIL).await.link();
    let button = server.open(&link).await.page().button(0).with_passwords("short");
    let page = server.press(&link, &button).header("accept-language", "de").await;
    assert!(page.page().says("Utilice al menos 8 caracteres."), "{page:#?}");
}

#[tokio::test]
async fn a_language_that_is_no_longer_offered_gives_way_to_the_first() {
    let mut server = Server::start().await;
    server.register(EMAIL, PASSWORD).input("locale", "fr").await.signs_in();
    server.mailbox.all().await;
    server.restart_with([("LOCALES", "de,es")]).await;
    server.request_password_reset(EMAIL).await.succeeds();
    assert_eq!(server.mailbox.latest_to(EMAIL).await.subject, SPOKEN[1].reset);
}

/// A folder for `TEMPLATES_DIR`.
fn branding(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    folder
}

#[tokio::test]
async fn an_operators_folder_changes_mails_pages_and_messages_and_leaves_the_rest() {
    let folder = branding(&[
        ("mail.txt", "*** {{ app_name }}: {{ subject }} {{ url }} ***"),
        ("page.html", "<html lang=\"{{ language }}\"><p>{{ t(\"own-imprint\") }}</p>{% block content %}{% endblock %}"),
        ("pages.css", "body { color: hotpink }"),
        ("locales/en/own.ftl", "own-imprint = Acme Inc.\nerror-invalid-credentials = No.\n"),
        ("locales/de/own.ftl", "own-imprint = Acme GmbH\nmail-verify-email = Willkommen an Bord\n"),
    ]);
    let server = Server::with([("TEMPLATES_DIR", folder.path().to_str().expect("UTF-8"))]).await;

    server.register(EMAIL, PASSWORD).input("locale", "de").await.signs_in();
    let mail = server.mailbox.latest_to(EMAIL).await;
    assert_eq!(mail.subject, "Willkommen an Bord");
    assert!(mail.text.starts_with("*** Keyward: Willkommen an Bord http"), "{mail:#?}");
    assert!(mail.html.contains("<!doctype html>") && mail.html.contains(SPOKEN[1].valid_for), "{mail:#?}");

    let page = server.open(&mail.link()).await;
    assert!(page.page().says("Acme GmbH") && page.page().says(SPOKEN[1].question), "{page:#?}");
    assert_eq!(server.get("/pages.css").await.body, "body { color: hotpink }");
    assert_eq!(told_in(&server, "en").await, "No.");
    assert_eq!(told_in(&server, "de").await, SPOKEN[1].wrong_password);
}

#[tokio::test]
async fn an_operators_folder_may_bring_a_language_that_says_the_rest_in_english() {
    let folder = branding(&[("locales/it/texts.ftl", "mail-verify-email = Confermi il Suo indirizzo")]);
    let settings = [("TEMPLATES_DIR", folder.path().to_str().expect("UTF-8")), ("LOCALES", "en,it")];
    let server = Server::with(settings).await;
    server.register(EMAIL, PASSWORD).input("locale", "it-CH").await.signs_in();
    let mail = server.mailbox.latest_to(EMAIL).await;
    assert_eq!(mail.subject, "Confermi il Suo indirizzo");
    assert!(mail.text.contains(SPOKEN[0].valid_for), "{mail:#?}");
    assert!(mail.html.contains("<html lang=\"it\">"), "{mail:#?}");
}

#[tokio::test]
async fn a_template_that_fails_while_the_server_runs_is_stood_in_for() {
    // The sample that tries it out has another address.
    let source = "{% if 'someone' in footer %}{{ 1 / 0 }}{% endif %}{{ url }}";
    let folder = branding(&[("mail.txt", source)]);
    let server = Server::with([("TEMPLATES_DIR", folder.path().to_str().expect("UTF-8"))]).await;
    server.register(EMAIL, PASSWORD).await.signs_in();
    let mail = server.mailbox.latest_to(EMAIL).await;
    assert!(mail.text.contains(SPOKEN[0].valid_for) && mail.has_link(), "{mail:#?}");
}
