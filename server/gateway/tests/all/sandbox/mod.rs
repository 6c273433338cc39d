//! The sandbox: the suite over it, in this process and behind a door, and what only it can do.

pub mod house;
mod local;
mod model;
mod pages;
mod remote;
mod trouble;
