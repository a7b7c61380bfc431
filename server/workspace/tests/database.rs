//! The database: what a change makes outdated, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::Facts;
use forgather_python::{Resolution, Spec};
use forgather_workspace::{Analysis, Change, Database, Event, Settings};
use tempfile::TempDir;

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    fs::write(&path, text).expect("a file");
    path
}

/// Two configurations that extend one template, and one that uses none.
fn workspace() -> (TempDir, Database) {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path();
    fs::create_dir(root.join("forgather_workspace")).expect("a folder");
    write(root, "p/meta.yaml", "name: P\nsearchdir: [templates, shared]\n");
    write(root, "p/shared/base.yaml", "size: {{ size }}\n");
    write(root, "p/templates/configs/a.yaml", "-- extends 'base.yaml'\n-- set size = 1\n");
    write(root, "p/templates/configs/b.yaml", "-- extends 'base.yaml'\n-- set size = 2\n");
    write(root, "p/templates/configs/c.yaml", "alone: 1\n");
    let facts = Facts { versions: Some([].into()), ..Facts::from_system() };
    let mut database = Database::new(Arc::new(facts), Settings::default(), Arc::new(|_| false));
    database.set_roots(vec![root.to_owned()]);
    (folder, database)
}

#[test]
fn what_an_earlier_database_has_begun_is_not_taken_for_its_own() {
    let (folder, mut before) = workspace();
    let begun = before.next_task(true).expect("looking for projects");
    let cancel = begun.cancel().clone();
    let facts = Facts { versions: Some([].into()), ..Facts::from_system() };
    let after = Database::new(Arc::new(facts), Settings::default(), Arc::new(|_| false));
    let mut after = after.in_place_of(&before);
    let other = TempDir::new().expect("a temporary folder");
    fs::create_dir(other.path().join("forgather_workspace")).expect("a folder");
    write(other.path(), "q/meta.yaml", "name: Q\n");
    write(other.path(), "q/templates/configs/d.yaml", "d: 1\n");
    after.set_roots(vec![folder.path().to_owned(), other.path().to_owned()]);
    let own = after.next_task(true).expect("looking for projects");
    assert!(cancel.is_cancelled());
    assert!(after.finish(begun.run()).is_empty());
    after.finish(own.run());
    assert_eq!(settle(&mut after).len(), 4);
}

#[test]
fn what_is_looked_at_has_its_analysis_again() {
    let (folder, mut database) = workspace();
    for number in 0..30 {
        write(folder.path(), &format!("p/templates/configs/n{number}.yaml"), "n: 1\n");
    }
    assert_eq!(settle(&mut database).len(), 33);
    let id = |name: &str| {
        let project = database.project_of(&folder.path().join("p/meta.yaml")).expect("the project");
        database.configuration_named(project, name).expect("a configuration")
    };
    let all: Vec<_> = (0..30).map(|number| id(&format!("n{number}.yaml"))).collect();
    let without = |database: &Database| {
        all.iter().filter(|id| !database.view(**id).expect("a view").is_analysed()).count()
    };
    let gone =
        *all.iter().find(|id| !database.view(**id).expect("a view").is_analysed()).expect("not all are kept");
    let before = without(&database);
    database.set_visible(vec![gone]);
    assert_eq!(
        settle(&mut database),
        [format!("{}: n: 1", database.configuration(gone).expect("it").1.name)]
    );
    assert!(database.view(gone).expect("a view").is_analysed());
    // Nobody looks any more: it is one of those that are kept.
    database.set_visible(Vec::new());
    assert_eq!(settle(&mut database), [""; 0]);
    assert_eq!(without(&database), before);
}

#[test]
fn what_is_excluded_is_no_configuration() {
    let (folder, _) = workspace();
    let facts = Facts { versions: Some([].into()), ..Facts::from_system() };
    let exclude: forgather_workspace::Exclude = Arc::new(|path: &Path| path.ends_with("configs/c.yaml"));
    let mut database = Database::new(Arc::new(facts), Settings::default(), exclude);
    database.set_roots(vec![folder.path().to_owned()]);
    assert_eq!(settle(&mut database), ["a.yaml: size: 1", "b.yaml: size: 2"]);
}

/// Does all there is to do; what was analysed, by name, with its text, and what is gone.
fn settle(database: &mut Database) -> Vec<String> {
    let mut done = Vec::new();
    while let Some(task) = database.next_task(true) {
        for event in database.finish(task.run()) {
            match event {
                Event::Analysed(_, analysis) => done.push(shown(&analysis)),
                Event::Removed(_) => done.push("removed".to_owned()),
                Event::Project(_) | Event::ProjectRemoved(..) => {}
            }
        }
    }
    assert!(database.is_settled());
    done.sort();
    done
}

