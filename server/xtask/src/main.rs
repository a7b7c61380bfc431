//! Project tasks, run as `cargo xtask TASK`. They start programs and print; they depend on no other crate of the
//! workspace, so that they build when another does not. Every task ends with an exit code that says whether all went
//! well.

mod bill;
mod demo;
mod dist;
mod docs;
mod fuzz;
mod install;
mod pictures;
mod program;
mod python;
mod suites;
mod tally;
mod test;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

const USAGE: &str = "usage: cargo xtask TASK

tasks:
  test [ARGUMENT…]  runs every test, or those that ARGUMENTs of `cargo test` choose (such as `-p forgather-dialect`),
                    and says which were skipped and why
  suites [WORD…]    runs the tests of the editors' plugins and the grammars, or those whose names contain a WORD; `test` runs them, too
  fuzz [SECONDS]    looks for bytes that break a parser, an encoder or the protocol, each target for a minute or as long as is said
  nightly           the same with thousands of generated templates and faults, optimized; takes minutes
  install [PREFIX]  builds a release and puts it below PREFIX, which is ~/.local where it is left out
  dist [KIND…]      makes what is handed out, in target/dist: program, wheel, vsix, neovim, grammars; with checksums and a list of contents
  docs              writes the parts of docs that are made of the code, and renders the book
  demo              shows on an example project what forgather-ls does
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let root = repository();
    let outcome = match arguments.split_first() {
        Some((task, rest)) if task == "test" => test::run(&root, rest, test::Profile::Usual),
        Some((task, words)) if task == "suites" => test::run_suites(&root, words),
        Some((task, [])) if task == "fuzz" => fuzz::run(&root, None),
        Some((task, [seconds])) if task == "fuzz" => fuzz::run(&root, Some(seconds)),
        Some((task, [])) if task == "nightly" => test::run(&root, &[], test::Profile::Nightly),
        Some((task, [])) if task == "install" => install::run(&root, None),
        Some((task, [prefix])) if task == "install" => install::run(&root, Some(prefix)),
        Some((task, kinds)) if task == "dist" => dist::run(&root, kinds),
        Some((task, [])) if task == "docs" => docs::run(&root),
        Some((task, [])) if task == "demo" => demo::run(&root),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}

/// The repository's folder: this crate is at `server/xtask` in it.
fn repository() -> PathBuf {
    // The variable is of the run, the macro of the build: a moved repository is not rebuilt.
    let crate_folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&crate_folder).ancestors().nth(2).map_or_else(PathBuf::new, Path::to_path_buf)
}
