//! What leaves the house.

mod mail;
