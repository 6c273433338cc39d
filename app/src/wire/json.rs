//! Values that come with the document.

use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reader::{Unreadable, read};

/// Written as JSON without names by the server, read by the small reader in the browser.
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = Unreadable;
    type Encoded = String;

    #[cfg(feature = "ssr")]
    fn encode(value: &T) -> Result<String, Unreadable> {
        super::write(value)
    }

    /// Only a server writes.
    #[cfg(not(feature = "ssr"))]
    fn encode(_: &T) -> Result<String, Unreadable> {
        Err(Unreadable)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Unreadable> {
        read(text)
    }
}
