//! Calls out: mail, payment providers, and later panels, registrars and authorities.

pub mod mail;
pub mod payment;
