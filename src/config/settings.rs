use secrecy::SecretString;

use super::{
    Config, InForce, Listen, LogFormat, Mode, Problems, Sources,
    read::{Draft, read},
    secret, show,
    values::{Layer, Values},
};

/// Settings that were found and are right, before the server listens.
#[derive(Debug)]
pub struct Settings {
    values: Values,
    draft: Draft,
}

impl Settings {
    /// Gathers and checks all settings. Makes nothing: a development server's secret is made by
    /// [`Settings::listening_on`].
    ///
    /// # Errors
    /// Everything that is wrong with them, a line each.
    pub fn load(sources: Sources) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let values = sources.gather(&mut problems);
        let draft = read(&values, None, &|| Ok(secret::made()));
        problems.extend(draft.problems.iter().cloned());
        Problems::none(problems)?;
        Ok(Self { values, draft })
    }

    /// The settings in force once the server listens: with its port, and with a secret.
    ///
    /// # Errors
    /// A development server's secret that can neither be read nor made.
    pub fn listening_on(&self, address: &Listen) -> Result<Config, Problems> {
        let kept = || secret::kept_or_made(self.values.directory.as_deref());
        let draft = read(&self.values, Some(address), &kept);
        Problems::none(draft.problems)?;
        Ok(draft.config)
    }

    /// The settings in force for a command that serves nothing and needs no secret: where none is set, with one that is
    /// forgotten at its end, and nothing is made.
    #[must_use]
    pub fn serving_nothing(&self) -> Config {
        self.draft.config.clone()
    }

    /// The settings in force for a command that encrypts what a server decrypts: with the secret of that server, which
    /// must be there by now.
    ///
    /// # Errors
    /// A development server's secret that cannot be read.
    pub fn with_the_servers_secret(&self) -> Result<Config, Problems> {
        let draft = read(&self.values, None, &|| secret::kept(self.values.directory.as_deref()));
        Problems::none(draft.problems)?;
        Ok(draft.config)
    }

    /// Development or production.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.draft.config.mode
    }

    /// Where to listen.
    #[must_use]
    pub fn listen(&self) -> &Listen {
        &self.draft.config.listen
    }

    /// Where to show metrics.
    #[must_use]
    pub fn metrics_listen(&self) -> Option<&Listen> {
        self.draft.config.metrics_listen.as_ref()
    }

    /// The database.
    #[must_use]
    pub fn database_url(&self) -> &SecretString {
        &self.draft.config.database_url
    }

    /// Whether somebody said what to log.
    #[must_use]
    pub fn says_what_to_log(&self) -> bool {
        self.in_force().any(|setting| setting.name == "LOG" && setting.origin.layer != Layer::Default)
    }

    /// What to log.
    #[must_use]
    pub fn log(&self) -> &str {
        &self.draft.config.log
    }

    /// How log lines look.
    #[must_use]
    pub fn log_format(&self) -> LogFormat {
        self.draft.config.log_format
    }

    /// What is odd, but no reason to stop: a line each.
    pub fn warnings(&self) -> impl Iterator<Item = &str> {
        self.values.warnings.iter().map(String::as_str)
    }

    /// Each setting with its value and where it comes from; secrets are masked.
    pub fn in_force(&self) -> impl Iterator<Item = InForce> {
        show::in_force(&self.values, &self.draft.derived)
    }
}
