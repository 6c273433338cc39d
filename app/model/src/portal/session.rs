use async_trait::async_trait;

use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::{AccountId, SessionId};
use crate::session::{AskReset, Preference, Reset, SessionView, SignIn, SignedIn, Whence};

/// Signing in and out.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The caller behind a session's secret; none if it has ended or never was.
    async fn identify(&self, token: &str) -> Answer<Option<Caller>>;

    /// Makes a session, in which that account opens if it is one of the person's; `Invalid` on
    /// `password` if address and password do not belong together.
    async fn sign_in(
        &self,
        request: SignIn,
        whence: Whence,
        open: Option<AccountId>,
    ) -> Answer<SignedIn>;

    /// Ends this session, one other, or (`None`) every session of the person.
    async fn sign_out(&self, caller: &Caller, session: Option<SessionId>) -> Answer<()>;

    /// The person's sessions, the latest used first.
    async fn list_sessions(&self, caller: &Caller) -> Answer<Vec<SessionView>>;

    /// Mails a link, if the address is known; the answer is the same if it is not.
    async fn ask_reset(&self, request: AskReset, whence: Whence) -> Answer<()>;

    /// Sets a new password by the secret of a mailed link, and ends every session of the person.
    /// Answers the secret by which the browser is known from now on. `Invalid` on `token` before
    /// anything is said about the password if the link is dead.
    async fn reset(&self, request: Reset, whence: Whence) -> Answer<String>;

    /// Keeps the person's own choices.
    async fn keep_preference(&self, caller: &Caller, preference: Preference) -> Answer<()>;
}
