//! Builds the session's module into a release of the program.
//!
//! Cargo builds no library for a binary to carry along, so a release builds it here, by a cargo of its own in a target
//! folder of its own. Builds for development do without: there it lies beside the program, built by `cargo build`.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Says whether the module is carried along, where the profile is not to decide: `0` or `1`.
const VARIABLE: &str = "FORGATHER_EMBED_SESSION";

fn main() {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let get = |name| env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"));
    let crates = Path::new(&get("CARGO_MANIFEST_DIR")).join("..");
    let session = crates.join("session");
    for path in ["session/src", "session/Cargo.toml", "graph/src", "graph/Cargo.toml", "../Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", crates.join(path).display());
    }
    let out = PathBuf::from(get("OUT_DIR"));
    let wanted = match env::var(VARIABLE).as_deref() {
        Ok("0") => false,
        Ok(_) => true,
        Err(_) => get("PROFILE") == "release",
    };
    // A copy of this crate alone has no module to build.
    let embedded = if wanted && session.is_dir() {
        let module = build(&session, &out.join("session"), &get("TARGET"));
        let bytes = fs::read(&module).unwrap_or_else(|error| panic!("{}: {error}", module.display()));
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        format!("Some((\"{:016x}\", include_bytes!({:?})))", hasher.finish(), module.display().to_string())
    } else {
        "None".to_owned()
    };
    let text = format!(
        "/// The module and the hash of its content, where the program carries it along.\n\
         const EMBEDDED: Option<(&str, &[u8])> = {embedded};\n"
    );
    fs::write(out.join("embedded.rs"), text).expect("OUT_DIR can be written to");
}

/// Builds the module, small and without what a debugger needs, and gives its file.
fn build(session: &Path, target_folder: &Path, target: &str) -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--lib", "--target", target, "--target-dir"])
        .arg(target_folder)
        .arg("--manifest-path")
        .arg(session.join("Cargo.toml"))
        .env("PYO3_NO_PYTHON", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        .env("CARGO_PROFILE_RELEASE_STRIP", "true")
        // Those of a linter are not for what is to be linked.
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env_remove("CLIPPY_ARGS")
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the session's module does not build");
    let (prefix, suffix) = match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("macos") => ("lib", ".dylib"),
        Ok("windows") => ("", ".dll"),
        _ => ("lib", ".so"),
    };
    target_folder.join(target).join("release").join(format!("{prefix}forgather_session{suffix}"))
}
