//! The sandbox: the suite over it in this process, and what only it can do.

mod house;
mod local;
mod pages;
mod trouble;
