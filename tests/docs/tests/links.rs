//! Every link leads somewhere.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use docs_tests::{Page, markdown_files, root};

/// What the repository's files are called from outside of it.
const REPOSITORY: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");

#[test]
fn every_link_leads_somewhere() {
    let pages: HashMap<PathBuf, Page> =
        markdown_files().into_iter().map(|path| (path.clone(), Page::read(&path))).collect();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for page in pages.values() {
        for link in &page.links {
            checked += 1;
            if let Err(message) = follow(page, &link.to, &pages) {
                wrong.push(format!("{}:{}: `{}`: {message}", page.path.display(), link.line, link.to));
            }
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 100, "{checked} links");
}

#[test]
fn a_link_is_followed_as_it_is_meant() {
    let text = "# Head\n";
    let pages = HashMap::from([
        (PathBuf::from("docs/install.md"), Page::parse(Path::new("docs/install.md"), text)),
        (PathBuf::from("README.md"), Page::parse(Path::new("README.md"), text)),
    ]);
    let leads = |from: &str, to: &str| follow(&pages[Path::new(from)], to, &pages).is_ok();
    assert!(leads("docs/install.md", "#head"));
    assert!(!leads("docs/install.md", "#tail"));
    assert!(leads("docs/install.md", "https://example.org/x#y"));
    assert!(!leads("docs/install.md", "http://example.org"));
    assert!(leads("docs/install.md", "protocol.md"));
    assert!(!leads("docs/install.md", "protocols.md"));
    assert!(leads("README.md", "docs/protocol.md"));
    assert!(leads("README.md", "Cargo.toml"));
    // The book does not have it.
    assert!(!leads("docs/install.md", "../README.md"));
    assert!(leads("docs/install.md", &format!("{REPOSITORY}README.md#head")));
    assert!(!leads("docs/install.md", &format!("{REPOSITORY}README.md#tail")));
    assert!(!leads("docs/install.md", &format!("{REPOSITORY}README.txt")));
    assert!(!leads("docs/install.md", "../../README.md"));
}

fn follow(page: &Page, to: &str, pages: &HashMap<PathBuf, Page>) -> Result<(), String> {
    let (target, anchor) = to.split_once('#').map_or((to, None), |(target, anchor)| (target, Some(anchor)));
    let path = if let Some(path) = target.strip_prefix(REPOSITORY) {
        PathBuf::from(path)
    } else if target.starts_with("https://") || target.starts_with("mailto:") {
        return Ok(());
    } else if target.contains("://") {
        return Err("links elsewhere begin with `https://`".to_owned());
    } else if target.is_empty() {
        page.path.clone()
    } else {
        normal(&page.path.parent().unwrap_or(Path::new("")).join(target)).ok_or("it leaves the repository")?
    };
    if !root().join(&path).exists() {
        return Err(format!("there is no `{}`", path.display()));
    }
    // The book has the pages of docs and no other files, so what is elsewhere is named by its address.
    if page.path.starts_with("docs") && !path.starts_with("docs") && !target.starts_with(REPOSITORY) {
        return Err(format!("the book does not have this: write `{REPOSITORY}{}`", path.display()));
    }
    match (anchor, pages.get(&path)) {
        (None, _) => Ok(()),
        (Some(anchor), Some(page)) if page.anchors.iter().any(|known| known == anchor) => Ok(()),
        (Some(anchor), Some(_)) => Err(format!("there is no heading `{anchor}`")),
        // Lines of source change under a link.
        (Some(_), None) => Err("only pages have headings".to_owned()),
    }
}

/// A path without `.` and `..`; none where it leads out of the repository.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::ParentDir if normal.pop() => {}
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(normal)
}
