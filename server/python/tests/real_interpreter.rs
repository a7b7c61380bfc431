//! The interpreter of the machine that runs the tests: what its files say is compared with what it says itself.

use forgather_python::{Env, distribution_version, find, versions};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// What a program prints, or `None` if it cannot be run.
fn run(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn the_version_and_packages_are_what_python_says() {
    let start = std::env::current_dir().unwrap();
    let python = Path::new("python3");
    let Some(version) = run(python, &["-c", "import platform; print(platform.python_version())"]) else {
        println!("skipped: what is read about the real interpreter: no python3 to compare with");
        return;
    };
    // Only `PATH` counts here, as for the `python3` that was just run.
    let env = Env { virtual_env: None, conda_prefix: None, ..Env::from_process() };
    let interpreter = find(Some(python), &start, &env).expect("python3 could be run");

    let found = interpreter.version.clone().expect("a minor version at least");
    // Where no file says the patch level, the minor version has to do.
    assert!(
        version == found || version.starts_with(&format!("{found}.")),
        "{found} found, {version} is right"
    );

    let real = run(python, &["-c", "import sys; print(sys.executable)"]).unwrap();
    let canonical = |path: &Path| path.canonicalize().unwrap();
    assert_eq!(canonical(&interpreter.executable), canonical(Path::new(&real)));

    let sites = run(python, &["-c", "import sys; print('\\n'.join(sys.path))"]).unwrap();
    // The first is the working folder; archives are left out.
    let path: Vec<PathBuf> = sites
        .lines()
        .map(Path::new)
        .filter(|path| path.is_absolute() && path.is_dir())
        .map(canonical)
        .collect();
    let found: Vec<PathBuf> = interpreter.search_path.iter().map(|path| canonical(path)).collect();
    assert_eq!(found, path);

    let sites: Vec<PathBuf> = sites
        .lines()
        .filter(|path| path.ends_with("-packages"))
        .map(|path| canonical(Path::new(path)))
        .collect();
    let found: Vec<PathBuf> = interpreter.site_packages.iter().map(|path| canonical(path)).collect();
    assert_eq!(found, sites);

    let list = "import importlib.metadata as m\nfor name in {d.metadata['Name'] for d in m.distributions()}:\n    \
                print(name, m.version(name))";
    for line in run(python, &["-c", list]).unwrap().lines() {
        let (name, version) = line.split_once(' ').expect("a name and a version");
        assert_eq!(distribution_version(&interpreter, name).as_deref(), Some(version), "{name}");
    }
    assert_eq!(versions(&interpreter).python, interpreter.version);
}
