use serde::{Deserialize, Serialize};

/// The section `[vat]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct VatSettings {
    /// The service that is asked for VAT numbers; without one their form decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<VatKind>,
    /// The address of its interface; its own if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A service that knows VAT numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VatKind {
    /// VIES, that of the European Commission.
    Vies,
}

impl VatSettings {
    /// What is wrong with it, by key.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(url) = &self.url {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                faults.push("vat.url: must begin with https:// or http://".to_owned());
            }
            if self.service.is_none() {
                faults.push("vat.service: is needed beside vat.url".to_owned());
            }
        }
        faults
    }
}
