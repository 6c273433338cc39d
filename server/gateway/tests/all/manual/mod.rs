//! Money that arrives by itself.

mod samples;
mod statement;
