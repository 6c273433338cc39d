//! The store on both engines.

mod machinery;
