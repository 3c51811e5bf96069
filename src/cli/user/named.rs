use clap::Args;

/// Whom a command is about.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// Email address, username or id
    #[arg(value_name = "USER")]
    pub(super) user: String,
}
