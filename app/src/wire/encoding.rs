//! What server functions answer.

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reader::{Unreadable, read};

/// The output of every server function.
pub type Wire = Post<Encoding>;

/// As [`super::Json`] writes and reads it.
pub struct Encoding;

impl ContentType for Encoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Encoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Encoding {
    type Error = Unreadable;

    #[cfg(feature = "ssr")]
    fn encode(value: &T) -> Result<Bytes, Unreadable> {
        super::write(value).map(Bytes::from)
    }

    /// Only a server writes.
    #[cfg(not(feature = "ssr"))]
    fn encode(_: &T) -> Result<Bytes, Unreadable> {
        Err(Unreadable)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Encoding {
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        let text = str::from_utf8(&bytes).map_err(|_| Unreadable)?;
        read(text)
    }
}
