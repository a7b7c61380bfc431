//! Which processes a server's sessions have.

use std::path::Path;
use std::time::{Duration, Instant};

/// The processes that run in sessions of a server, known by the variable that the server sets.
pub fn session_processes(server: u32) -> Vec<u32> {
    let variable = format!("FORGATHER_SESSION=forgather-{server}-");
    let entries = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    entries
        .filter(|entry| {
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|entry| entry.starts_with(variable.as_bytes()))
        })
        .filter(|entry| is_running(&entry.path()))
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

fn is_running(process: &Path) -> bool {
    let stat = std::fs::read_to_string(process.join("stat")).unwrap_or_default();
    let state = stat.rsplit(')').next().unwrap_or_default().trim_start();
    !state.is_empty() && !state.starts_with(['Z', 'X'])
}

/// Waits until a server's sessions have no process any more.
///
/// # Panics
/// If some stay.
pub fn wait_for_none(server: u32) {
    let start = Instant::now();
    loop {
        let left = session_processes(server);
        if left.is_empty() {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "left behind: {left:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
