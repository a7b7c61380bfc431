//! Made-up machines: a folder tree, and what is found in it. The trees are those of Linux and macOS.
#![cfg(unix)]

use super::*;
use std::{fs, os::unix::fs::PermissionsExt};
use tempfile::TempDir;

struct Machine {
    root: TempDir,
    env: Env,
}

impl Machine {
    /// A file whose path ends in a program's name is executable; one that ends in `/` is a folder.
    fn new(files: &[(&str, &str)]) -> Self {
        let machine = Self { root: tempfile::tempdir().unwrap(), env: Env::default() };
        for (path, content) in files {
            machine.write(path, content);
        }
        machine
    }

    fn write(&self, path: &str, content: &str) {
        let file = self.path(path);
        if path.ends_with('/') {
            return fs::create_dir_all(file).unwrap();
        }
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content.replace('$', self.path("").to_str().unwrap())).unwrap();
        if path.contains("/bin/") || path.contains("/shims/") {
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    fn link(&self, path: &str, target: &str) {
        let link = self.path(path);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(self.path(target), link).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        // `/tmp` is a link on macOS.
        self.root.path().canonicalize().unwrap().join(path)
    }

    fn put_on_path(&mut self, folders: &[&str]) {
        self.env.path = Some(std::env::join_paths(folders.iter().map(|folder| self.path(folder))).unwrap());
    }

    /// The interpreter found from `project/sub`, as `executable version site-packages…`, relative to the machine's root.
    fn found(&self, setting: Option<&str>) -> String {
        let Some(interpreter) = find(setting.map(Path::new), &self.path("project/sub"), &self.env) else {
            return "nothing".to_owned();
        };
        let relative = |path: &Path| path.strip_prefix(self.path("")).unwrap_or(path).display().to_string();
        let mut words =
            vec![relative(&interpreter.executable), interpreter.version.unwrap_or_else(|| "?".to_owned())];
        words.extend(interpreter.site_packages.iter().map(|folder| relative(folder)));
        words.join(" ")
    }
}

const HEADER: &str = "/* Version as a string */\n#define PY_VERSION      \t\"3.11.7\"\n";

#[test]
fn an_empty_machine() {
    assert_eq!(Machine::new(&[]).found(None), "nothing");
}

#[test]
fn a_setting_of_a_folder() {
    let machine = Machine::new(&[("workspace/.venv/", "")]);
    let folder = machine.path("workspace");
    let of_folder = |setting: &str| setting_in(Path::new(setting), &folder);
    assert_eq!(of_folder(".venv"), folder.join(".venv"));
    assert_eq!(of_folder("other/bin/python3"), folder.join("other/bin/python3"));
    for stays in ["python3.12", "~/venv", "/usr/bin/python3"] {
        assert_eq!(of_folder(stays), Path::new(stays));
    }
}

#[test]
fn an_environment_above_the_project() {
    let machine = Machine::new(&[
        ("opt/bin/python3.11", ""),
        (".venv/bin/python3", ""),
        (".venv/pyvenv.cfg", "home = $opt/bin\nversion = 3.11.7\n"),
        (".venv/lib/python3.11/site-packages/", ""),
        (".venv/lib/python3.9/site-packages/", ""),
    ]);
    assert_eq!(machine.found(None), ".venv/bin/python3 3.11.7 .venv/lib/python3.11/site-packages");
}

#[test]
fn the_nearest_environment_wins_and_a_folder_that_is_none_is_passed_over() {
    let machine = Machine::new(&[
        ("project/sub/venv/bin/python3", "no environment: there is no pyvenv.cfg"),
        ("project/venv/bin/python3", ""),
        ("project/venv/pyvenv.cfg", "version = 3.12.1"),
        (".venv/bin/python3", ""),
        (".venv/pyvenv.cfg", "version = 3.11.7"),
    ]);
    assert_eq!(machine.found(None), "project/venv/bin/python3 3.12.1");
}

#[test]
fn the_order_of_places() {
    let mut machine = Machine::new(&[
        ("set/bin/python3.9", ""),
        ("active/bin/python3", ""),
        ("active/pyvenv.cfg", "version = 3.10.1"),
        (".venv/bin/python3", ""),
        (".venv/pyvenv.cfg", "version = 3.10.2"),
        ("conda/bin/python3", ""),
        ("conda/conda-meta/python-3.10.3-h955ad1f_0_cpython.json", ""),
        ("usr/bin/python3.10", ""),
    ]);
    machine.link("usr/bin/python3", "usr/bin/python3.10");
    machine.env.virtual_env = Some(machine.path("active"));
    machine.env.conda_prefix = Some(machine.path("conda"));
    machine.put_on_path(&["absent", "usr/bin"]);
    let setting = machine.path("set/bin/python3.9").display().to_string();
    assert_eq!(machine.found(Some(&setting)), "set/bin/python3.9 3.9");
    assert_eq!(machine.found(None), "active/bin/python3 3.10.1");
    machine.env.virtual_env = None;
    assert_eq!(machine.found(None), ".venv/bin/python3 3.10.2");
    fs::remove_dir_all(machine.path(".venv")).unwrap();
    assert_eq!(machine.found(None), "conda/bin/python3 3.10.3");
    machine.env.conda_prefix = None;
    assert_eq!(machine.found(None), "usr/bin/python3 3.10");
    machine.env.path = None;
    assert_eq!(machine.found(None), "nothing");
}

#[test]
fn a_setting_may_be_a_folder_a_command_or_wrong() {
    let mut machine = Machine::new(&[
        ("project/sub/env/bin/python3", ""),
        ("project/sub/env/pyvenv.cfg", "version = 3.12.1"),
        ("home/py/bin/python3", ""),
        ("usr/bin/python3.13", ""),
        ("usr/bin/python3", ""),
    ]);
    machine.env.home = Some(machine.path("home"));
    machine.put_on_path(&["usr/bin"]);
    assert_eq!(machine.found(Some("env")), "project/sub/env/bin/python3 3.12.1");
    assert_eq!(machine.found(Some("../sub/env/bin/python3")), "project/sub/../sub/env/bin/python3 3.12.1");
    assert_eq!(machine.found(Some("~/py")), "home/py/bin/python3 ?");
    assert_eq!(machine.found(Some("python3.13")), "usr/bin/python3.13 3.13");
    // There is a `python3` on PATH, but it is not what was asked for.
    assert_eq!(machine.found(Some("no/such/python")), "nothing");
    assert_eq!(machine.found(Some("python3.8")), "nothing");
}

#[test]
fn an_environment_that_sees_its_base() {
    let mut machine = Machine::new(&[
        ("opt/bin/python3.11", ""),
        ("opt/include/python3.11/patchlevel.h", HEADER),
        ("opt/lib/python3.11/site-packages/", ""),
        ("opt/lib/python3.10/site-packages/", ""),
        ("home/.local/lib/python3.11/site-packages/", ""),
        (".venv/bin/python3", ""),
        (".venv/lib/python3.11/site-packages/", ""),
        (
            ".venv/pyvenv.cfg",
            "home = $opt/bin\nversion_info = 3.11.2.final.0\ninclude-system-site-packages = true\n",
        ),
    ]);
    machine.env.home = Some(machine.path("home"));
    // The base was updated since, and the environment with it.
    assert_eq!(
        machine.found(None),
        ".venv/bin/python3 3.11.7 .venv/lib/python3.11/site-packages home/.local/lib/python3.11/site-packages \
         opt/lib/python3.11/site-packages"
    );
    machine.env.no_user_site = true;
    assert_eq!(
        machine.found(None),
        ".venv/bin/python3 3.11.7 .venv/lib/python3.11/site-packages opt/lib/python3.11/site-packages"
    );
}

#[test]
fn a_link_into_an_installation() {
    let mut machine = Machine::new(&[
        ("Cellar/python@3.12/3.12.4/bin/python3.12", ""),
        ("Cellar/python@3.12/3.12.4/lib/python3.12/site-packages/", ""),
    ]);
    machine.link("usr/bin/python3", "Cellar/python@3.12/3.12.4/bin/python3.12");
    machine.put_on_path(&["usr/bin"]);
    assert_eq!(
        machine.found(None),
        "usr/bin/python3 3.12.4 Cellar/python@3.12/3.12.4/lib/python3.12/site-packages"
    );
}

#[test]
fn debian() {
    let status = "Package: libc6\nVersion: 2.36\n\nPackage: python3.11-minimal\nStatus: install ok installed\n\
                  Version: 3.11.2-6+deb12u5\n\nPackage: python3.9-minimal\nVersion: 3.9.2-1\n";
    let mut machine = Machine::new(&[
        ("usr/bin/python3.11", ""),
        ("usr/lib/python3.11/os.py", ""),
        ("usr/lib/python3/dist-packages/", ""),
        ("usr/local/lib/python3.11/dist-packages/", ""),
        ("usr/local/lib/python3.9/dist-packages/", ""),
        ("var/lib/dpkg/status", status),
    ]);
    machine.link("usr/bin/python3", "usr/bin/python3.11");
    machine.put_on_path(&["usr/bin"]);
    assert_eq!(
        machine.found(None),
        "usr/bin/python3 3.11.2 usr/local/lib/python3.11/dist-packages usr/lib/python3/dist-packages"
    );
}

#[test]
fn an_interpreter_without_a_number_is_told_by_its_library() {
    let mut machine = Machine::new(&[
        ("opt/bin/python", ""),
        ("opt/lib/python3.9/site-packages/", "packages only"),
        ("opt/lib/python3.10/os.py", ""),
        ("opt/lib/python3.10/site-packages/", ""),
    ]);
    machine.link("opt/lib64", "opt/lib");
    machine.put_on_path(&["opt/bin"]);
    assert_eq!(machine.found(None), "opt/bin/python 3.10 opt/lib/python3.10/site-packages");
}

fn with_pyenv() -> Machine {
    let mut machine = Machine::new(&[
        ("pyenv/shims/python3", "#!/bin/sh\nexit 1\n"),
        ("pyenv/version", "3.11.7\n"),
        ("pyenv/versions/3.11.7/bin/python3", ""),
        ("pyenv/versions/3.9.18/bin/python3", ""),
        ("pyenv/versions/3.9.2/bin/python3", ""),
        ("usr/bin/python3", ""),
    ]);
    machine.put_on_path(&["pyenv/shims", "usr/bin"]);
    machine
}

#[test]
fn a_shim_is_resolved_by_the_files_it_reads() {
    let mut machine = with_pyenv();
    assert_eq!(machine.found(None), "pyenv/versions/3.11.7/bin/python3 3.11.7");
    let shim = machine.path("pyenv/shims/python3").display().to_string();
    assert_eq!(machine.found(Some(&shim)), "pyenv/versions/3.11.7/bin/python3 3.11.7");
    machine.write("project/.python-version", "# ours\nabsent\n3.9 # the newest\n");
    assert_eq!(machine.found(None), "pyenv/versions/3.9.18/bin/python3 3.9.18");
    machine.env.pyenv_version = Some("3.9.2:3.11.7".into());
    assert_eq!(machine.found(None), "pyenv/versions/3.9.2/bin/python3 3.9.2");
}

#[test]
fn where_pyenv_says_system_the_rest_of_the_path_counts() {
    let machine = with_pyenv();
    machine.write("project/sub/.python-version", "system\n3.11.7\n");
    assert_eq!(machine.found(None), "usr/bin/python3 ?");
}

#[test]
fn a_version_file_does_not_lead_out_of_pyenv() {
    let machine = with_pyenv();
    machine.write("elsewhere/bin/python3", "");
    machine.write("project/.python-version", "../../elsewhere\n..\n");
    assert_eq!(machine.found(None), "usr/bin/python3 ?");
}

#[test]
fn broken_files_cost_the_version_only() {
    let machine = Machine::new(&[(".venv/bin/python3", ""), (".venv/lib/python3.11/site-packages/", "")]);
    fs::write(machine.path(".venv/pyvenv.cfg"), b"\xff\xfe version = \x00\n=\nversion").unwrap();
    assert_eq!(machine.found(None), ".venv/bin/python3 ? .venv/lib/python3.11/site-packages");
}

#[test]
fn links_that_go_in_circles() {
    let mut machine = Machine::new(&[]);
    machine.link("usr/bin/python3", "usr/bin/python");
    machine.link("usr/bin/python", "usr/bin/python3");
    machine.put_on_path(&["usr/bin"]);
    assert_eq!(machine.found(None), "nothing");
}

/// What is searched for modules, and whether more may be found by code.
fn search_path(machine: &Machine) -> String {
    let interpreter = find(None, &machine.path("project/sub"), &machine.env).unwrap();
    let relative = |path: &PathBuf| path.strip_prefix(machine.path("")).unwrap().display().to_string();
    let mut words: Vec<String> = interpreter.search_path.iter().map(relative).collect();
    words.extend(interpreter.import_hooks.then(|| "hooks".to_owned()));
    words.join(" ")
}

#[test]
fn the_folders_that_are_searched_for_modules() {
    let mut machine = Machine::new(&[
        ("opt/bin/python3.11", ""),
        ("opt/lib/python3.11/os.py", ""),
        ("opt/lib/python3.11/lib-dynload/", ""),
        (".venv/bin/python3", ""),
        (".venv/pyvenv.cfg", "home = $opt/bin\nversion = 3.11.7\n"),
        (".venv/lib/python3.11/site-packages/a.pth", "$src\n"),
        ("src/", ""),
        ("extra/", ""),
    ]);
    let usual =
        "opt/lib/python3.11 opt/lib/python3.11/lib-dynload .venv/lib/python3.11/site-packages src".to_owned();
    assert_eq!(search_path(&machine), usual);
    machine.env.python_path = Some(std::env::join_paths([machine.path("extra"), "relative".into()]).unwrap());
    assert_eq!(search_path(&machine), format!("extra {usual}"));
    machine.env.python_path = None;

    let customize = "opt/lib/python3.11/sitecustomize.py";
    machine.write(customize, "import apport_python_hook\n");
    assert_eq!(search_path(&machine), usual);
    machine.write(customize, "import sys\nsys.path.append('/x')\n");
    assert_eq!(search_path(&machine), format!("{usual} hooks"));
}

#[test]
fn without_the_standard_library_any_module_may_be_there() {
    let machine = Machine::new(&[(".venv/bin/python3", ""), (".venv/pyvenv.cfg", "version = 3.11.7\n")]);
    assert_eq!(search_path(&machine), "hooks");
}

#[test]
fn the_environment_that_holds_the_program() {
    let venv = [
        ("torch/bin/python3", ""),
        ("torch/pyvenv.cfg", "version = 3.12.4\n"),
        ("torch/bin/forgather-ls", ""),
    ];
    let mut machine = Machine::new(&venv);
    machine.write("usr/bin/python3", "");
    machine.put_on_path(&["usr/bin"]);
    machine.env.program = Some(machine.path("torch/bin/forgather-ls"));
    assert_eq!(machine.found(None), "torch/bin/python3 3.12.4");
    // What the project has comes first.
    machine.write("project/.venv/bin/python3", "");
    machine.write("project/.venv/pyvenv.cfg", "version = 3.11.1\n");
    assert!(machine.found(None).starts_with("project/.venv/bin/python3"), "{}", machine.found(None));
}

#[test]
fn an_environment_of_tools_holds_no_users_packages() {
    for (folder, marker) in
        [("tool", "uv-receipt.toml"), ("tool", "pipx_metadata.json"), ("uv/archive-v0/x", "a")]
    {
        let mut machine = Machine::new(&[("usr/bin/python3", "")]);
        for (name, content) in
            [("bin/python3", ""), ("pyvenv.cfg", ""), ("bin/forgather-ls", ""), (marker, "")]
        {
            machine.write(&format!("{folder}/{name}"), content);
        }
        machine.put_on_path(&["usr/bin"]);
        machine.env.program = Some(machine.path(&format!("{folder}/bin/forgather-ls")));
        assert!(machine.found(None).starts_with("usr/bin/python3"), "{folder} {marker}");
    }
}
