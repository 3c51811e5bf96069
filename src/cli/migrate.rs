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
        db.migrate().await?;
        tracing::info!("the database is up to date");
        db.close().await;
        Ok(())
    })
}
