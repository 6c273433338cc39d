//! The server functions of signing in, devices and accounts.
#![expect(
    missing_docs,
    reason = "the fields of the requests are the arguments, told there"
)]

use leptos::prelude::*;
use model::account::AccountChoice;
use model::fault::Answer;
use model::id::SessionId;
use model::session::{AskReset, SessionView};
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::{session, visitor, whence};
use crate::wire::Wire;

/// The devices on which the person is signed in, the latest used first.
#[server(
    name = ListSessions,
    prefix = "/api",
    endpoint = "session/list",
    input = GetUrl,
    output = Wire
)]
pub async fn list_sessions() -> Answer<Vec<SessionView>> {
    let (portal, caller) = session()?;
    portal.list_sessions(&caller).await
}

/// Signs the person out on one device.
#[server(name = EndSession, prefix = "/api", endpoint = "session/end", output = Wire)]
pub async fn end_session(session_id: SessionId) -> Answer<()> {
    let (portal, caller) = session()?;
    portal.sign_out(&caller, Some(session_id)).await
}

/// Mails a link for a new password, if the address is known. Answers the same if it is not.
#[server(name = SendReset, prefix = "/api", endpoint = "session/ask_reset", output = Wire)]
pub async fn ask_reset(#[server(flatten)] request: AskReset) -> Answer<()> {
    visitor()?.ask_reset(request, whence()).await
}

/// The accounts that the person may open, by name.
#[server(
    name = ListAccounts,
    prefix = "/api",
    endpoint = "account/list",
    input = GetUrl,
    output = Wire
)]
pub async fn list_accounts() -> Answer<Vec<AccountChoice>> {
    let (portal, caller) = session()?;
    portal.list_accounts(&caller).await
}
