//! People and what they may do.

use std::collections::{HashMap, HashSet};

use model::caller::Role;
use model::id::PersonId;
use model::time::Instant;
use store::StoreError;
use store::import::{self, SubscriptionFacts};

use super::books::Line;
use super::check::{self, json};
use super::job::{Flaws, Fresh, Job, PROVIDER, Verdict};
use super::row;
use super::seller::no_fact;
use crate::session::end_access;

pub(super) const KIND: &str = "person";

/// Who is behind an address, and who owns an account, before and in the file.
struct Taken {
    emails: HashMap<String, String>,
    owners: HashMap<String, String>,
}

/// Writes people; says whose memberships were written, for [`limit`].
pub(super) async fn write(
    job: &mut Job<'_>,
    lines: &[Line<row::Person>],
) -> Result<HashSet<String>, StoreError> {
    let mut taken = taken(job, lines).await?;
    let (mut added, mut known, mut members) = (Vec::new(), Vec::new(), Vec::new());
    let mut written = HashSet::new();
    for fresh in job.judge(KIND, lines, no_fact).await? {
        let accounts = std::mem::take(&mut job.accounts);
        let mut flaws = job.flaws(fresh.line.line);
        check_row(&mut flaws, &fresh, &mut taken);
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, PersonId::make).into());
        let mut flaws = job.flaws(fresh.line.line);
        let own = memberships(&mut flaws, &fresh, &accounts, (&id, &mut taken));
        job.accounts = accounts;
        if job
            .report
            .refused
            .iter()
            .any(|error| error.line == fresh.line.line)
        {
            job.step();
            continue;
        }
        let row = person(&fresh, &id, job.frame.now);
        match &fresh.verdict {
            Verdict::New => added.push(row),
            Verdict::Changed(_, fields) => {
                let columns: Vec<&str> = fields.iter().map(|field| column(field)).collect();
                import::change_person(job.tx, &row, &columns).await?;
                shut_out(job, &fresh, &id).await?;
            }
        }
        if regrouped(job, &fresh, &id).await? {
            members.extend(own);
            written.insert(fresh.line.reference.clone());
        }
        known.push(job.wrote(KIND, &fresh, PROVIDER, &id));
    }
    import::add_persons(job.tx, &added).await?;
    import::put_memberships(job.tx, &members).await?;
    import::remember(job.tx, KIND, &known).await?;
    Ok(written)
}

/// Whether the memberships are to be written; those of before are ended then.
async fn regrouped(
    job: &mut Job<'_>,
    fresh: &Fresh<'_, row::Person>,
    id: &str,
) -> Result<bool, StoreError> {
    let fields = ["memberships", "account", "role"];
    let touched = fields.into_iter().any(|field| fresh.touches(field));
    if touched && matches!(fresh.verdict, Verdict::Changed(..)) {
        import::clear_memberships(job.tx, id).await?;
    }
    Ok(touched)
}

/// What a person may do, or by what, has changed: nothing goes on that began before.
async fn shut_out(
    job: &mut Job<'_>,
    fresh: &Fresh<'_, row::Person>,
    id: &str,
) -> Result<(), StoreError> {
    let touched = |fields: &[&str]| fields.iter().any(|field| fresh.touches(field));
    let person = id.parse::<PersonId>();
    let person = person.map_err(|error| StoreError::unreadable("person.id", error))?;
    if touched(&["email", "password", "password_hash", "disabled"]) {
        end_access(job.tx, &person, job.frame.now).await
    } else if touched(&["memberships", "account", "role"]) {
        store::session::end(job.tx, &person, None).await.map(drop)
    } else {
        Ok(())
    }
}

fn column(field: &str) -> &str {
    match field {
        "password" => "password_hash",
        "disabled" => "disabled_at",
        other => other,
    }
}

async fn taken(job: &mut Job<'_>, lines: &[Line<row::Person>]) -> Result<Taken, StoreError> {
    let emails: Vec<&str> = lines.iter().map(|line| line.row.email.as_str()).collect();
    let emails = import::emails(job.tx, &emails).await?;
    let mut ids: Vec<&str> = job.accounts.values().map(|it| it.id.as_str()).collect();
    ids.sort_unstable();
    let members = import::memberships(job.tx, &ids).await?;
    let owners = members
        .into_iter()
        .filter(|(_, role)| role.as_deref() == Some("owner"))
        .map(|((person, account), _)| (account, person))
        .collect();
    Ok(Taken { emails, owners })
}

fn check_row(flaws: &mut Flaws<'_>, fresh: &Fresh<'_, row::Person>, taken: &mut Taken) {
    let row = &fresh.line.row;
    check::filled(flaws, "name", &row.name);
    if let Some(language) = &row.language {
        check::language(flaws, "language", language);
    }
    if let Some(zone) = &row.time_zone {
        check::zone(flaws, "time_zone", zone);
    }
    match (&row.password, &row.password_hash) {
        (Some(_), Some(_)) => flaws.add("password_hash", "stands beside a password"),
        // NIST SP 800-63B-4, 3.1.1.2: at least 8 characters; length is what counts.
        (Some(password), None) if password.chars().count() < 8 => {
            flaws.add("password", "has fewer than 8 characters");
        }
        (Some(password), None) if password.len() > 1024 => {
            flaws.add("password", "is longer than 1,024 bytes");
        }
        (None, Some(hash)) => {
            flaws.take("password_hash", crate::password::check(hash));
        }
        (Some(_) | None, None) => {}
    }
    let email = row.email.as_str().to_owned();
    let holder = taken
        .emails
        .entry(email)
        .or_insert_with(|| fresh.line.reference.clone());
    if *holder != fresh.line.reference {
        flaws.add("email", format!("belongs to {holder:?} already"));
    }
    match (&row.account, row.role, row.memberships.is_empty()) {
        (Some(_), None, _) => flaws.add("role", "is missing beside account"),
        (None, Some(_), _) => flaws.add("account", "is missing beside role"),
        (Some(_), Some(_), false) => flaws.add("memberships", "stand beside an account"),
        (None, None, _) | (Some(_), Some(_), true) => {}
    }
}

