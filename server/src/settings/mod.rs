//! What the provider sets: one TOML file, each value also by environment.

mod brand;
mod documents;
mod gateway;
mod mail;
mod network;
mod read;
mod secret;
mod sections;
mod vat;

pub use brand::{BrandSettings, LOGO, picture};
pub use documents::{ContactSettings, DocumentSettings};
pub use gateway::{GatewayKind, GatewaySettings, STRIPE};
pub use mail::MailSettings;
pub use network::Network;
pub use read::{Origin, SettingsError, read, read_from};
pub use secret::SecretUrl;
pub use sections::{
    AdapterSettings, AuthorityKind, DatabaseSettings, LogFormat, LogSettings, PanelKind,
    RegistrarKind, ServerSettings, Settings, SiteSettings,
};
pub use vat::{VatKind, VatSettings};
