//! Usage: what readings come to, however they arrive.

mod books;
mod ingest;
mod resources;
mod tax;
mod todos;