fn person(fresh: &Fresh<'_, row::Person>, id: &str, now: Instant) -> import::Person {
    let row = &fresh.line.row;
    let hashed = fresh.line.secret.as_ref();
    import::Person {
        id: id.to_owned(),
        reference: fresh.line.reference.clone(),
        name: row.name.clone(),
        email: row.email.to_string(),
        language: row.language.clone(),
        time_zone: row.time_zone.clone(),
        password_hash: hashed.or(row.password_hash.as_ref()).cloned(),
        disabled_at: row.disabled.then_some(now.0),
    }
}

fn memberships(
    flaws: &mut Flaws<'_>,
    fresh: &Fresh<'_, row::Person>,
    accounts: &HashMap<String, import::AccountFacts>,
    (person, taken): (&str, &mut Taken),
) -> Vec<import::Membership> {
    let (mut rows, mut seen) = (Vec::new(), HashSet::new());
    for (n, member) in fresh.line.row.all_memberships().iter().enumerate() {
        let field = |name: &str| match fresh.line.row.account {
            Some(_) => name.to_owned(),
            None => format!("memberships[{n}].{name}"),
        };
        if !seen.insert(member.account.clone()) {
            flaws.add(field("account"), "is there twice");
        }
        if member.role.is_some() == member.permissions.is_some() {
            flaws.add(field("role"), "or permissions: one of the two is needed");
        }
        if !member.groups.is_empty() {
            flaws.add(field("groups"), "cannot be imported yet");
        }
        check::by_currency(
            flaws,
            &field("spending_limit"),
            member.spending_limit.as_ref(),
        );
        let Some(account) = flaws.find(field("account"), accounts, &member.account) else {
            continue;
        };
        if member.role == Some(Role::Owner) {
            let owner = taken.owners.entry(account.id.clone());
            if owner.or_insert_with(|| person.to_owned()) != person {
                flaws.add(field("role"), "owner: the account has another owner");
            }
        }
        rows.push(row(member, person, &account.id));
    }
    rows
}

fn row(member: &row::Membership, person: &str, account: &str) -> import::Membership {
    let limit = member.spending_limit.as_ref();
    import::Membership {
        person_id: person.to_owned(),
        account_id: account.to_owned(),
        role: member.role.map(word),
        permissions: member.permissions.as_ref().map(json),
        // Nothing is seen until the subscriptions are there.
        subscriptions: member.subscriptions.as_ref().map(|_| "[]".to_owned()),
        spending_limit: limit.map(json),
    }
}

fn word(role: Role) -> String {
    json(&role).trim_matches('"').to_owned()
}

/// Limits memberships to subscriptions, once those are there.
pub(super) async fn limit(
    job: &mut Job<'_>,
    lines: &[Line<row::Person>],
    written: &HashSet<String>,
) -> Result<(), StoreError> {
    let limited = |member: &row::Membership| member.subscriptions.is_some();
    let lines: Vec<&Line<row::Person>> = lines
        .iter()
        .filter(|line| written.contains(&line.reference))
        .filter(|line| line.row.memberships.iter().any(limited))
        .collect();
    let references: Vec<&str> = lines.iter().map(|line| line.reference.as_str()).collect();
    let persons = import::known(job.tx, KIND, &references).await?;
    let names = lines.iter().flat_map(|line| &line.row.memberships);
    let names: Vec<&str> = names
        .flat_map(|it| it.subscriptions.iter().flatten())
        .map(String::as_str)
        .collect();
    let subscriptions = import::subscriptions(job.tx, &names).await?;
    let mut rows = Vec::new();
    for line in lines {
        let person = persons.get(&line.reference).map(|it| it.object_id.as_str());
        let members = line.row.memberships.iter().enumerate();
        for (n, member) in members.filter(|(_, member)| limited(member)) {
            let account = job.account(&member.account);
            let (Some(person), Some(account)) = (person, account) else {
                continue;
            };
            let mut flaws = job.flaws(line.line);
            let ids = seen(&mut flaws, (n, member), &account, &subscriptions);
            let mut row = row(member, person, &account);
            row.subscriptions = Some(json(&ids));
            rows.push(row);
        }
    }
    import::put_memberships(job.tx, &rows).await
}

/// The ids of the subscriptions that a member may see.
fn seen<'a>(
    flaws: &mut Flaws<'_>,
    (n, member): (usize, &row::Membership),
    account: &str,
    subscriptions: &'a HashMap<String, SubscriptionFacts>,
) -> Vec<&'a str> {
    let mut ids = Vec::new();
    for (m, name) in member.subscriptions.iter().flatten().enumerate() {
        let field = format!("memberships[{n}].subscriptions[{m}]");
        match flaws.find(field.clone(), subscriptions, name) {
            Some(found) if found.account_id == account => ids.push(found.id.as_str()),
            Some(_) => flaws.add(field, "belongs to another account"),
            None => {}
        }
    }
    ids
}
