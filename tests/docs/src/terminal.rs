//! A terminal as a reader of a page has it: a folder, and one command after the other.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::repository::root;

/// How long a command may take; the machine may be busy.
const PATIENCE: Duration = Duration::from_mins(2);

/// A folder that has a copy of the example projects where the repository has them, and a shell.
pub struct Terminal {
    folder: TempDir,
    current: PathBuf,
}

/// What a command did.
#[derive(Debug)]
pub struct Run {
    /// Its exit code; none where it was killed.
    pub code: Option<i32>,
    /// What it printed, on either stream, in order.
    pub printed: String,
}

impl Terminal {
    /// A terminal in a new folder.
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        // As the shell sees it, behind links.
        let current = folder.path().join("here").components().collect::<PathBuf>();
        copy_projects(&current);
        Self { folder, current }
    }

    /// Writes a file that a page shows.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.current.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    /// Runs a command where the one before it left the shell.
    pub fn run(&mut self, command: &str) -> Run {
        let beside = |name: &str| self.folder.path().join(name);
        let (output, left) = (beside("output"), beside("left"));
        let script = format!("{command}\ncode=$?; pwd >\"$LEFT_IN\"; exit $code");
        let streams = File::create(&output).expect("a file");
        let mut child = Command::new("bash")
            .args(["--noprofile", "--norc", "-c", &script])
            .current_dir(&self.current)
            .env("LEFT_IN", &left)
            .env("PATH", path())
            .env("HOME", self.folder.path())
            .env("XDG_CACHE_HOME", beside("cache"))
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "dumb")
            .env_remove("VIRTUAL_ENV")
            .env_remove("CONDA_PREFIX")
            .stdin(Stdio::null())
            .stdout(streams.try_clone().expect("a second handle"))
            .stderr(streams)
            .spawn()
            .expect("bash runs");
        let since = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break status;
            }
            if since.elapsed() > PATIENCE {
                child.kill().expect("a child");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        if let Ok(left) = fs::read_to_string(&left) {
            self.current = PathBuf::from(left.trim_end());
        }
        let printed = String::from_utf8_lossy(&fs::read(&output).expect("the output")).into_owned();
        Run { code: status.code(), printed }
    }
}

impl Default for Terminal {
    fn default() -> Self {
        Self::new()
    }
}

/// `PATH`, with the program first.
fn path() -> OsString {
    let program = lsp_tests::binary();
    let own = program.parent().expect("a folder").to_owned();
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&inherited))).expect("a PATH")
}

/// Copies the example projects into a folder, where the repository has them.
pub fn copy_projects(folder: &Path) {
    copy(&root().join("tests/projects"), &folder.join("tests/projects"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            if entry.file_name() != "__pycache__" {
                copy(&entry.path(), &to);
            }
        } else {
            fs::copy(entry.path(), to).expect("a file");
        }
    }
}
