use serde::{Deserialize, Serialize};

/// The section `[documents]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentSettings {
    /// Whom to ask about an invoice; without it there is no XRechnung, which demands it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactSettings>,
}

/// The section `[documents.contact]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ContactSettings {
    /// A person or a department.
    pub name: String,
    /// By telephone.
    pub phone: String,
    /// By mail; also the address from which e-invoices come.
    pub email: String,
}

impl DocumentSettings {
    /// What is wrong with it, by key.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let Some(contact) = &self.contact else {
            return Vec::new();
        };
        let mut faults = Vec::new();
        if contact.name.trim().is_empty() {
            faults.push("documents.contact.name: must not be empty".to_owned());
        }
        // XRechnung, BR-DE-27 and BR-DE-28.
        let digits = contact.phone.chars().filter(char::is_ascii_digit).count();
        if digits < 3 {
            faults.push("documents.contact.phone: must have three digits or more".to_owned());
        }
        if contact.email.parse::<model::text::Email>().is_err() {
            faults.push("documents.contact.email: must be an address of mail".to_owned());
        }
        faults
    }
}
