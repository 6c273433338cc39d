//! The server function of the statement.
#![expect(
    missing_docs,
    reason = "the fields of the request are the arguments, told there"
)]

use leptos::prelude::*;
use model::fault::Answer;
use model::statement::{StatementQuery, StatementView};
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// What moved between two days.
#[server(
    name = ShowStatement,
    prefix = "/api",
    endpoint = "statement/show",
    input = GetUrl,
    output = Wire
)]
pub async fn show(#[server(default)] query: StatementQuery) -> Answer<StatementView> {
    let (portal, caller) = session()?;
    portal.show_statement(&caller, query).await
}
