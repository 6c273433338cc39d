use async_trait::async_trait;
use model::Answer;
use model::caller::Caller;
use model::id::{AccountId, SessionId};
use model::portal::Sessions;
use model::session::{AskReset, Preference, Reset, SessionView, SignIn, SignedIn, Whence};

use crate::desk::Desk;
use crate::failure::answer;
use crate::session::{identify, reset, sign_in, sign_out};

#[async_trait]
impl Sessions for Desk {
    async fn identify(&self, token: &str) -> Answer<Option<Caller>> {
        answer("identify", identify::identify(self, token).await)
    }

    async fn sign_in(
        &self,
        request: SignIn,
        whence: Whence,
        open: Option<AccountId>,
    ) -> Answer<SignedIn> {
        let signed_in = sign_in::sign_in(self, request, (whence, open)).await;
        answer("sign_in", signed_in)
    }

    async fn sign_out(&self, caller: &Caller, session: Option<SessionId>) -> Answer<()> {
        answer("sign_out", sign_out::sign_out(self, caller, session).await)
    }

    async fn list_sessions(&self, caller: &Caller) -> Answer<Vec<SessionView>> {
        answer("list_sessions", sign_out::list(self, caller).await)
    }

    async fn ask_reset(&self, request: AskReset, whence: Whence) -> Answer<()> {
        answer("ask_reset", reset::ask(self, &request, whence).await)
    }

    async fn reset(&self, request: Reset, whence: Whence) -> Answer<String> {
        answer("reset", reset::reset(self, request, whence).await)
    }

    async fn keep_preference(&self, caller: &Caller, preference: Preference) -> Answer<()> {
        answer(
            "keep_preference",
            sign_out::prefer(self, caller, &preference).await,
        )
    }
}
