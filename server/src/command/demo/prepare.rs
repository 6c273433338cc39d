use model::time::Clock;
use portal::zone::date_in;

use super::{Trouble, days, kept};
use crate::settings::Settings;

/// Puts the demo of the day where the settings have the database: as it was kept from an earlier
/// start, else made anew.
pub async fn prepare(settings: &Settings, clock: &dyn Clock) -> Result<(), Trouble> {
    let today = date_in(days::ZONE, clock.now());
    let file = kept::File::of(today, settings)?;
    if !file.is_there() {
        let making = file.begin()?;
        days::make(&making.url(), settings, today).await?;
        making.finish()?;
    }
    file.copy(&settings.database)
}
