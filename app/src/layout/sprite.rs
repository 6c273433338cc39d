//! The signs, drawn once in each document; parts refer to them by name.

use leptos::prelude::*;

/// Name and path of each, in a square of 24.
const SIGNS: [(&str, &str); 20] = [
    ("account", "M4 5.5h16M4 10h9M4 15.5h16M4 19h16"),
    ("alert", "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01"),
    (
        "affiliate",
        "M3.5 12a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M15 6a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0\
              M15 18a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0m-6.7-7.1 6.9-3.7M8.3 13.1l6.9 3.7",
    ),
    (
        "card",
        "M5.5 5.5h13A2.5 2.5 0 0 1 21 8v8a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16V8\
              a2.5 2.5 0 0 1 2.5-2.5zM3 10h18M7 15h3",
    ),
    (
        "credit",
        "M17 8V5H6.5a2.5 2.5 0 0 0 0 5M4 7.5V17a2 2 0 0 0 2 2h13a1 1 0 0 0 1-1V9\
                a1 1 0 0 0-1-1H6M16.5 13.5h.01",
    ),
    ("download", "M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 19.5h15"),
    (
        "invoice",
        "M6 3.5h12v17l-3-2-3 2-3-2-3 2zM9.5 8.5h5M9.5 12.5h5",
    ),
    (
        "key",
        "M4 15.5a4 4 0 1 0 8 0a4 4 0 1 0-8 0M11 12.5 19.5 4M16 7.5l3 3",
    ),
    (
        "keyboard",
        "M5 6.5h14A1.5 1.5 0 0 1 20.5 8v8a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 16V8\
                A1.5 1.5 0 0 1 5 6.5zM7.5 10.5h.01M12 10.5h.01M16.5 10.5h.01M8.5 14h7",
    ),
    ("more", "M5 12h.01M12 12h.01M19 12h.01"),
    (
        "offline",
        "M4 4l16 16M7.3 8.4a5.1 5.1 0 0 0-.3 10.1h10.5M10 6.2a5.7 5.7 0 0 1 7.3 4.8\
                3.8 3.8 0 0 1 2.5 6.1",
    ),
    (
        "out",
        "M10 4.5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h4M15 8l4 4-4 4M19 12H9.5",
    ),
    (
        "people",
        "M5.5 8.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M2.5 19.5c.6-3.6 3.1-5.5 6.5-5.5\
                s5.9 1.9 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18.3 14.6c1.8.9 2.9 2.5 3.2 4.9",
    ),
    ("plus", "M12 5v14M5 12h14"),
    ("right", "m9.5 6 6 6-6 6"),
    (
        "search",
        "M4.5 11a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0M16 16l4.5 4.5",
    ),
    (
        "subscriptions",
        "m12 3.5 8.5 4.5L12 12.5 3.5 8zM3.5 12l8.5 4.5 8.5-4.5M3.5 16l8.5 4.5 8.5-4.5",
    ),
    (
        "todo",
        "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0M8.5 12.2l2.4 2.4 4.8-5",
    ),
    ("updown", "m8 9.5 4-4 4 4M8 14.5l4 4 4-4"),
    ("usage", "M5 20v-6M10 20V9M15 20v-8M20 20V4"),
];

const WAVES: &str = "M5.5 10.2c2.5-2.2 5-2.2 7.5 0s5 2.2 7.5 0\
                     M5.5 16.2c2.5-2.2 5-2.2 7.5 0s5 2.2 7.5 0";

/// All of them, invisible: what uses one has the box of 24 by 24 in which they are drawn.
pub(crate) fn sprite() -> AnyView {
    let sign = |(name, path)| view! { <path id=format!("i-{name}") d=path></path> };
    view! {
        <svg hidden aria-hidden="true">
            {SIGNS.map(sign).into_iter().collect_view()} {logo()}
        </svg>
    }
    .into_any()
}

/// The sign of a provider without one of its own, in a square of 26.
fn logo() -> AnyView {
    view! {
        <g id="logo">
            <rect width="26" height="26" rx="7" fill="currentColor"></rect>
            <path
                d=WAVES
                fill="none"
                stroke="Canvas"
                stroke-width="2"
                stroke-linecap="round"
            ></path>
        </g>
    }
    .into_any()
}
