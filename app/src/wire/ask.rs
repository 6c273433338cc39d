//! Questions to the portal, and deeds.

use std::marker::PhantomData;

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use model::fault::{Answer, Fault};
use serde::Serialize;

use super::reply::{Content, Letter, Reply};

/// An answer to come.
pub struct Asked<T> {
    reply: Resource<Reply, Letter>,
    content: PhantomData<fn() -> T>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<T> {}

impl<T> Asked<T> {
    /// The answer before it is opened.
    #[must_use]
    pub fn reply(self) -> Resource<Reply, Letter> {
        self.reply
    }

    /// Asks once more.
    pub fn again(self) {
        self.reply.refetch();
    }
}

/// Asks the portal by a server function that only reads, and again whenever `request` changes.
/// A request that cannot be made is the answer.
pub fn ask<F>(request: impl Fn() -> Answer<F> + Send + Sync + 'static) -> Asked<F::Output>
where
    F: ServerFn<Error = Fault> + Clone + Serialize + Send + Sync + 'static,
    F::Output: Content,
{
    #[cfg(feature = "ssr")]
    let reply = {
        let request = untrack(request);
        let ask = move |()| {
            let request = request.clone();
            async move {
                Reply::of(match request {
                    Ok(request) => request.run_body().await,
                    Err(fault) => Err(fault),
                })
            }
        };
        Resource::new_with_options(|| (), ask, false)
    };
    #[cfg(not(feature = "ssr"))]
    let reply = resource(Box::new(move || address(F::PATH, &request()?)));
    Asked {
        reply,
        content: PhantomData,
    }
}

#[cfg(not(feature = "ssr"))]
fn address(path: &str, request: &impl Serialize) -> Answer<String> {
    let query = serde_qs::to_string(request).map_err(|_| Fault::Internal(String::new()))?;
    Ok(format!("{path}?{query}"))
}

#[cfg(not(feature = "ssr"))]
type Address = Box<dyn Fn() -> Answer<String> + Send + Sync>;

#[cfg(not(feature = "ssr"))]
fn resource(address: Address) -> Resource<Reply, Letter> {
    let ask = async |address| match address {
        Ok(address) => call(address, None).await,
        Err(fault) => Reply::refused(fault),
    };
    Resource::new_with_options(address, ask, false)
}

/// Where forms post to when the page is awake.
pub struct Deed<F> {
    action: Action<String, Reply>,
    form: PhantomData<fn() -> F>,
}

impl<F> Clone for Deed<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Deed<F> {}

/// What a form does by a server function. To be called in the body of a page.
#[must_use]
pub fn deed<F: ServerFn<Error = Fault>>() -> Deed<F> {
    Deed {
        action: action(F::PATH),
        form: PhantomData,
    }
}

fn action(path: &'static str) -> Action<String, Reply> {
    Action::new(move |form: &String| call(path.to_owned(), Some(form.clone())))
}

impl<F> Deed<F> {
    /// What runs it: takes a form as a browser encodes it.
    #[must_use]
    pub fn action(self) -> Action<String, Reply> {
        self.action
    }

    /// Whether it is being done.
    #[must_use]
    pub fn pending(self) -> Memo<bool> {
        self.action.pending()
    }
}

impl<F> Deed<F>
where
    F: ServerFn<Error = Fault>,
    F::Output: Content,
{
    /// What came of it last.
    #[must_use]
    pub fn answer(self) -> Option<Answer<F::Output>> {
        self.action.value().get().map(|reply| reply.open())
    }
}

#[cfg(feature = "hydrate")]
fn call(address: String, form: Option<String>) -> impl Future<Output = Reply> + Send {
    // The browser has one thread.
    send_wrapper::SendWrapper::new(super::fetch::call(address, form))
}

/// Only a page that is awake calls.
#[cfg(not(feature = "hydrate"))]
async fn call(_: String, _: Option<String>) -> Reply {
    Reply::refused(Fault::Unavailable)
}
