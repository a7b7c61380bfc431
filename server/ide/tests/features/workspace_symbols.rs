use std::fmt::Write as _;
use std::time::Instant;

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::workspace_symbols::{MOST, workspace_symbols};

use crate::fixture::Fixture;

fn show(fixture: &Fixture, query: &str) -> String {
    let snapshot = fixture.snapshot(&fixture.path("configs/main.yaml"));
    let mut shown = String::new();
    for symbol in workspace_symbols(&snapshot, query).expect("nobody calls it off") {
        let place = fixture.show(&symbol.location);
        let _ = writeln!(shown, "{:?} {} in {}: {place}", symbol.kind, symbol.name, symbol.container);
    }
    shown
}

fn check(fixture: &Fixture, query: &str, expected: &Expect) {
    expected.assert_eq(&show(fixture, query));
}

const FILES: &str = "\
//- configs/main.yaml
-- extends 'base.yaml'
-- set ns.model_name = 'é'
model: &model !call:a:B
//- base.yaml
-- block model_block
modél: 1
-- endblock
#---- sub.model ----
.define: &dml !var x
//- unused/other.yaml
-- macro mdl(a)
-- endmacro
-- if broken
trainer: { x: &my_old_el 1
//- notes.md
model: 1
";

#[test]
fn by_letters_in_their_order_over_all_templates() {
    let fixture = Fixture::new(FILES);
    check(
        &fixture,
        "mdl",
        &expect![[r"
        Macro mdl in other.yaml: unused/other.yaml:1:10 mdl
        Target model in main.yaml: configs/main.yaml:3:1 model
        Anchor model in model: configs/main.yaml:3:9 model
        Target modél in model_block: base.yaml:2:1 modél
        Anchor my_old_el in trainer: unused/other.yaml:4:16 my_old_el
        Block model_block in base.yaml: base.yaml:1:10 model_block
        Template sub.model in base.yaml: base.yaml:4:7 sub.model
        Attribute ns.model_name in main.yaml: configs/main.yaml:2:8 ns.model_name
    "]],
    );
    check(
        &fixture,
        "SUB",
        &expect![[r"
        Template sub.model in base.yaml: base.yaml:4:7 sub.model
    "]],
    );
    check(
        &fixture,
        "dé",
        &expect![[r"
        Target modél in model_block: base.yaml:2:1 modél
    "]],
    );
    check(&fixture, "nothing", &expect![[""]]);
}

#[test]
fn what_is_typed_counts_and_what_is_gone_does_not() {
    let mut fixture = Fixture::new(FILES);
    check(
        &fixture,
        "old",
        &expect![[r"
        Anchor my_old_el in trainer: unused/other.yaml:4:16 my_old_el
    "]],
    );
    fixture.edit("unused/other.yaml", "new_old: 1\n");
    check(
        &fixture,
        "old",
        &expect![[r"
        Target new_old in other.yaml: unused/other.yaml:1:1 new_old
    "]],
    );
    fixture.edit("unsaved.yaml", "é: 1\n\nolder: 2\n");
    check(
        &fixture,
        "old",
        &expect![[r"
        Target older in unsaved.yaml: unsaved.yaml:3:1 older
        Target new_old in other.yaml: unused/other.yaml:1:1 new_old
    "]],
    );
    std::fs::remove_file(fixture.path("base.yaml")).expect("a file");
    fixture.database.changed(&fixture.path("base.yaml"), forgather_workspace::Change::Deleted);
    check(&fixture, "sub", &expect![[""]]);
}

#[test]
fn many_templates_are_read_once_and_few_are_shown() {
    let mut files = String::from("//- configs/main.yaml\na: 1\n");
    for number in 0..3000 {
        let _ = write!(
            files,
            "//- many/{}/t{number}.yaml\n-- block body{number}\nkey: 1\n-- endblock\n",
            number % 50
        );
    }
    let fixture = Fixture::new(&files);
    let snapshot = fixture.snapshot(&fixture.path("configs/main.yaml"));
    let ask = |query: &str| workspace_symbols(&snapshot, query).expect("nobody calls it off");
    let start = Instant::now();
    assert_eq!(ask("body").len(), MOST);
    let first = start.elapsed();
    let start = Instant::now();
    let found = ask("bd2999");
    println!("3000 templates: {first:?} at first, {:?} then", start.elapsed());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name, "body2999");
}

#[test]
fn headers_are_no_blocks_in_the_notebooks_dialect() {
    let files = "//- configs/main.yaml\n[model_a]\n-- block model_b\né: 1\n-- endblock\n";
    check(
        &Fixture::in_dialect(files, Dialect::June2025),
        "model",
        &expect![[r"
        Block model_b in main.yaml: configs/main.yaml:2:10 model_b
    "]],
    );
    check(
        &Fixture::new(files),
        "model",
        &expect![[r"
        Block model_a in main.yaml: configs/main.yaml:1:2 model_a
        Block model_b in model_a: configs/main.yaml:2:10 model_b
    "]],
    );
}
