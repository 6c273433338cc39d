use serde::Deserialize;

use super::Trouble;

const PEOPLE: &str = include_str!("../../../demo/people.json");

/// Somebody who may sign in to the demo.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visitor {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// What there is to see.
    pub who: String,
}

/// Those who may sign in to the demo.
pub fn people() -> Result<Vec<Visitor>, Trouble> {
    Ok(serde_json::from_str(PEOPLE)?)
}
