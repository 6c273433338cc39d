//! Groups of subscriptions.

use std::collections::{HashMap, HashSet};

use model::id::GroupId;
use store::StoreError;
use store::import::{self, PersonFacts};

use super::books::Line;
use super::check;
use super::job::{Flaws, Job};
use super::row;

/// Whose it is stays: its subscriptions are of the same account.
fn fact(field: &str) -> bool {
    field == "account"
}

pub(super) async fn write(job: &mut Job<'_>, lines: &[Line<row::Group>]) -> Result<(), StoreError> {
    let kind = "group";
    let fresh = job.judge(kind, lines, fact).await?;
    if fresh.is_empty() {
        return Ok(());
    }
    let names = fresh.iter().filter_map(|it| it.line.row.person.as_deref());
    let names: Vec<&str> = names.collect::<HashSet<_>>().into_iter().collect();
    let persons = import::persons(job.tx, &names).await?;
    let accounts = fresh
        .iter()
        .filter_map(|it| job.account(&it.line.row.account));
    let accounts: HashSet<String> = accounts.collect();
    let accounts: Vec<&str> = accounts.iter().map(String::as_str).collect();
    let members = import::memberships(job.tx, &accounts).await?;
    let (mut rows, mut known) = (Vec::new(), Vec::new());
    for fresh in fresh {
        let account = job.account(&fresh.line.row.account);
        let mut flaws = job.flaws(fresh.line.line);
        let around = (&persons, &members);
        let Some((account, person)) = checked(&mut flaws, &fresh.line.row, account, around) else {
            job.step();
            continue;
        };
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, GroupId::make).into());
        rows.push(import::Group {
            id: id.clone(),
            reference: fresh.line.reference.clone(),
            account_id: account.clone(),
            name: fresh.line.row.name.clone(),
            person_id: person,
        });
        known.push(job.wrote(kind, &fresh, &account, &id));
    }
    import::put_groups(job.tx, &rows).await?;
    import::remember(job.tx, kind, &known).await
}

/// Those who may look after groups, and who belongs to which account.
type Around<'a> = (
    &'a HashMap<String, PersonFacts>,
    &'a HashMap<(String, String), Option<String>>,
);

/// The account, and the person who looks after it: one of the account.
fn checked(
    flaws: &mut Flaws<'_>,
    row: &row::Group,
    account: Option<String>,
    (persons, members): Around<'_>,
) -> Option<(String, Option<String>)> {
    if account.is_none() {
        let reason = format!("names {:?}, which is not there", row.account);
        flaws.add("account", reason);
    }
    check::filled(flaws, "name", &row.name);
    let person = row.person.as_ref();
    let person = person.and_then(|name| flaws.find("person", persons, name));
    let person = person.map(|it| it.id.clone());
    if let Some(member) = person.clone().zip(account.clone())
        && !members.contains_key(&member)
    {
        flaws.add("person", "does not belong to the account");
    }
    flaws.none().then_some((account?, person))
}
