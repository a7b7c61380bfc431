//! Processes that the user's code started and left running.
//!
//! Most are in the session's process group; those that left it are known by a variable of their environment. That can be
//! looked up on Linux only: elsewhere the group is all that is ended.

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// The variable that marks a session's processes.
pub(super) const VARIABLE: &str = "FORGATHER_SESSION";

/// How often what was forked meanwhile is looked for again.
const ROUNDS: usize = 5;

/// Ends all processes of a session whose leader has not been waited for yet.
pub(super) fn end_all(leader: Pid, mark: &str) {
    for _ in 0..ROUNDS {
        // An error says that there is none.
        let _ = kill_process_group(leader, Signal::KILL);
        let left = running(leader, mark);
        if left.is_empty() {
            return;
        }
        for pid in left {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

/// The processes of a session beside its leader. Those that Python's own `multiprocessing` keeps are not counted.
pub(super) fn left_running(leader: Pid, mark: &str) -> Vec<Pid> {
    let mut running = running(leader, mark);
    running.retain(|pid| {
        let command = std::fs::read(proc(*pid).join("cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&command).into_owned();
        !command.contains("multiprocessing.resource_tracker")
            && !command.contains("multiprocessing.forkserver")
    });
    running
}

fn proc(pid: Pid) -> std::path::PathBuf {
    Path::new("/proc").join(pid.as_raw_nonzero().to_string())
}

fn running(leader: Pid, mark: &str) -> Vec<Pid> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let entry = format!("{VARIABLE}={mark}");
    entries
        .filter_map(|entry| Pid::from_raw(entry.ok()?.file_name().to_str()?.parse().ok()?))
        .filter(|pid| *pid != leader && *pid != rustix::process::getpid())
        .filter(|pid| is_of(*pid, leader, &entry))
        .collect()
}

fn is_of(pid: Pid, leader: Pid, entry: &str) -> bool {
    let stat = std::fs::read_to_string(proc(pid).join("stat")).unwrap_or_default();
    // `pid (name) state parent group …`; the name may hold anything.
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let state = fields.next().unwrap_or("X");
    let group = fields.nth(1).and_then(|group| group.parse().ok());
    if matches!(state, "Z" | "X") {
        return false;
    }
    group == Some(leader.as_raw_nonzero().get()) || {
        let environment = std::fs::read(proc(pid).join("environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == entry.as_bytes())
    }
}
