use crate::{
    cli::serve,
    config::{Settings, Sources},
    db::Db,
};

/// Brings the database up to date, as a start would.
pub(super) fn run() -> anyhow::Result<()> {
    let settings = Settings::load(Sources::from_process()?)?;
    serve::log(&settings)?;
    serve::runtime()?.block_on(async {
        let db = Db::connect(settings.database_url()).await?;
        match db.migrate().await? {
            0 => tracing::info!("the database was up to date"),
            1 => tracing::info!("1 migration applied: the database is up to date"),
            applied => tracing::info!("{applied} migrations applied: the database is up to date"),
        }
        db.close().await;
        Ok(())
    })
}
