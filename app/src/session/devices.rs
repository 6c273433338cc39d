//! The devices on which the person is signed in.

use leptos::prelude::*;
use model::session::SessionView;

use super::api::{EndSession, ListSessions};
use crate::format::moment;
use crate::layout::Page;
use crate::part::{Answered, FormFault, Outcome, Panel, PostForm, Refused, Submit, outcome};
use crate::text::session as words;
use crate::wire::{Deed, ask, deed};

/// The name under which the server puts a refusal to sign out everywhere into the page.
pub const EVERYWHERE: &str = "/sessions";

/// The page.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let end = deed::<EndSession>();
    let (one, all) = (outcome(end), Outcome::plain(Refused::of(EVERYWHERE)));
    let sessions = ask(|| Ok(ListSessions {}));
    // Only what succeeded changes the list.
    Effect::new(move |_| {
        if end.answer() == Some(Ok(())) {
            sessions.again();
        }
    });
    let list = move |sessions: Vec<SessionView>| {
        let rows = sessions.into_iter().map(|session| row(session, end));
        view! { <ul>{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <Page title=words::devices()>
            <Faults one=one all=all />
            <Panel id="devices" title=words::devices_signed_in()>
                <Answered answer=sessions view=list />
                <footer>
                    <p>{words::everywhere_text()}</p>
                    <form class="actions" method="post">
                        <input type="hidden" name="everywhere" value="on" />
                        <Submit kind="danger" size="small">
                            {words::everywhere()}
                        </Submit>
                    </form>
                </footer>
            </Panel>
        </Page>
    }
}

#[component]
fn Faults(one: Outcome, all: Outcome) -> impl IntoView {
    view! {
        <FormFault outcome=one />
        <FormFault outcome=all />
    }
}

fn row(session: SessionView, end: Deed<EndSession>) -> AnyView {
    let last = if session.current {
        words::this_device().into_any()
    } else {
        words::last_used(moment(session.seen_at))
    };
    let signed_in = words::since(moment(session.created_at));
    let way_out = (!session.current).then(|| {
        view! {
            <PostForm action=end class="actions">
                <input type="hidden" name="session_id" value=session.id.to_string() />
                <Submit size="small" busy=end.pending()>
                    {words::end()}
                </Submit>
            </PostForm>
        }
    });
    view! {
        <li class="row">
            <div>
                <bdi>{device(&session.agent)}</bdi>
                <p class="due">{last} " · " {signed_in} " · " <bdi>{session.address}</bdi></p>
            </div>
            {way_out}
        </li>
    }
    .into_any()
}

/// What each browser and each system says of itself, the more particular before the more common:
/// nearly all of them claim to be Safari on the way.
const BROWSERS: [(&str, &str); 6] = [
    ("Firefox/", "Firefox"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The device as a person knows it; what is not known keeps the words of its own.
fn device(agent: &str) -> String {
    let of = |table: &[(&str, &'static str)]| {
        let known = table.iter().find(|(sign, _)| agent.contains(sign));
        known.map(|(_, name)| *name)
    };
    match (of(&BROWSERS), of(&SYSTEMS)) {
        (Some(browser), Some(system)) => words::browser_on(browser, system),
        (Some(browser), None) => browser.to_owned(),
        (None, _) if agent.is_empty() => words::unknown_device().to_owned(),
        (None, _) => agent.to_owned(),
    }
}
