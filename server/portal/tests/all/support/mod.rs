//! What the tests of the portal share: books to read, people who ask, statements that are watched.

pub mod books;
pub mod fill;
mod people;
pub mod watch;

pub use people::{NOON, all_but, door, id, known, member, open, owner, reception};
