//! Figures and dates as the reader's language writes them: the same small tables on the server and
//! in the browser, so that both draw the same page.

mod date;
mod money;
mod name;
mod number;

#[cfg(feature = "ssr")]
pub use date::month_short;
pub use date::{
    AtDay, Day, When, day, day_of_month, long, moment, month, near_period, period, relative, short,
    weekday,
};
pub use money::{Amount, AmountLink, Size, money, plain_money, typed};
pub use name::name;
pub use number::{bytes, count, percent, quantity};
