use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_expand::Facts;
use forgather_ide::links::document_links;
use forgather_workspace::{Analysis, Files, Project, Settings};
use tempfile::TempDir;

/// The links of `configs/main.yaml` in a project whose files are `//- PATH` and a text each, written out only and as
/// that configuration has them.
fn check(fixture: &str, expected: &Expect) {
    check_file(fixture, "templates/configs/main.yaml", Dialect::Current, expected);
}

fn check_file(fixture: &str, name: &str, dialect: Dialect, expected: &Expect) {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("a folder");
    let write = |path: &Path, text: &str| {
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    };
    write(&root.join("forgather_workspace/.keep"), "");
    write(&root.join("meta.yaml"), "name: example\n");
    for part in fixture.split("//- ").skip(1) {
        let (path, text) = part.split_once('\n').expect("a line with a path");
        write(&root.join(path), text);
    }
    let files = Arc::new(Files::new(dialect));
    let settings = Settings { dialect, python: None };
    let project =
        Project::open(&root, &files, &Arc::new(Facts::from_system()), &settings).expect("a project");
    let project = Arc::new(project);
    let configuration = project.configuration(Some("main.yaml")).expect("a configuration");
    let analysis = Analysis::new(&project, &configuration);
    let file = files.read(&root.join(name)).expect("a file");
    let mut found = String::new();
    for (title, analysis) in [("written out", None), ("expanded", Some(&analysis))] {
        let _ = writeln!(found, "{title}:");
        for link in document_links(&file, Some(&project), analysis) {
            let target = link.target.strip_prefix(&root).expect("it is in the project").display().to_string();
            let line = link.line.map_or_else(String::new, |line| format!(" line {line}"));
            let by = link.configuration.map_or_else(String::new, |name| format!(" in {name}"));
            let at = file.source.lines.line(link.span.start.index());
            let _ = writeln!(found, "{at} {} -> {target}{line}{by}", &file.source.text[link.span.range()]);
        }
    }
    expected.assert_eq(&found);
}

#[test]
fn templates_by_name_and_by_value() {
    check(
        "\
//- templates/configs/main.yaml
-- set ns = namespace(part='é.yaml', base='base.yaml')
-- from \"inc/m.jinja\" import m
-- include ['nowhere.yaml', 'é.yaml'] ignore missing
-- include ns.part
-- include 'sub.yaml'
-- include 'deep.yaml'
-- import 'inc/../inc/m.jinja' as m
-- include 'nothing.yaml' ignore missing
#---- sub.yaml ----
-- include 'other' ignore missing
-- include 'é.yaml'
//- templates/inc/m.jinja
-- macro m()
-- endmacro
//- templates/é.yaml
x: 1
#---- deep.yaml ----
y: 1
",
        &expect![[r"
            written out:
            1 inc/m.jinja -> templates/inc/m.jinja
            2 é.yaml -> templates/é.yaml
            4 sub.yaml -> templates/configs/main.yaml line 8
            10 é.yaml -> templates/é.yaml
            expanded:
            1 inc/m.jinja -> templates/inc/m.jinja
            2 é.yaml -> templates/é.yaml
            3 ns.part -> templates/é.yaml in main.yaml
            4 sub.yaml -> templates/configs/main.yaml line 8
            5 deep.yaml -> templates/é.yaml line 1
            10 é.yaml -> templates/é.yaml
        "]],
    );
}

#[test]
fn files_that_tags_name() {
    check(
        "\
//- templates/configs/main.yaml
-- set ns = namespace(src='src')
a: !call:src/a.py:A@é
b: !partial:{{ ns.src }}/b.py:f []
c: !call:src/none.py:A
d: [ !factory:../../outside.py:A, !call:a.b:C ]
e: !call:{{ ns.src }}/none.py:f
//- src/a.py
class A: pass
//- src/b.py
def f(): pass
",
        &expect![[r"
            written out:
            1 src/a.py -> src/a.py
            expanded:
            1 src/a.py -> src/a.py
            2 {{ ns.src }}/b.py -> src/b.py in main.yaml
        "]],
    );
}

#[test]
fn a_template_that_a_configuration_uses() {
    check_file(
        "\
//- templates/base.yaml
-- include part
-- include 'a.yaml' if part else other
-- if false
-- include other
-- endif
//- templates/a.yaml
a: 1
//- templates/configs/main.yaml
-- extends 'base.yaml'
-- set part = 'a.yaml'
",
        "templates/base.yaml",
        Dialect::June2025,
        &expect![[r"
            written out:
            1 a.yaml -> templates/a.yaml
            expanded:
            0 part -> templates/a.yaml in main.yaml
            1 a.yaml -> templates/a.yaml
        "]],
    );
}

#[test]
fn broken_text_around() {
    check(
        "\
//- templates/configs/main.yaml
-- include 'a.yaml
-- include 'a.yaml'
x: {{ n.
-- include 'a.yaml'
y: [ !call:a.py:f
-- extends
//- templates/a.yaml
a: 1
//- a.py
f = 1
",
        &expect![[r"
            written out:
            1 a.yaml -> templates/a.yaml
            3 a.yaml -> templates/a.yaml
            4 a.py -> a.py
            expanded:
            1 a.yaml -> templates/a.yaml
            3 a.yaml -> templates/a.yaml
            4 a.py -> a.py
        "]],
    );
}

#[test]
fn behind_text_that_is_not_ascii() {
    check(
        "\
//- templates/configs/main.yaml
-- set part = 'é.yaml'
{# 😀 #}{% include 'é.yaml' %}{# é #}{% include part %}
'漢': !call:src/ä.py:A [ 'é', !factory:src/ä.py:B ]
//- templates/é.yaml
x: 1
//- src/ä.py
class A: pass
",
        &expect![[r"
            written out:
            1 é.yaml -> templates/é.yaml
            2 src/ä.py -> src/ä.py
            2 src/ä.py -> src/ä.py
            expanded:
            1 é.yaml -> templates/é.yaml
            1 part -> templates/é.yaml in main.yaml
            2 src/ä.py -> src/ä.py
            2 src/ä.py -> src/ä.py
        "]],
    );
}
