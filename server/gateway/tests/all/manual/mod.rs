//! Money that arrives by itself.

mod code;
mod samples;
mod statement;
