use async_trait::async_trait;

use crate::affiliate::{AffiliateQuery, AffiliateView};
use crate::caller::Caller;
use crate::fault::Answer;

/// Affiliate programs, and what the customer has of them.
#[async_trait]
pub trait Affiliates: Send + Sync {
    /// Programs, earnings, and a page of commissions of the caller's account; who bought is not
    /// told.
    async fn show_affiliate(&self, caller: &Caller, query: AffiliateQuery)
    -> Answer<AffiliateView>;
}
