//! What every request passes on its way in, and every answer on its way out.

pub mod address;
pub mod cookie;
pub mod cross_site;
pub mod finish;
pub mod headers;
pub mod identify;
pub mod limit;
pub mod log;
pub mod packed;