fn shown(analysis: &Analysis) -> String {
    let text = match analysis.expansion.problems.first() {
        Some(problem) => problem.message.split(';').next().unwrap_or_default(),
        None => analysis.expansion.text.trim_end(),
    };
    format!("{}: {text}", analysis.configuration.name)
}

#[test]
fn an_edit_is_done_again_where_the_file_is_used() {
    let (folder, mut database) = workspace();
    assert_eq!(settle(&mut database), ["a.yaml: size: 1", "b.yaml: size: 2", "c.yaml: alone: 1"]);
    let base = folder.path().join("p/shared/base.yaml");
    // To open a file changes nothing.
    database.open(&base, "size: {{ size }}\n");
    assert_eq!(settle(&mut database), [""; 0]);
    database.open(&base, "extent: {{ size }}\n");
    assert_eq!(settle(&mut database), ["a.yaml: extent: 1", "b.yaml: extent: 2"]);
    // What is on disk counts again.
    database.close(&base);
    assert_eq!(settle(&mut database), ["a.yaml: size: 1", "b.yaml: size: 2"]);
    assert_eq!(database.users_of(&base).len(), 2);
}

/// As editors do it that make a file: it is opened before anybody tells that it is there.
#[test]
fn a_file_that_is_made_and_opened_at_once() {
    for tells in [false, true] {
        let (folder, mut database) = workspace();
        settle(&mut database);
        let new = write(folder.path(), "p/templates/configs/new.yaml", "new: 1\n");
        database.open(&new, "new: 1\n");
        if tells {
            database.changed(&new, Change::Created);
        }
        assert_eq!(settle(&mut database), ["new.yaml: new: 1"]);
    }
}

/// A project is opened on the files as they were when that began.
#[test]
fn a_document_that_is_new_while_its_project_is_opened() {
    let (folder, mut database) = workspace();
    let discovery = database.next_task(true).expect("discovery");
    database.finish(discovery.run());
    let opening = database.next_task(true).expect("a project");
    let outcome = opening.run();
    database.open(&folder.path().join("p/templates/configs/new.yaml"), "new: 1\n");
    database.finish(outcome);
    let done = settle(&mut database);
    assert_eq!(done, ["a.yaml: size: 1", "b.yaml: size: 2", "c.yaml: alone: 1", "new.yaml: new: 1"]);
}

#[test]
fn a_file_that_hides_another_counts() {
    let (folder, mut database) = workspace();
    settle(&mut database);
    let hiding = write(folder.path(), "p/templates/base.yaml", "hidden: {{ size }}\n");
    database.changed(&hiding, Change::Created);
    assert_eq!(settle(&mut database), ["a.yaml: hidden: 1", "b.yaml: hidden: 2"]);
    fs::remove_file(&hiding).expect("the file is there");
    database.changed(&hiding, Change::Deleted);
    assert_eq!(settle(&mut database), ["a.yaml: size: 1", "b.yaml: size: 2"]);
    // Unsaved, it hides as well.
    database.open(&hiding, "open: {{ size }}\n");
    assert_eq!(settle(&mut database), ["a.yaml: open: 1", "b.yaml: open: 2"]);
    database.close(&hiding);
    assert_eq!(settle(&mut database), ["a.yaml: size: 1", "b.yaml: size: 2"]);
}

#[test]
fn configurations_and_folders_come_and_go() {
    let (folder, mut database) = workspace();
    settle(&mut database);
    let path = write(folder.path(), "p/templates/configs/d.yaml", "-- extends 'missing.yaml'\n");
    database.changed(&path, Change::Created);
    assert_eq!(settle(&mut database).len(), 1);
    // What is said about a missing name depends on which names there are.
    let near = write(folder.path(), "p/shared/missin.yaml", "x: 1\n");
    database.changed(&near, Change::Created);
    assert_eq!(settle(&mut database).len(), 1);
    fs::rename(folder.path().join("p/shared"), folder.path().join("p/other")).expect("the folder is there");
    database.changed(&folder.path().join("p/shared"), Change::Deleted);
    database.changed(&folder.path().join("p/other"), Change::Created);
    let done = settle(&mut database);
    assert_eq!(done.len(), 3, "{done:?}");
    assert!(done[0].starts_with("a.yaml: there is no template `base.yaml`"), "{done:?}");
    fs::remove_dir_all(folder.path().join("p/templates")).expect("the folder is there");
    database.changed(&folder.path().join("p/templates"), Change::Deleted);
    assert_eq!(settle(&mut database), ["removed", "removed", "removed", "removed"]);
}

