//! What `saldo verify` asks.
