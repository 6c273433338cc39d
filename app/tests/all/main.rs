//! Pages, drawn with a portal that answers as each test says: no socket, no database.

mod session;
mod stage;
