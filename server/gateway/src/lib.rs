//! Calls out: mail, payment providers, VAT services, and later panels, registrars and authorities.

pub mod mail;
pub mod payment;
pub mod vat;
