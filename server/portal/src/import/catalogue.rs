//! Plans and add-ons.

use std::collections::HashMap;

use billing::catalogue::{AddonTerms, Flaw, PlanTerms};
use model::id::{AddonId, PlanId};
use store::StoreError;
use store::import::{self, Terms};

use super::books::Books;
use super::check::json;
use super::job::{Flaws, Job, PROVIDER, Verdict};
use super::report::Adapters;
use super::seller::no_fact;

/// All plans and add-ons by `ref`, those of the file among them, with their ids.
pub(super) struct Catalogue {
    pub plans: HashMap<String, (PlanId, PlanTerms)>,
    pub addons: HashMap<String, (AddonId, AddonTerms)>,
}

/// The plans that may be named.
type Names = HashMap<String, ()>;

pub(super) async fn write(job: &mut Job<'_>, books: &Books) -> Result<Catalogue, StoreError> {
    let mut names: Names = import::plans(job.tx)
        .await?
        .into_keys()
        .map(|name| (name, ()))
        .collect();
    names.extend(books.plans.iter().map(|line| (line.reference.clone(), ())));
    plans(job, books, &names).await?;
    addons(job, books, &names).await?;
    let plans = import::plans(job.tx).await?;
    let addons = import::addons(job.tx).await?;
    Ok(Catalogue {
        plans: read(plans, "plan.terms")?,
        addons: read(addons, "addon.terms")?,
    })
}

fn read<I, T>(
    rows: HashMap<String, Terms>,
    column: &'static str,
) -> Result<HashMap<String, (I, T)>, StoreError>
where
    I: TryFrom<String, Error: ToString>,
    T: serde::de::DeserializeOwned,
{
    let mut read = HashMap::with_capacity(rows.len());
    for (reference, row) in rows {
        let id = I::try_from(row.id).map_err(|error| StoreError::unreadable(column, error))?;
        let terms = serde_json::from_str(&row.terms)
            .map_err(|error| StoreError::unreadable(column, error))?;
        read.insert(reference, (id, terms));
    }
    Ok(read)
}

/// Panel, registrar and authority of a plan are those of the settings.
fn adapters(flaws: &mut Flaws<'_>, terms: &PlanTerms, known: &Adapters) -> bool {
    if let Some(panel) = &terms.panel {
        flaws.set("panel.server", &known.panels, &panel.server);
    }
    if let Some(domain) = &terms.domain {
        flaws.set("domain.registrar", &known.registrars, &domain.registrar);
    }
    if let Some(certificate) = &terms.certificate {
        let authority = &certificate.authority;
        flaws.set("certificate.authority", &known.authorities, authority);
    }
    flaws.none()
}

async fn plans(job: &mut Job<'_>, books: &Books, names: &Names) -> Result<(), StoreError> {
    let kind = "plan";
    let (mut added, mut known) = (Vec::new(), Vec::new());
    for fresh in job.judge(kind, &books.plans, no_fact).await? {
        let terms = &fresh.line.row;
        let lists = [
            ("upgrades", &terms.upgrades),
            ("downgrades", &terms.downgrades),
        ];
        let known_names = &job.frame.adapters;
        let set = adapters(&mut job.flaws(fresh.line.line), terms, known_names);
        if refused(job, fresh.line.line, (terms.check(), &lists, names)) || !set {
            continue;
        }
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, PlanId::make).into());
        let row = import::Plan {
            id: id.clone(),
            reference: fresh.line.reference.clone(),
            name: terms.name.clone(),
            kind: terms.kind.as_str().to_owned(),
            terms: json(terms),
        };
        match &fresh.verdict {
            Verdict::New => added.push(row),
            Verdict::Changed(..) => {
                import::change_plan(job.tx, &row, &["name", "kind", "terms"]).await?;
                crate::usage::refresh_terms(job.tx, &id).await?;
                store::run::touch_plans(job.tx, &[&id]).await?;
            }
        }
        known.push(job.wrote(kind, &fresh, PROVIDER, &id));
    }
    import::add_plans(job.tx, &added).await?;
    import::remember(job.tx, kind, &known).await
}

async fn addons(job: &mut Job<'_>, books: &Books, names: &Names) -> Result<(), StoreError> {
    let kind = "addon";
    let (mut added, mut known) = (Vec::new(), Vec::new());
    for fresh in job.judge(kind, &books.addons, no_fact).await? {
        let terms = &fresh.line.row;
        let lists = [("plans", &terms.plans)];
        if refused(job, fresh.line.line, (terms.check(), &lists, names)) {
            continue;
        }
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, AddonId::make).into());
        let row = import::Addon {
            id: id.clone(),
            reference: fresh.line.reference.clone(),
            name: terms.name.clone(),
            terms: json(terms),
        };
        match &fresh.verdict {
            Verdict::New => added.push(row),
            Verdict::Changed(..) => {
                import::change_addon(job.tx, &row, &["name", "terms"]).await?;
                crate::usage::refresh_terms(job.tx, &id).await?;
                store::run::touch_addons(job.tx, &[&id]).await?;
            }
        }
        known.push(job.wrote(kind, &fresh, PROVIDER, &id));
    }
    import::add_addons(job.tx, &added).await?;
    import::remember(job.tx, kind, &known).await
}

/// Flaws of the terms, lists of plans, and the plans that may stand there.
type Named<'a> = (Vec<Flaw>, &'a [(&'a str, &'a Vec<String>)], &'a Names);

fn refused(job: &mut Job<'_>, line: u64, (found, lists, names): Named<'_>) -> bool {
    let mut flaws = job.flaws(line);
    for (field, reason) in found {
        flaws.add(field, reason);
    }
    for (list, plans) in lists {
        for (n, plan) in plans.iter().enumerate() {
            flaws.find(format!("{list}[{n}]"), names, plan);
        }
    }
    let bad = !flaws.none();
    if bad {
        job.step();
    }
    bad
}
