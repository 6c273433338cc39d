//! Mail: to a server that passes it on, or into a folder that a page of development shows.

mod folder;
mod letter;
mod smtp;

pub use folder::Folder;
pub use letter::{Enclosure, Letter, Post, PostError};
pub use smtp::{Smtp, is_sender};
