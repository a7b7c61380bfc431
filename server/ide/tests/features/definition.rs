//! Where names lead.

use std::path::Path;

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::Snapshot;
use forgather_ide::definition::{Found, declaration, definition, implementation};
use forgather_workspace::Cancelled;

use crate::fixture::Fixture;

type Find = fn(&Snapshot, &Path, usize) -> Result<Option<Found>, Cancelled>;

/// Where each mark leads, a line each; what the cursor is on comes first.
fn shown(fixture: &Fixture, find: Find) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let found = find(&snapshot, &path, offset).expect("not cancelled");
        let Some(found) = found else {
            out += &format!("{number}: nothing\n");
            continue;
        };
        let file = snapshot.file(&path).expect("the file");
        let places: Vec<String> =
            found.definitions.iter().map(|place| fixture.show(&place.location)).collect();
        let origin = &file.source.text[found.origin.range()];
        out += &format!("{number}: {origin} -> {}\n", places.join(", "));
    }
    out
}

fn check(fixture: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(fixture), definition));
}

#[test]
fn templates_lead_to_files_and_markers() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace()
-- set ns.base = 'base.yaml'
-- extends $0ns.base
[model]
-- include 'configs.mo$1del'
-- from 'inc/fmt.jinja$2' import h1
-- import '$3inc/fmt.jinja' as fmt
-- include ['nowhere.yaml', 'other$4.yaml']

#------ configs.model ------
m: 1
//- base.yaml
[model]
//- inc/fmt.jinja
-- macro h1(x)
== x
-- endmacro
//- other.yaml
o: 1
",
        &expect![[r#"
            0: ns.base -> base.yaml:1:1 
            1: 'configs.model' -> configs/main.yaml:10:9 configs.model
            2: 'inc/fmt.jinja' -> inc/fmt.jinja:1:1 
            3: 'inc/fmt.jinja' -> inc/fmt.jinja:1:1 
            4: 'other.yaml' -> other.yaml:1:1 
        "#]],
    );
}