#[test]
fn meta_decides_where_configurations_look() {
    let (folder, mut database) = workspace();
    settle(&mut database);
    let meta = folder.path().join("p/meta.yaml");
    // A comment changes nothing.
    database.open(&meta, "# new\nname: P\nsearchdir: [templates, shared]\n");
    assert_eq!(settle(&mut database), [""; 0]);
    database.open(&meta, "name: P\nsearchdir: [templates\n");
    assert_eq!(settle(&mut database), ["removed", "removed", "removed"]);
    database.close(&meta);
    assert_eq!(settle(&mut database).len(), 3);
}

#[test]
fn an_outcome_that_is_outdated_does_not_count() {
    let (folder, mut database) = workspace();
    settle(&mut database);
    let path = folder.path().join("p/templates/configs/c.yaml");
    database.open(&path, "alone: 2\n");
    let task = database.next_task(true).expect("a task");
    database.open(&path, "alone: 3\n");
    assert!(task.cancel().is_cancelled());
    assert!(database.finish(task.run()).is_empty());
    assert_eq!(settle(&mut database), ["c.yaml: alone: 3"]);
    // A first analysis looks at a place that changes meanwhile.
    let new = write(folder.path(), "p/templates/configs/e.yaml", "-- include 'late.yaml' ignore missing\n");
    database.changed(&new, Change::Created);
    let project = database.next_task(true).expect("the project");
    database.finish(project.run());
    let task = database.next_task(true).expect("the configuration");
    let outcome = task.run();
    let late = write(folder.path(), "p/shared/late.yaml", "late: 1\n");
    database.changed(&late, Change::Created);
    assert!(database.finish(outcome).is_empty());
    assert_eq!(settle(&mut database), ["e.yaml: late: 1"]);
}

/// What `model.py:make` takes, as the project's configurations have it.
fn signature(database: &Database) -> String {
    let (_, project) = database.projects().next().expect("a project");
    let spec = Spec::parse("model.py:make").expect("a spec");
    match &*project.python().resolve(&spec, &[]) {
        Resolution::Found(symbol) => symbol.signature.as_ref().expect("it is known").to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn python_that_says_something_else_has_its_project_done_again() {
    let (folder, mut database) = workspace();
    settle(&mut database);
    let all = ["a.yaml: size: 1", "b.yaml: size: 2", "c.yaml: alone: 1"];
    assert_eq!(signature(&database), "Unknown");
    let model = write(folder.path(), "p/model.py", "def make(width): ...\n");
    database.changed(&model, Change::Created);
    assert_eq!(
        (settle(&mut database), signature(&database)),
        (all.map(str::to_owned).to_vec(), "(width)".into())
    );
    // A place, a body, a comment: rules do not look at those.
    write(folder.path(), "p/model.py", "# new\ndef make(width):\n    return width\n");
    database.changed(&model, Change::Edited);
    assert_eq!((settle(&mut database), signature(&database)), (vec![], "(width)".into()));
    database.open(&model, "def make(height): ...\n");
    assert_eq!(
        (settle(&mut database), signature(&database)),
        (all.map(str::to_owned).to_vec(), "(height)".into())
    );
    database.open(&model, "def make(height, depth): ...\n");
    assert_eq!(settle(&mut database), all);
    database.close(&model);
    assert_eq!(
        (settle(&mut database), signature(&database)),
        (all.map(str::to_owned).to_vec(), "(width)".into())
    );
    fs::remove_file(&model).expect("it was there");
    database.changed(&model, Change::Deleted);
    assert_eq!(
        (settle(&mut database), signature(&database)),
        (all.map(str::to_owned).to_vec(), "Unknown".into())
    );
}

#[test]
fn python_that_nobody_asked_for_changes_nothing() {
    let (folder, mut database) = workspace();
    settle(&mut database);
    let other = write(folder.path(), "p/other.py", "def make(width): ...\n");
    database.changed(&other, Change::Created);
    let elsewhere = write(folder.path(), "elsewhere/model.py", "def make(width): ...\n");
    database.changed(&elsewhere, Change::Created);
    assert_eq!(settle(&mut database), [""; 0]);
}

#[test]
fn what_is_known_of_python_outlives_an_edit_of_the_project() {
    let (folder, mut database) = workspace();
    write(folder.path(), "p/model.py", "def make(width): ...\n");
    settle(&mut database);
    assert_eq!(signature(&database), "(width)");
    let meta = folder.path().join("p/meta.yaml");
    // The same settings: no configuration is done again, so all that they asked must still be known.
    database.open(&meta, "name: P\nsearchdir: [templates, shared] # folders\n");
    assert_eq!(settle(&mut database), [""; 0]);
    let model = write(folder.path(), "p/model.py", "def make(height): ...\n");
    database.changed(&model, Change::Edited);
    assert_eq!(settle(&mut database).len(), 3);
    // Others: all is asked anew.
    database.open(&meta, "name: P\nsearchdir: [templates, shared]\nsystem_path: lib\n");
    assert_eq!(settle(&mut database).len(), 3);
}
