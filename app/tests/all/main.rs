//! Pages, drawn with a portal that answers as each test says: no socket, no database.

mod billing_account;
mod session;
mod stage;
mod subscription;
