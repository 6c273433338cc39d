//! The portal through its door, on both engines.

mod support;

mod account;
mod billing_account;
mod credit;
mod export;
mod import;
mod invoice;
mod load;
mod session;
mod subscription;
mod verify;
