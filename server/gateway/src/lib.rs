//! Calls out: mail, and later payment providers, panels, registrars and authorities.

pub mod mail;
