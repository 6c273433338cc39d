use std::collections::{BTreeSet, HashMap};
use std::io::Write;

use model::time::Instant;
use store::StoreError;
use store::export::{self, Account, Balance, BillingAccount, Membership, Person, Referral};
use store::usage::Charge;

use super::amount::{by_currency, major};
use super::json::{Object, quoted};
use super::run::{Export, ExportFailure, after, by_owner};

/// Accounts, people, groups and billing accounts.
pub(super) async fn write<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    accounts(to).await?;
    people(to).await?;
    groups(to).await?;
    billing_accounts(to).await
}

async fn groups<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::subscription_groups(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            let line = Object::of("group", &row.reference).text("account", &row.account);
            let line = line.text("name", &row.name);
            to.line(line.text_if("person", row.person.as_deref()))?;
        }
    }
    Ok(())
}

async fn accounts<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::accounts(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let balances = export::balances(&mut to.tx, &ids).await?;
        let balances = by_owner(&balances, |row| &row.account_id);
        let charges = store::usage::charges(&mut to.tx, &ids).await?;
        let charges = crate::usage::of_today(charges, to.now);
        let charges = by_owner(&charges, |row| row.account_id.as_str());
        let referrals = export::referrals(&mut to.tx, &ids).await?;
        for row in &rows {
            let balances = balances.get(row.id.as_str()).map_or(&[][..], Vec::as_slice);
            let charges = charges.get(row.id.as_str()).map_or(&[][..], Vec::as_slice);
            let referral = referrals.iter().find(|it| it.account_id == row.id);
            let line = identity(row).raw_if("referral", referral.map(came_by).as_deref());
            to.line(figures(line, balances, charges)?)?;
        }
    }
    Ok(())
}

fn came_by(row: &Referral) -> String {
    let line = Object::empty().text("program", &row.program);
    let line = line.text("code", &row.code);
    line.text("at", &Instant(row.at).to_string()).end()
}

fn identity(row: &Account) -> Object {
    Object::of("account", &row.reference)
        .text("seller", &row.seller)
        .text("name", &row.name)
        .text_if("company", row.company.as_deref())
        .text("email", &row.email)
        .text_if("invoice_email", row.invoice_email.as_deref())
        .text_if("phone", row.phone.as_deref())
        .raw("address", &row.address)
        .text("currency", &row.currency)
        .text("time_zone", &row.time_zone)
        .text("language", &row.language)
        .text_if("vat_id", row.vat_id.as_deref())
        .raw_if("vat_check", row.vat_check.as_deref())
        .text_if("tax_zone", row.tax_zone.as_deref())
        .text_if("tax_exempt", row.tax_exempt.as_deref())
        .text_if("own_reference", row.own_reference.as_deref())
        .text("created_on", &row.created_on)
        .text_if("closed_on", row.closed_on.as_deref())
        .raw_if(
            "billing",
            Some(row.billing.as_str()).filter(|day| *day != "{}"),
        )
        .flag("credit_first", row.credit_first)
        .raw_if("credit_alert", row.credit_alert.as_deref())
        .raw_if("top_up", row.top_up.as_deref())
}

fn figures(line: Object, balances: &[&Balance], charges: &[&Charge]) -> Result<Object, StoreError> {
    let of = |figure: fn(&Balance) -> i64| {
        by_currency(
            balances
                .iter()
                .map(|row| (row.currency.as_str(), figure(row))),
        )
    };
    Ok(line
        .raw("credit", &of(|row| row.credit_minor)?)
        .raw("held", &of(|row| row.held_minor)?)
        .raw("due", &of(|row| row.due_minor)?)
        .raw("processing", &of(|row| row.processing_minor)?)
        .raw("usage_charge", &usage_charge(charges))
        .raw("unapplied", &of(|row| row.unapplied_minor)?))
}

/// Net, month to date.
fn usage_charge(charges: &[&Charge]) -> String {
    let amounts = charges.iter().fold(Object::empty(), |object, it| {
        object.raw(
            &it.currency.to_string(),
            &major(it.charge_minor, it.currency),
        )
    });
    amounts.end()
}

