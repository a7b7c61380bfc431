//! Projects on disk, and open documents over them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::Dialect;
use forgather_expand::{Facts, Loader};
use forgather_workspace::{Files, FindError, Project, SearchPath, Settings, project_of, workspace_of};
use tempfile::TempDir;

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(&path, text).expect("a file");
    path
}

fn facts() -> Arc<Facts> {
    Arc::new(Facts {
        versions: Some([("torch".to_owned(), "2.9.0".to_owned())].into()),
        ..Facts::from_system()
    })
}

/// A workspace with a project whose only configuration includes a part.
fn workspace() -> (TempDir, Arc<Files>) {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("forgather_workspace")).expect("a folder");
    write(folder.path(), "project/meta.yaml", "name: Project\n");
    write(folder.path(), "project/templates/configs/main.yaml", "-- include 'part.yaml'\n");
    write(folder.path(), "project/templates/part.yaml", "on: disk\n");
    (folder, Arc::new(Files::new(Dialect::Current)))
}

fn open(folder: &TempDir, files: &Arc<Files>) -> Project {
    let start = folder.path().join("project/templates/configs");
    Project::open(&start, files, &facts(), &Settings::default()).expect("a project")
}

#[test]
fn a_project_is_found_upwards_and_has_defaults() {
    let (folder, files) = workspace();
    let project = open(&folder, &files);
    let meta = project.meta.as_ref().expect("a sound meta.yaml");
    assert_eq!(meta.name.as_deref(), Some("Project"));
    assert_eq!((meta.config_prefix.as_str(), meta.default_config.as_deref()), ("configs", None));
    assert_eq!(meta.search_path, [folder.path().join("project/templates")]);
    // Without a default, the first is meant.
    let configuration = project.configuration(None).expect("a configuration");
    assert_eq!(
        (configuration.name.as_str(), configuration.template.as_str()),
        ("main.yaml", "configs/main.yaml")
    );
    assert_eq!(project_of(&configuration.path), Some(folder.path().join("project")));
    assert_eq!(workspace_of(&configuration.path).as_deref(), Some(folder.path()));
}

#[test]
fn the_last_of_several_keys_of_a_meta_yaml_counts_and_merges_are_followed() {
    let (folder, files) = workspace();
    let text = "name: One\ncreated: 2025-06-01\n<<: {default_config: other.yaml, name: Merged}\nname: 1.0\n";
    write(folder.path(), "project/meta.yaml", text);
    let project = open(&folder, &files);
    let meta = project.meta.as_ref().expect("a sound meta.yaml");
    assert_eq!(meta.name.as_deref(), Some("1.0"));
    assert_eq!(meta.default_config.as_deref(), Some("other.yaml"));
}

#[test]
fn an_open_document_hides_the_file() {
    let (folder, files) = workspace();
    let part = folder.path().join("project/templates/part.yaml");
    let text = || open(&folder, &files).expand("configs/main.yaml").text;
    assert_eq!(text(), "on: disk");
    files.open(&part, "in: the editor\n");
    assert_eq!(text(), "in: the editor");
    write(folder.path(), "project/templates/part.yaml", "on: disk again\n");
    assert_eq!(text(), "in: the editor");
    files.close(&part);
    assert_eq!(text(), "on: disk again");
}

#[test]
fn a_document_that_is_on_no_disk_is_found() {
    let (folder, files) = workspace();
    files.open(&folder.path().join("project/templates/new.yaml"), "x: {{ versions.torch }}\n");
    assert_eq!(open(&folder, &files).expand("new.yaml").text, "x: 2.9.0");
}

#[test]
fn a_changed_file_is_read_again_when_that_is_said() {
    let (folder, files) = workspace();
    let text = || open(&folder, &files).expand("configs/main.yaml").text;
    assert_eq!(text(), "on: disk");
    let part = write(folder.path(), "project/templates/part.yaml", "is: new\n");
    files.changed(&part);
    assert_eq!(text(), "is: new");
}

#[test]
fn what_is_missing_is_said() {
    let folder = TempDir::new().expect("a temporary folder");
    let files = Arc::new(Files::new(Dialect::Current));
    let opened = |folder: &Path| Project::open(folder, &files, &facts(), &Settings::default()).map(|_| ());
    assert!(matches!(opened(folder.path()), Err(FindError::NoProject(_))));
    write(folder.path(), "meta.yaml", "");
    assert!(matches!(opened(folder.path()), Err(FindError::NoWorkspace(_))));
}

#[test]
fn names_are_looked_up_in_order_and_never_upwards() {
    let folder = TempDir::new().expect("a temporary folder");
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    write(&second, "a.yaml", "second");
    write(&second, "sub/b.yaml", "b");
    write(&first, "a.yaml", "first");
    write(folder.path(), "secret.yaml", "secret");
    let files = Arc::new(Files::new(Dialect::Current));
    let path = SearchPath::new(files, vec![first.clone(), second.clone()]);
    let text = |name: &str| path.load(name).map(|file| file.source.text.to_string()).ok();
    assert_eq!(text("a.yaml").as_deref(), Some("first"));
    assert_eq!(text("./sub//b.yaml").as_deref(), Some("b"));
    assert_eq!(text("../secret.yaml"), None);
    assert_eq!(text("sub"), None);
    assert_eq!(path.names(), ["a.yaml", "sub/b.yaml"]);
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    let (folder, files) = workspace();
    let templates = folder.path().join("project/templates");
    std::os::unix::fs::symlink(&templates, templates.join("again")).expect("a link");
    std::os::unix::fs::symlink(templates.join("b.yaml"), templates.join("a.yaml")).expect("a link");
    std::os::unix::fs::symlink(templates.join("a.yaml"), templates.join("b.yaml")).expect("a link");
    let project = open(&folder, &files);
    assert_eq!(project.search_path().names(), ["configs/main.yaml", "part.yaml"]);
    assert_eq!(project.expand("a.yaml").problems.len(), 1);
}
