//! Answers before they are opened: all of one type.

#[cfg(feature = "ssr")]
use std::any::Any;
use std::sync::Arc;

use leptos::server::codee::{Decoder, Encoder};
use model::fault::{Answer, Fault};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reader::{Unreadable, read};

/// What an answer can hold.
pub trait Content: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Content for T {}

/// An answer, whatever it is about. Only the page that asked knows, and opens it.
#[derive(Clone)]
pub struct Reply(Held);

#[derive(Clone)]
enum Held {
    /// On the server: the answer itself.
    #[cfg(feature = "ssr")]
    Here(Arc<dyn Here>),
    /// The answer in JSON.
    Written(Arc<str>),
    /// There is none.
    Refused(Fault),
}

#[cfg(feature = "ssr")]
trait Here: Any + Send + Sync {
    fn write(&self) -> Result<String, Unreadable>;
}

#[cfg(feature = "ssr")]
impl<T: Content> Here for Answer<T> {
    fn write(&self) -> Result<String, Unreadable> {
        super::write(self)
    }
}

impl Reply {
    /// Of an answer on this side.
    #[cfg(feature = "ssr")]
    pub fn of<T: Content>(answer: Answer<T>) -> Self {
        Self(Held::Here(Arc::new(answer)))
    }

    /// Of what a server function said: the bare content.
    #[must_use]
    pub fn received(text: &str) -> Self {
        Self(Held::Written(format!("{{\"Ok\":{text}}}").into()))
    }

    /// Of a fault.
    #[must_use]
    pub fn refused(fault: Fault) -> Self {
        Self(Held::Refused(fault))
    }

    /// The answer.
    ///
    /// # Errors
    /// What the portal refused, and `Internal` for what is not an answer of this type.
    pub fn open<T: Content>(&self) -> Answer<T> {
        let strange = || Err(Fault::Internal(String::new()));
        match &self.0 {
            #[cfg(feature = "ssr")]
            Held::Here(here) => {
                let here: &dyn Any = here.as_ref();
                let answer = here.downcast_ref::<Answer<T>>();
                answer.cloned().unwrap_or_else(strange)
            }
            Held::Written(text) => read(text).unwrap_or_else(|_| strange()),
            Held::Refused(fault) => Err(fault.clone()),
        }
    }
}

/// How replies travel with the document: written by the server, opened by the page that asked.
pub struct Letter;

impl Encoder<Reply> for Letter {
    type Error = Unreadable;
    type Encoded = String;

    fn encode(reply: &Reply) -> Result<String, Unreadable> {
        match &reply.0 {
            #[cfg(feature = "ssr")]
            Held::Here(here) => here.write(),
            Held::Written(text) => Ok(text.as_ref().to_owned()),
            Held::Refused(_) => Err(Unreadable),
        }
    }
}

impl Decoder<Reply> for Letter {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<Reply, Unreadable> {
        Ok(Reply(Held::Written(text.into())))
    }
}