async fn people<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::people(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let mut memberships = export::memberships(&mut to.tx, &ids).await?;
        if let Some(only) = &only {
            memberships.retain(|row| row.account_id == *only);
        }
        let scopes = Scopes::read(to, &memberships).await?;
        let memberships = by_owner(&memberships, |row| &row.person_id);
        for row in &rows {
            let memberships = memberships.get(row.id.as_str());
            to.line(person(
                row,
                memberships.map_or(&[], Vec::as_slice),
                &scopes,
            )?)?;
        }
    }
    Ok(())
}

fn person(
    row: &Person,
    memberships: &[&Membership],
    scopes: &Scopes,
) -> Result<Object, StoreError> {
    let mut list = Vec::with_capacity(memberships.len());
    for membership in memberships {
        let only = membership.subscriptions.as_deref();
        let only = only.map(|ids| scopes.references(ids)).transpose()?;
        let object = Object::empty()
            .text("account", &membership.account)
            .text_if("role", membership.role.as_deref())
            .raw_if("permissions", membership.permissions.as_deref())
            .raw_if("subscriptions", only.as_deref())
            .raw_if("spending_limit", membership.spending_limit.as_deref());
        list.push(object.end());
    }
    Ok(Object::of("person", &row.reference)
        .text("name", &row.name)
        .text("email", &row.email)
        .text_if("language", row.language.as_deref())
        .text_if("time_zone", row.time_zone.as_deref())
        .text_if("password_hash", row.password_hash.as_deref())
        .raw_if("disabled", row.disabled.then_some("true"))
        .list("memberships", list))
}

/// The references of the subscriptions to which memberships are confined.
struct Scopes(HashMap<String, String>);

impl Scopes {
    async fn read<W: Write>(to: &mut Export<W>, rows: &[Membership]) -> Result<Self, StoreError> {
        let mut ids = BTreeSet::new();
        for list in rows.iter().filter_map(|row| row.subscriptions.as_deref()) {
            ids.extend(read(list)?);
        }
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let found = export::subscription_refs(&mut to.tx, &ids).await?;
        Ok(Self(found.into_iter().collect()))
    }

    fn references(&self, list: &str) -> Result<String, StoreError> {
        let ids = read(list)?;
        let mut references: Vec<&String> = ids.iter().filter_map(|id| self.0.get(id)).collect();
        references.sort_unstable();
        let quoted: Vec<String> = references.into_iter().map(|text| quoted(text)).collect();
        Ok(format!("[{}]", quoted.join(",")))
    }
}

fn read(list: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(list)
        .map_err(|error| StoreError::unreadable("membership.subscriptions", error))
}

async fn billing_accounts<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::billing_accounts(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let shares = export::shares(&mut to.tx, &ids).await?;
        let shares = by_owner(&shares, |row| &row.0);
        for row in &rows {
            let people = shares.get(row.id.as_str()).map_or(&[][..], Vec::as_slice);
            to.line(billing_account(row, people))?;
        }
    }
    Ok(())
}

fn billing_account(row: &BillingAccount, shared_with: &[&(String, String)]) -> Object {
    let line = Object::of("billing_account", &row.reference)
        .text("account", &row.account)
        .text("owner", &row.owner)
        .text("method", &row.method)
        .text("gateway", &row.gateway)
        .text("token", &row.token)
        .text_if("customer_token", row.customer_token.as_deref())
        .text_if("brand", row.brand.as_deref())
        .text_if("last4", row.last4.as_deref())
        .text_if("expires", row.expires.as_deref())
        .text_if("iban_masked", row.iban_masked.as_deref())
        .text_if("name", row.name.as_deref())
        .raw_if("address", row.address.as_deref())
        .flag("default", row.is_default)
        .list("shared_with", shared_with.iter().map(|row| quoted(&row.1)))
        .raw_if("monthly_cap", row.monthly_cap.as_deref())
        .raw_if("mandate", row.mandate.as_deref());
    line.text("status", &row.status)
        .text_if("first_used_on", row.first_used_on.as_deref())
}
