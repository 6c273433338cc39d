use std::collections::{BTreeSet, HashMap};

use billing::charge::{Catalogue, CouponUse};
use store::{StoreError, Tx};

use super::subscription::Held;

/// How often a coupon is counted that knows no end: what is counted is for its limit only.
const UNLIMITED: i64 = 0;

/// Lets subscriptions (by account) that wait to redeem a coupon know how often others have. With
/// `lock` nobody else redeems one with a limit before this transaction ends.
pub(super) async fn count(
    tx: &mut Tx,
    held: &mut HashMap<String, Vec<Held>>,
    catalogue: &Catalogue,
    lock: bool,
) -> Result<(), StoreError> {
    let accounts = held.iter().filter(|(_, own)| own.iter().any(Held::waits));
    let accounts: Vec<String> = accounts.map(|(account, _)| account.clone()).collect();
    if accounts.is_empty() {
        return Ok(());
    }
    // In the order of their codes: two runs never wait for each other crosswise.
    let all = held.values().flatten().filter_map(Held::waiting);
    let codes: BTreeSet<String> = all.map(|it| it.code.clone()).collect();
    let mut uses = HashMap::new();
    for code in codes {
        let most = catalogue.coupon(&code).ok().and_then(|it| it.max_uses);
        let most = most.map_or(UNLIMITED, i64::from);
        uses.insert(code.clone(), redeemed(tx, &code, most, lock).await?);
    }
    let accounts: Vec<&str> = accounts.iter().map(String::as_str).collect();
    let mut own: HashMap<(String, String), i64> = HashMap::new();
    for (account, code, count) in store::run::redeemed_by(tx, &accounts).await? {
        own.insert((account, code), count);
    }
    for (account, subscriptions) in held {
        for coupon in subscriptions.iter_mut().filter_map(Held::waiting_mut) {
            let by_account = own.get(&(account.clone(), coupon.code.clone()));
            let by_all = uses.get(&coupon.code);
            if let Some(uses) = &mut coupon.uses {
                uses.all = few(by_all);
                uses.account = few(by_account);
            }
        }
    }
    Ok(())
}

/// How often it was redeemed. What is used up already stays so: nobody waits for that.
async fn redeemed(tx: &mut Tx, code: &str, most: i64, lock: bool) -> Result<i64, StoreError> {
    if most == UNLIMITED {
        return Ok(0);
    }
    let found = store::run::redeemed(tx, code, most).await?;
    if !lock || found >= most {
        return Ok(found);
    }
    store::run::lock_coupon(tx, code).await?;
    store::run::redeemed(tx, code, most).await
}

fn few(count: Option<&i64>) -> u32 {
    u32::try_from(count.copied().unwrap_or_default()).unwrap_or(u32::MAX)
}

impl Held {
    /// Its coupon, if that waits to be redeemed.
    fn waiting(&self) -> Option<&CouponUse> {
        let coupon = self.facts.as_ref().ok()?.coupon.as_ref()?;
        coupon.uses.is_some().then_some(coupon)
    }

    fn waits(&self) -> bool {
        self.waiting().is_some()
    }

    fn waiting_mut(&mut self) -> Option<&mut CouponUse> {
        let coupon = self.facts.as_mut().ok()?.coupon.as_mut()?;
        coupon.uses.is_some().then_some(coupon)
    }

    /// Counts that another account has redeemed a coupon.
    pub(super) fn count(&mut self, code: &str) {
        if let Some(coupon) = self.waiting_mut() {
            coupon.count(code, false);
        }
    }
}
