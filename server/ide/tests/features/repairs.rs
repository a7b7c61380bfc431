//! What mends the faults at a place.

use expect_test::{Expect, expect};
use forgather_ide::actions::repairs;
use forgather_ide::diagnostics::{Diagnostic, merge, of_analysis, of_file};

use crate::fixture::Fixture;

/// All that is wrong with a file, by its active configuration and by itself.
fn faults(fixture: &Fixture, number: u8) -> Vec<Diagnostic> {
    let (snapshot, path, _) = fixture.at(number);
    let file = snapshot.file(&path).expect("the file");
    let own = of_file(&file, snapshot.files.dialect()).into();
    let active = snapshot.analysis().map(|analysis| of_analysis(analysis));
    let mut all = merge(active.iter().chain([&own]));
    all.retain(|diagnostic| diagnostic.location.path() == path);
    all
}

/// The repairs at each mark: what they are called, and what each makes of the file.
fn check(fixture: &str, expected: &Expect) {
    let fixture = Fixture::new(fixture);
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        for repair in repairs(&snapshot, &path, &(offset..offset), &faults(&fixture, number)) {
            let likely = if repair.is_likely { " (likely)" } else { "" };
            out += &format!("--- {number}: {}{likely}\n", repair.title);
            out += &repair.edits.applied(&path).unwrap_or_default();
            for (path, text) in &repair.edits.created {
                out += &format!("//+ {}\n{text}", fixture.shown(path));
            }
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn each_fault_all_of_its_kind_and_all_of_the_file() {
    check(
        "\
//- configs/main.yaml
é: !lam$0bda:dict []
b: !lambda:dict [] ## why
.define: &unused 1
",
        &expect![[r"
            --- 0: change to `!partial` (likely)
            é: !partial:dict []
            b: !lambda:dict [] ## why
            .define: &unused 1
            --- 0: fix all 2 of `deprecated-tag` in this file
            é: !partial:dict []
            b: !partial:dict [] ## why
            .define: &unused 1
            --- 0: ignore `deprecated-tag` on this line
            é: !lambda:dict [] ## forgather-ls: ignore deprecated-tag
            b: !lambda:dict [] ## why
            .define: &unused 1
            --- 0: fix all that can be fixed in this file
            é: !partial:dict []
            b: !partial:dict [] ## why
            .define: &unused 1
        "]],
    );
}

#[test]
fn a_place_without_a_fault_has_what_mends_the_file() {
    check(
        "//- configs/main.yaml\na$0: 1\nb: {{ 1|uper }}\n",
        &expect![[r"
        --- 0: fix all that can be fixed in this file
        a: 1
        b: {{ 1|upper }}
    "]],
    );
    check("//- configs/main.yaml\na$0: 1\n", &expect![[""]]);
}

#[test]
fn a_comment_silences_one_rule_more() {
    check(
        "//- configs/main.yaml\na: &x$0 1 ## forgather-ls: ignore overridden-key\n",
        &expect![[r"
            --- 0: remove `&x` (likely)
            a: 1 ## forgather-ls: ignore overridden-key
            --- 0: ignore `unused-anchor` on this line
            a: &x 1 ## forgather-ls: ignore overridden-key, unused-anchor
        "]],
    );
}

#[test]
fn a_template_that_is_missing_is_made() {
    check(
        "//- configs/main.yaml\n-- include 'parts/n$0ew.yaml'\n",
        &expect![[r"
            --- 0: create the template `parts/new.yaml`
            //+ parts/new.yaml
        "]],
    );
    check("//- configs/main.yaml\n-- include '../n$0ew.yaml'\n", &expect![[""]]);
}

#[test]
fn nothing_is_written_behind_a_marker() {
    let fixture =
        Fixture::new("//- configs/main.yaml\n-- include 'a.s'\n# --- a$0.s ---\na: 1\n# --- a.s ---\nb: 1\n");
    let (snapshot, path, offset) = fixture.at(0);
    let faults = faults(&fixture, 0);
    assert!(!faults.is_empty(), "one of the two is hidden");
    let titles: Vec<String> = repairs(&snapshot, &path, &(offset..offset), &faults)
        .into_iter()
        .map(|repair| repair.title)
        .filter(|title| title.starts_with("ignore"))
        .collect();
    assert_eq!(titles, Vec::<String>::new());
}
