//! Passwords of imported people, hashed before the transaction and on all processors.

use store::{Db, StoreError};

use super::books::Books;
use super::digest::Fields;
use super::report::ImportFailure;
use crate::ids::Ids;

/// What one thread works off: the row's place, the password, what is known, and a salt.
struct Task {
    place: usize,
    password: String,
    known: Option<String>,
    salt: [u8; 16],
}

/// Puts the hash of each password into its line: the one of before if
/// the password is the same as then, else a new one.
pub(super) async fn hash_all(db: &Db, books: &mut Books, ids: &Ids) -> Result<(), ImportFailure> {
    let mut tasks = tasks(db, books, ids).await?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = tasks.len().div_ceil(threads).max(1);
    let mut running = Vec::new();
    while !tasks.is_empty() {
        let rest = tasks.split_off(share.min(tasks.len()));
        let part = std::mem::replace(&mut tasks, rest);
        running.push(tokio::task::spawn_blocking(move || {
            part.iter().map(hash).collect::<Vec<_>>()
        }));
    }
    for part in running {
        for (place, hash) in part.await.map_err(|_| ImportFailure::Hashing)? {
            if let (Some(person), Some(hash)) = (books.persons.get_mut(place), hash) {
                person.secret = Some(hash);
            }
        }
    }
    Ok(())
}

fn hash(task: &Task) -> (usize, Option<String>) {
    let known = task.known.as_ref();
    let same = known.filter(|phc| crate::password::verify(&task.password, phc));
    let hash = same.cloned();
    let hash = hash.or_else(|| crate::password::hash(&task.password, task.salt).ok());
    (task.place, hash)
}

async fn tasks(db: &Db, books: &Books, ids: &Ids) -> Result<Vec<Task>, StoreError> {
    let with: Vec<(usize, &str, &String)> = books
        .persons
        .iter()
        .enumerate()
        .filter_map(|(place, person)| {
            let password = person.row.password.as_ref()?;
            Some((place, person.reference.as_str(), password))
        })
        .collect();
    if with.is_empty() {
        return Ok(Vec::new());
    }
    let references: Vec<&str> = with.iter().map(|(_, reference, _)| *reference).collect();
    let mut tx = db.read().await?;
    let known = store::import::known(&mut tx, super::person::KIND, &references).await?;
    let mut tasks = Vec::with_capacity(with.len());
    for (place, reference, password) in with {
        let before = known.get(reference);
        let before = before.and_then(|known| serde_json::from_str::<Fields>(&known.digest).ok());
        tasks.push(Task {
            place,
            password: password.clone(),
            known: before.and_then(|mut fields| fields.remove("password")),
            salt: ids.salt(),
        });
    }
    Ok(tasks)
}
