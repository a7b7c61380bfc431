//! `cargo xtask fuzz`: every fuzz target for a while, from seeds of the corpora.
//!
//! cargo-fuzz builds and runs them; without its sanitizers, which need a nightly compiler: what is looked for is panics,
//! checks that fail, and inputs that take too long or too much.

use crate::{program, test};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder of the targets.
const FOLDER: &str = "tests/fuzz/libfuzzer";

/// How many files of the corpora are seeds, and how long they are at most.
const SEEDS: (usize, u64) = (150, 6_000);

/// Runs each target for so many seconds. What breaks one is left in `tests/fuzz/libfuzzer/artifacts`, and belongs into
/// `tests/fuzz/found` once it is understood.
pub(crate) fn run(root: &Path, seconds: Option<&str>) -> Result<(), String> {
    let seconds: u32 = seconds.unwrap_or("60").parse().map_err(|_| "say how many seconds".to_owned())?;
    let folder = root.join(FOLDER);
    let targets = fs::read_dir(folder.join("fuzz_targets"))
        .map_err(|error| format!("{FOLDER}: {error}"))?
        .flatten()
        .filter_map(|entry| Some(entry.path().file_stem()?.to_string_lossy().into_owned()));
    let mut targets: Vec<String> = targets.collect();
    targets.sort();
    let seeds = folder.join("corpus/seeds");
    plant(&test::corpus(root), &seeds)?;
    let mut broken = Vec::new();
    for target in targets {
        println!("\n     Fuzzing {target} for {seconds} s");
        let own = folder.join("corpus").join(&target);
        fs::create_dir_all(&own).map_err(|error| format!("`{}`: {error}", own.display()))?;
        let mut cargo = program::cargo(root);
        cargo
            .args(["fuzz", "run", "--fuzz-dir", FOLDER, "--sanitizer", "none", &target])
            .arg(&own)
            .arg(&seeds);
        cargo.arg("--").arg(format!("-max_total_time={seconds}"));
        cargo.args([
            "-timeout=20",
            "-rss_limit_mb=3000",
            "-max_len=8000",
            "-verbosity=0",
            "-print_final_stats=1",
        ]);
        let status = cargo.status().map_err(|error| format!("cargo does not start: {error}"))?;
        if !status.success() {
            broken.push(target);
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    Err(format!(
        "these were broken, or could not be built (`cargo install cargo-fuzz`): {}",
        broken.join(", ")
    ))
}

/// Puts texts of the corpora where they are seeds, behind a byte that chooses the dialect.
fn plant(corpus: &Path, seeds: &Path) -> Result<(), String> {
    fs::create_dir_all(seeds).map_err(|error| format!("`{}`: {error}", seeds.display()))?;
    let mut found: Vec<PathBuf> = Vec::new();
    let mut left = vec![corpus.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|kind| kind == "yaml")
                && entry.metadata().is_ok_and(|known| known.len() < SEEDS.1)
            {
                found.push(path);
            }
        }
    }
    found.sort();
    let every = (found.len() / SEEDS.0).max(1);
    for (number, path) in found.iter().step_by(every).enumerate() {
        let text = fs::read(path).unwrap_or_default();
        let seed = [&[u8::from(path.to_string_lossy().contains("2025-06"))][..], &text].concat();
        fs::write(seeds.join(number.to_string()), seed).map_err(|error| format!("a seed: {error}"))?;
    }
    Ok(())
}
