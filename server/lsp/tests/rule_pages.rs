//! The pages of the rules show what the command really prints. `UPDATE_EXPECT=1` writes it into them.

#[path = "../../ide/tests/diagnostics/page.rs"]
mod page;
mod shared;

use std::path::Path;

use forgather_ide::Rule;
use page::{Example, examples};
use shared::run;
use tempfile::TempDir;

#[test]
fn pages_show_what_is_printed() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = String::new();
    for rule in Rule::ALL {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/rules/{rule}.md"));
        let text = std::fs::read_to_string(&file).expect("a page");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for example in examples(&text, "Wrong").iter().rev() {
            let Some(console) = &example.console else {
                wrong += &format!("{rule}: there is no output of {:?}\n", example.files);
                continue;
            };
            let arguments: Vec<&str> = console.arguments.iter().map(String::as_str).collect();
            let printed = printed(example, &arguments);
            if printed != console.output {
                wrong += &format!("{rule}: printed is\n{printed}\nand shown is\n{}\n", console.output);
                lines.splice(console.lines.clone(), printed.lines().map(str::to_owned));
            }
        }
        if update {
            std::fs::write(&file, lines.join("\n") + "\n").expect("a page");
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}\n(UPDATE_EXPECT=1 writes what is printed into the pages)");
}

/// What a person sees in a terminal: standard output, then standard error.
fn printed(example: &Example, arguments: &[&str]) -> String {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("forgather_workspace")).expect("a folder");
    std::fs::write(folder.path().join("meta.yaml"), "name: example\n").expect("a file");
    for (path, text) in &example.files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    let run = run(arguments, folder.path());
    (run.out + &run.err).trim_end().to_owned()
}
