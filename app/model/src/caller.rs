//! Who asks, and what they may.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, PersonId, SessionId, SubscriptionId};
use crate::text::Language;
use crate::time::Instant;

/// A signed-in person, acting for one account. Made by the session only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The person.
    pub person: PersonId,
    /// The person's name, for the frame of the page.
    pub name: String,
    /// The person's address, for the frame of the page.
    pub email: String,
    /// The session.
    pub session: SessionId,
    /// Whether it outlives the browser: only then may the browser keep pages to read offline.
    pub stay: bool,
    /// The account whose pages are open.
    pub account: AccountId,
    /// The account's name, for the frame of the page.
    pub account_name: String,
    /// Whether the person belongs to other accounts as well.
    pub others: bool,
    /// Whether the provider has affiliate programs.
    pub programs: bool,
    /// What the person may do there.
    pub access: Access,
    /// The person's own language, if chosen.
    pub language: Option<Language>,
    /// When the person last proved who they are; none if that has to be done anew before money is
    /// shown: the session stays and was not used for half an hour.
    pub proven_at: Option<Instant>,
}

impl Caller {
    /// Whether the caller may.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.access.may(permission)
    }

    /// Whether the caller may see that subscription at all.
    #[must_use]
    pub fn sees(&self, subscription: &SubscriptionId) -> bool {
        self.access.sees(subscription)
    }

    /// Whether the caller holds the account: its owner, or an administrator.
    #[must_use]
    pub const fn administers(&self) -> bool {
        matches!(self.access.role, Some(Role::Owner | Role::Administrator))
    }

    /// Whether the person proved within the last five minutes who they are.
    #[must_use]
    pub fn fresh(&self, now: Instant) -> bool {
        let since = self.proven_at.map(|at| now.seconds() - at.seconds());
        since.is_some_and(|seconds| seconds <= FRESH)
    }
}

/// Seconds for which a proof of who one is counts as fresh.
const FRESH: i64 = 300;

/// The rights of a membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The role from which the rights come; none where they were chosen one by one.
    pub role: Option<Role>,
    /// What may be done.
    pub permissions: Vec<Permission>,
    /// The only subscriptions that may be seen; all if absent.
    pub only: Option<Vec<SubscriptionId>>,
}

impl Access {
    /// Whether it gives that right.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// Whether that subscription may be seen at all.
    #[must_use]
    pub fn sees(&self, subscription: &SubscriptionId) -> bool {
        let only = self.only.as_ref();
        only.is_none_or(|only| only.contains(subscription))
    }
}

/// A right in one area of the portal. *View*, *pay* and *change payers* are three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See invoices and what is due.
    ViewInvoices,
    /// See credit and its movements.
    ViewCredit,
    /// See subscriptions.
    ViewSubscriptions,
    /// See billing accounts (masked).
    ViewBillingAccounts,
    /// See usage and what it costs.
    ViewUsage,
    /// Pay invoices, add funds.
    Pay,
    /// Change billing accounts and who pays for what.
    ChangePayers,
    /// Change, order and cancel subscriptions.
    ManageSubscriptions,
    /// Enter control panels.
    UsePanel,
    /// Change domains, contacts and records.
    ManageDomains,
    /// Order and renew certificates.
    ManageCertificates,
    /// Invite people and set their roles.
    ManagePeople,
    /// Read the audit trail.
    ViewAudit,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::ViewInvoices,
        Self::ViewCredit,
        Self::ViewSubscriptions,
        Self::ViewBillingAccounts,
        Self::ViewUsage,
        Self::Pay,
        Self::ChangePayers,
        Self::ManageSubscriptions,
        Self::UsePanel,
        Self::ManageDomains,
        Self::ManageCertificates,
        Self::ManagePeople,
        Self::ViewAudit,
    ];
}

/// A named set of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Holds the account.
    Owner,
    /// May all that the owner may but give the account away.
    Administrator,
    /// Invoices, payments, billing accounts, usage.
    Accountant,
    /// Subscriptions, panels, domains, certificates.
    Technician,
    /// Sees everything, changes nothing.
    Viewer,
}

impl Role {
    /// The rights of the role.
    #[must_use]
    pub fn permissions(self) -> Vec<Permission> {
        use Permission as P;
        match self {
            Self::Owner | Self::Administrator => P::ALL.to_vec(),
            Self::Accountant => vec![
                P::ViewInvoices,
                P::ViewCredit,
                P::ViewSubscriptions,
                P::ViewBillingAccounts,
                P::ViewUsage,
                P::Pay,
                P::ChangePayers,
            ],
            Self::Technician => vec![
                P::ViewSubscriptions,
                P::ViewUsage,
                P::ManageSubscriptions,
                P::UsePanel,
                P::ManageDomains,
                P::ManageCertificates,
            ],
            Self::Viewer => vec![
                P::ViewInvoices,
                P::ViewCredit,
                P::ViewSubscriptions,
                P::ViewBillingAccounts,
                P::ViewUsage,
            ],
        }
    }
}
