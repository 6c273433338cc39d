//! What the machine was doing meanwhile.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use crate::Done;

/// Load and disk in one line.
pub fn state(folder: &Path) -> Done<String> {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let cores = std::thread::available_parallelism()?;
    Ok(format!(
        "load {load} on {cores} cores, fsync p50 {:.2} ms",
        fsync(folder)?
    ))
}

/// The median of 4 KB written and synced, in milliseconds.
fn fsync(folder: &Path) -> Done<f64> {
    let path = folder.join("fsync.probe");
    let mut file = File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..51 {
        let began = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    fs::remove_file(path)?;
    Ok(median(times))
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
