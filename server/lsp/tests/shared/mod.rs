//! Small workspaces, and runs of the real binary on them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A workspace of one project, in a folder that goes away with it.
pub(crate) struct Workspace {
    folder: TempDir,
}

pub(crate) const META: &str = "\
name: Made up
searchdir:
    - \"{{ joinpath(project_dir, 'templates') }}\"
default_config: main.yaml
";

impl Workspace {
    /// A project `project` whose `templates` folder has those files; names start with `configs/` for configurations.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let workspace = Self { folder: TempDir::new().expect("a temporary folder") };
        std::fs::create_dir(workspace.path("forgather_workspace")).expect("a folder");
        workspace.write("project/meta.yaml", META.as_bytes());
        for (name, text) in files {
            workspace.write(&format!("project/templates/{name}"), text.as_bytes());
        }
        workspace
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, bytes).expect("a file");
    }

    /// Runs the binary with `-p project`.
    #[allow(dead_code, reason = "not every test file has a project")]
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let mut all = args.to_vec();
        let project = self.path("project").to_string_lossy().into_owned();
        all.extend(["-p", &project]);
        run(&all, self.folder.path())
    }
}

/// What a run of the binary gave; paths are as in the workspace.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: Option<i32>,
}

/// Runs the binary in a folder. It finds no interpreter: what is installed on this machine is not what tests are about.
pub(crate) fn run(args: &[&str], folder: &Path) -> Run {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_forgather-ls"))
        .args(args)
        .current_dir(folder)
        .env("PATH", "")
        .env_remove("VIRTUAL_ENV")
        .env_remove("CONDA_PREFIX")
        .output()
        .expect("the binary runs");
    let root = format!("{}/", folder.display());
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8").replace(&root, "");
    Run { out: text(stdout), err: text(stderr), code: status.code() }
}
