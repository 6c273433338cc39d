//! The terms of plans and add-ons, as the import writes them (*Import format* in the specification
//! of the provider's side) and the store keeps them: JSON with the import's field names, amounts as
//! they were written.

mod addon;
mod check;
mod plan;
mod price;

pub use addon::{AddonPanel, AddonTerms};
pub use check::Flaw;
pub(crate) use check::amount;
pub use plan::{
    AddonDay, CertificateTerms, ChangeFee, ChangeMode, DomainTerms, Level, Limits, NamePrice,
    Overuse, PlanPanel, PlanTerms, Provision, limits_with,
};
pub use price::{Amount, Existing, Per, Price, UsagePrice, price_in_force};
