//! The book that mdBook makes of docs: whole, and without anything from elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use docs_tests::{Page, markdown_files, root};

#[test]
fn every_page_is_in_the_summary() {
    let summary = Page::read(Path::new("docs/SUMMARY.md"));
    let mut listed: Vec<&str> = summary.links.iter().map(|link| link.to.as_str()).collect();
    let written: BTreeSet<String> = markdown_files()
        .iter()
        .filter_map(|path| Some(path.strip_prefix("docs").ok()?.to_string_lossy().into_owned()))
        .filter(|path| path != "SUMMARY.md")
        .collect();
    listed.sort_unstable();
    assert_eq!(listed, written.iter().map(String::as_str).collect::<Vec<_>>());
}

/// mdBook's program, where the editors are installed, or on `PATH`.
fn mdbook() -> Option<PathBuf> {
    let editors =
        std::env::var_os("FORGATHER_EDITORS").map_or_else(|| root().join("target/editors"), PathBuf::from);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(editors.join("bin")).chain(std::env::split_paths(&folders));
    folders.map(|folder| folder.join("mdbook")).find(|path| path.is_file())
}

#[test]
fn the_book_is_whole() {
    let Some(mdbook) = mdbook() else {
        return println!("skipped: the book: there is no mdbook; tests/editors/install gets it");
    };
    let folder = tempfile::TempDir::new().expect("a folder");
    let output = Command::new(mdbook)
        .arg("build")
        .arg(root().join("docs"))
        .arg("--dest-dir")
        .arg(folder.path())
        .output()
        .expect("mdbook runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("WARN") && !said.contains("ERROR"), "{said}");

    let pages = html(folder.path());
    assert!(pages.len() > 50, "{} pages", pages.len());
    let mut wrong = Vec::new();
    for (path, text) in &pages {
        // The page for what is not found and the one for printing have links of all others.
        if path.ends_with("404.html") || path.ends_with("print.html") {
            continue;
        }
        for resource in attributes(text, "src").into_iter().chain(stylesheets(text)) {
            if resource.contains("//") {
                wrong.push(format!("{}: `{resource}` is from elsewhere", path.display()));
            }
        }
        for link in attributes(text, "href") {
            if let Err(message) = follow(path, &link, &pages, folder.path()) {
                wrong.push(format!("{}: `{link}`: {message}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The pages of a book, by their paths in it.
fn html(book: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![book.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                let text = std::fs::read_to_string(&path).expect("a page");
                found.insert(path.strip_prefix(book).expect("in the book").to_owned(), text);
            }
        }
    }
    found
}

fn attributes(html: &str, name: &str) -> Vec<String> {
    let opening = format!(" {name}=\"");
    let values = html.match_indices(&opening).filter_map(|(at, _)| {
        let rest = &html[at + opening.len()..];
        Some(rest[..rest.find('"')?].replace("&amp;", "&"))
    });
    values.collect()
}

fn stylesheets(html: &str) -> Vec<String> {
    html.split("<link ")
        .skip(1)
        .flat_map(|tag| attributes(&format!(" {}", tag.split('>').next().unwrap_or_default()), "href"))
        .collect()
}

fn follow(from: &Path, link: &str, pages: &BTreeMap<PathBuf, String>, book: &Path) -> Result<(), String> {
    if link.starts_with("https://") || link.starts_with("mailto:") {
        return Ok(());
    }
    let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
    let mut path = PathBuf::new();
    let relative = from.parent().unwrap_or(Path::new("")).join(target);
    for component in relative.components() {
        match component {
            Component::ParentDir => _ = path.pop(),
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    let path = if target.is_empty() { from.to_owned() } else { path };
    if !book.join(&path).is_file() {
        return Err("there is no such file".to_owned());
    }
    match pages.get(&path) {
        Some(page) if !anchor.is_empty() && !page.contains(&format!("id=\"{anchor}\"")) => {
            Err("there is no such heading".to_owned())
        }
        _ => Ok(()),
    }
}
